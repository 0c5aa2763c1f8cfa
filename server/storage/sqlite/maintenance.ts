import { existsSync, statSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { asNumber } from './column.ts'
import { checkpointTruncate } from './settle-wal.ts'

/** What the WAL may hold before it is moved into the main file even though commits are waiting. */
const walFullBytes = 4 * 1024 * 1024
/** A WAL file that one large commit has blown up is cut back at the next checkpoint. */
const walLargeBytes = 8 * 1024 * 1024
const idleMs = 1000
const pageBytes = 4096
/** Freed pages that stay, to be used again, and how many are given back at a time: a commit waits for little. */
const keptPages = 256
const vacuumPages = 512
const vacuumPauseMs = 20

/**
 * Keeps a shard's files small, between commits and never inside one: checkpoints when the WAL has grown or
 * nothing has happened for a second, and gives freed pages back to the file system when idle. A failure here
 * is a failure of the handle like any other: `onFailure`.
 */
export class Maintenance {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #onFailure: (error: unknown) => void
  readonly #walState: StatementSync
  #idleTimer: NodeJS.Timeout | null = null
  #isScheduled = false

  constructor(options: {
    readonly database: DatabaseSync
    readonly path: string
    readonly onFailure: (error: unknown) => void
  }) {
    this.#database = options.database
    this.#path = options.path
    this.#onFailure = options.onFailure
    this.#walState = options.database.prepare('PRAGMA wal_checkpoint(NOOP)')
  }

  /** After every change; the answer to who asked for it has left already. */
  handleCommit(): void {
    this.#tidyIn(idleMs)
    if (this.#isScheduled || this.#walPages() * pageBytes < walFullBytes) return
    this.#isScheduled = true
    setImmediate(() => this.#attempt(() => this.#checkpoint()))
  }

  stop(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer)
    this.#idleTimer = null
    this.#isScheduled = true
  }

  #tidy(): void {
    if (this.#walPages() > 0) this.#checkpoint()
    const freePages = asNumber(this.#database.prepare('PRAGMA freelist_count').get()?.freelist_count)
    if (freePages <= keptPages) return
    this.#database.exec(`PRAGMA incremental_vacuum(${Math.min(vacuumPages, freePages - keptPages)})`)
    this.#tidyIn(vacuumPauseMs)
  }

  #tidyIn(delayMs: number): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => this.#attempt(() => this.#tidy()), delayMs)
  }

  #checkpoint(): void {
    this.#isScheduled = false
    if (fileBytes(`${this.#path}-wal`) > walLargeBytes) checkpointTruncate(this.#database)
    else this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** Pages in the WAL that are not in the main file yet. */
  #walPages(): number {
    const state = this.#walState.get()
    return asNumber(state?.log) - asNumber(state?.checkpointed)
  }

  #attempt(work: () => void): void {
    if (!this.#database.isOpen) return
    try {
      work()
    } catch (error) {
      this.stop()
      this.#onFailure(error)
    }
  }
}

function fileBytes(path: string): number {
  return existsSync(path) ? statSync(path).size : 0
}
