import type { Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import type { DocumentStore, DocumentSummary, LogRow, Snapshot, StoredDocument } from '../port.ts'
import { packRows, unpackUpdates } from './packed-rows.ts'
import { probeDisk } from './probe-disk.ts'
import { ReplacementBudget } from './replacement-budget.ts'
import { StorageThread } from './storage-thread.ts'
import type { CallName, ShardIdentity, ThreadCalls } from './thread-messages.ts'

export interface SqliteStoreOptions extends ShardIdentity {
  /** The shard's file. */
  readonly path: string
  readonly clock: Clock
}

/**
 * One shard in a SQLite file behind a thread of its own, so that no fsync ever holds the event loop. What the
 * file looks like is FORMAT.md's matter; what the thread can be asked is in `thread-messages.ts`.
 */
export class SqliteStore implements DocumentStore {
  readonly #options: SqliteStoreOptions
  readonly #budget: ReplacementBudget
  /** Never rejects: calls of a thread that has ended reject instead. Pending while a thread is replaced. */
  #thread: Promise<StorageThread>

  private constructor(options: SqliteStoreOptions, thread: StorageThread) {
    this.#options = options
    this.#budget = new ReplacementBudget(options.clock)
    this.#thread = Promise.resolve(thread)
  }

  /** Opens the shard, or makes it (`create`). Rejects with the reason when the file cannot be used. */
  static async open(options: SqliteStoreOptions & { readonly create: boolean }): Promise<SqliteStore> {
    const thread = startThread(options)
    try {
      await openFile(thread, options)
      await settle(thread, options)
      return new SqliteStore(options, thread)
    } catch (error) {
      await thread.terminate()
      throw error
    }
  }

  async load(documentId: string): Promise<StoredDocument> {
    const loaded = await this.#call('load', { documentId })
    if (loaded.state !== 'present') return loaded
    return { ...loaded, updates: await unpackUpdates(loaded.updates) }
  }

  async append(rows: readonly LogRow[]): Promise<void> {
    const packed = packRows(rows)
    await this.#call('append', packed, [packed.columns.buffer, packed.bytes.buffer])
  }

  async writeSnapshot(snapshot: Snapshot & { readonly documentId: string }): Promise<void> {
    const bytes = new Uint8Array(snapshot.bytes)
    await this.#call('writeSnapshot', { ...snapshot, bytes, timeMs: this.#wallTimeMs() }, [bytes.buffer])
  }

  list(page: { readonly afterId: string | null; readonly limit: number }): Promise<DocumentSummary[]> {
    return this.#call('list', page)
  }

  async erase(documentId: string): Promise<void> {
    await this.#call('erase', { documentId, timeMs: this.#wallTimeMs() })
  }

  async recreate(documentId: string): Promise<void> {
    await this.#call('recreate', { documentId, timeMs: this.#wallTimeMs() })
  }

  async probe(): Promise<void> {
    await this.#call('probe', { timeMs: this.#wallTimeMs() })
  }

  /**
   * Replaces the thread, and with it the handle, once the disk takes writes again. A new thread that can open
   * the file but not settle it stays: documents can be read while nothing can be saved.
   */
  async recover(): Promise<void> {
    await probeDisk(this.#options.path)
    if (!this.#budget.spend()) throw new WeftError('storage-failed', 'the file was opened anew too often')
    const failed = this.#thread
    const opened = replace(failed, this.#options)
    this.#thread = opened.thread
    await opened.done
    await settle(await this.#thread, this.#options)
  }

  async close(): Promise<void> {
    await endThread(await this.#thread)
  }

  async #call<Name extends CallName>(
    name: Name,
    request: ThreadCalls[Name]['request'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ThreadCalls[Name]['reply']> {
    const thread = await this.#thread
    return thread.call(name, request, transfer)
  }

  #wallTimeMs(): number {
    return Math.max(0, Math.trunc(this.#options.clock.wallTimeMs()))
  }
}

function startThread({ shard }: SqliteStoreOptions): StorageThread {
  return new StorageThread({ name: `storage ${shard}` })
}

/** `thread` resolves when calls can go to the new one, whatever has become of it; `done` rejects if it failed. */
function replace(failed: Promise<StorageThread>, options: SqliteStoreOptions) {
  const started = failed.then(async (thread) => {
    await endThread(thread)
    return startThread(options)
  })
  const done = started.then((thread) => openFile(thread, { ...options, create: false }))
  return {
    thread: done.then(
      () => started,
      () => started,
    ),
    done,
  }
}

/** Lets the thread answer what it was asked before, then ends it. What closing a failed file says is no news. */
async function endThread(thread: StorageThread): Promise<void> {
  await thread.call('close', null).catch(() => {})
  await thread.terminate()
}

async function openFile(
  thread: StorageThread,
  { path, create, shard, shardCount }: SqliteStoreOptions & { readonly create: boolean },
): Promise<void> {
  await thread.call('open', { path, create, shard, shardCount })
}

async function settle(thread: StorageThread, { path }: SqliteStoreOptions): Promise<void> {
  await thread.call('settle', { path })
}
