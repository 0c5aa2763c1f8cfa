import type { Cancel, Clock } from '@weft/shared/clock.ts'
import { assert, WeftError } from '@weft/shared/errors.ts'
import { commitWindowMs, nextRowsPerSecond } from './commit-window.ts'
import { PendingRows, type RowBatch } from './pending-rows.ts'
import type { DocumentStore, LogRow } from './port.ts'
import { retryDelayMs } from './retry-delay.ts'
import { RowsRefusedError } from './rows-refused.ts'
import type { DurabilityListener, LogHealth, UpdateLog } from './update-log.ts'

export interface GroupCommitOptions {
  readonly store: DocumentStore
  readonly clock: Clock
  /** From 0 to 1; spreads retries. */
  readonly random?: () => number
}

/** What the log is doing. Rows may come in at any time; only `idle` has none. */
type Phase =
  | { readonly kind: 'idle' }
  /** Rows gather until the window closes. */
  | { readonly kind: 'gathering'; readonly cancel: Cancel }
  | { readonly kind: 'committing' }
  /** The store has failed; `cancel` ends the wait for the next try. */
  | { readonly kind: 'backing-off'; readonly cancel: Cancel }
  | { readonly kind: 'recovering' }
  | { readonly kind: 'closed' }

/**
 * The log of one shard over any store: rows that arrive while a commit runs, or within a window, go into the
 * next commit together. When a commit fails nothing is acknowledged; the store is recovered and the whole
 * backlog appended again from memory, in order, for as long as it takes. It bounds nothing itself: who appends
 * watches `unsavedBytes`.
 */
export class GroupCommit implements UpdateLog {
  readonly #store: DocumentStore
  readonly #clock: Clock
  readonly #random: () => number
  readonly #pending = new PendingRows()
  readonly #healthListeners = new Set<(health: LogHealth) => void>()
  readonly #flushes = new Set<Flush>()
  #phase: Phase = { kind: 'idle' }
  #health: LogHealth = 'healthy'
  #failedTries = 0
  #rowsPerSecond = 0
  #lastCommitAtMs: number
  /** Since when the first row waits that is in no commit yet. */
  #waitingSinceMs: number | null = null
  /** The call to the store that is under way, if any; never rejects. */
  #work: Promise<void> = Promise.resolve()

  constructor(options: GroupCommitOptions) {
    this.#store = options.store
    this.#clock = options.clock
    this.#random = options.random ?? Math.random
    this.#lastCommitAtMs = options.clock.now()
  }

  get unsavedBytes(): number {
    return this.#pending.bytes
  }

  get health(): LogHealth {
    return this.#health
  }

  append(row: LogRow, listener: DurabilityListener): void {
    assert(this.#phase.kind !== 'closed', 'nothing is appended to a closed log')
    this.#pending.add(row, listener)
    this.#waitingSinceMs ??= this.#clock.now()
    if (this.#phase.kind === 'idle') this.#gather()
    else if (this.#phase.kind === 'gathering' && this.#pending.fillsBatch) this.#commit()
  }

  onHealth(listener: (health: LogHealth) => void): () => void {
    this.#healthListeners.add(listener)
    return () => this.#healthListeners.delete(listener)
  }

  flush(timeoutMs: number): Promise<void> {
    if (this.#pending.isEmpty) return Promise.resolve()
    const flushed = new Promise<void>((resolve, reject) => {
      const flush: Flush = {
        beforeRow: this.#pending.nextNumber,
        resolve,
        reject: (why) => reject(new WeftError('storage-failed', why)),
        cancel: this.#clock.after(timeoutMs, () =>
          this.#endFlush(flush).reject(`not everything was on disk after ${timeoutMs} ms`),
        ),
      }
      this.#flushes.add(flush)
    })
    if (this.#phase.kind === 'gathering') this.#commit()
    return flushed
  }

  /** The store has failed elsewhere (a probe, a snapshot): recover it now rather than at the next row. */
  handleStoreFailure(): void {
    if (this.#phase.kind === 'gathering') this.#phase.cancel()
    if (this.#phase.kind === 'idle' || this.#phase.kind === 'gathering') this.#backOff()
  }

  async close(): Promise<void> {
    if (this.#phase.kind === 'gathering' || this.#phase.kind === 'backing-off') this.#phase.cancel()
    this.#phase = { kind: 'closed' }
    for (const flush of this.#flushes) this.#endFlush(flush).reject('the log was closed')
    await this.#work
  }

  #gather(): void {
    if (this.#pending.isEmpty) {
      this.#phase = { kind: 'idle' }
      this.#setHealth('healthy')
      return
    }
    const waitMs = this.#remainingWindowMs()
    if (waitMs <= 0) return this.#commit()
    this.#phase = { kind: 'gathering', cancel: this.#clock.after(waitMs, () => this.#commit()) }
  }

  /** Counted from the row that waits longest: during a slow commit its window may have passed. */
  #remainingWindowMs(): number {
    if (this.#flushes.size > 0 || this.#pending.fillsBatch) return 0
    const nowMs = this.#clock.now()
    return commitWindowMs(this.#rowsPerSecond) - (nowMs - (this.#waitingSinceMs ?? nowMs))
  }

  #commit(): void {
    if (this.#phase.kind === 'gathering') this.#phase.cancel()
    this.#phase = { kind: 'committing' }
    const batch = this.#pending.nextBatch()
    if (batch.isAll) this.#waitingSinceMs = null
    this.#measureLoad(batch.entries.length)
    this.#work = this.#store.append(batch.entries.map(({ row }) => row)).then(
      () => this.#handleCommitted(batch),
      (error: unknown) => this.#handleFailed(error),
    )
  }

  #handleCommitted(batch: RowBatch): void {
    if (this.#phase.kind === 'closed') return
    this.#failedTries = 0
    this.#pending.drop(batch)
    this.#setHealth('healthy')
    this.#gather()
    this.#settleFlushes()
    for (const [listener, seq] of batch.lastSeqs()) listener.handleDurable(seq)
  }

  #handleFailed(error: unknown): void {
    if (this.#phase.kind === 'closed') return
    if (error instanceof RowsRefusedError) this.#dropRefused(error)
    else this.#backOff()
  }

  /** These rows can never be stored. The others must not wait for them. */
  #dropRefused(error: RowsRefusedError): void {
    const listeners = this.#pending.dropDocument(error.documentId)
    this.#gather()
    this.#settleFlushes()
    for (const listener of listeners) listener.handleRefused?.(error)
  }

  #backOff(): void {
    this.#setHealth('failing')
    const delayMs = retryDelayMs(this.#failedTries++, this.#random())
    this.#phase = { kind: 'backing-off', cancel: this.#clock.after(delayMs, () => this.#recover()) }
  }

  #recover(): void {
    this.#phase = { kind: 'recovering' }
    this.#work = this.#store.recover().then(
      () => this.#handleRecovered(),
      () => {
        if (this.#phase.kind === 'recovering') this.#backOff()
      },
    )
  }

  #handleRecovered(): void {
    if (this.#phase.kind !== 'recovering') return
    if (!this.#pending.isEmpty) return this.#commit()
    this.#failedTries = 0
    this.#phase = { kind: 'idle' }
    this.#setHealth('healthy')
  }

  #setHealth(health: LogHealth): void {
    if (this.#health === health) return
    this.#health = health
    for (const listener of this.#healthListeners) listener(health)
  }

  #settleFlushes(): void {
    for (const flush of this.#flushes) {
      if (flush.beforeRow <= this.#pending.firstNumber) this.#endFlush(flush).resolve()
    }
  }

  #endFlush(flush: Flush): Flush {
    this.#flushes.delete(flush)
    flush.cancel()
    return flush
  }

  #measureLoad(rows: number): void {
    const nowMs = this.#clock.now()
    const elapsedMs = nowMs - this.#lastCommitAtMs
    this.#rowsPerSecond = nextRowsPerSecond({ rowsPerSecond: this.#rowsPerSecond, rows, elapsedMs })
    this.#lastCommitAtMs = nowMs
  }
}

interface Flush {
  /** Everything that was appended before the row of this number. */
  readonly beforeRow: number
  readonly resolve: () => void
  readonly reject: (why: string) => void
  readonly cancel: Cancel
}
