import type { Clock } from '@weft/shared/clock.ts'
import type { DocumentStore, DocumentSummary, LogRow, Snapshot, StoredDocument } from '../port.ts'
import { packRows, unpackUpdates } from './packed-rows.ts'
import { StorageThread } from './storage-thread.ts'
import type { ShardIdentity } from './thread-messages.ts'

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
  #thread: StorageThread

  private constructor(options: SqliteStoreOptions, thread: StorageThread) {
    this.#options = options
    this.#thread = thread
  }

  /** Opens the shard, or makes it (`create`). Rejects with the reason when the file cannot be used. */
  static async open(options: SqliteStoreOptions & { readonly create: boolean }): Promise<SqliteStore> {
    const thread = startThread(options)
    try {
      await openFile(thread, options)
      return new SqliteStore(options, thread)
    } catch (error) {
      await thread.terminate()
      throw error
    }
  }

  async load(documentId: string): Promise<StoredDocument> {
    const loaded = await this.#thread.call('load', { documentId })
    if (loaded.state !== 'present') return loaded
    return { ...loaded, updates: await unpackUpdates(loaded.updates) }
  }

  async append(rows: readonly LogRow[]): Promise<void> {
    const packed = packRows(rows)
    await this.#thread.call('append', packed, [packed.columns.buffer, packed.bytes.buffer])
  }

  async writeSnapshot(snapshot: Snapshot & { readonly documentId: string }): Promise<void> {
    const bytes = new Uint8Array(snapshot.bytes)
    await this.#thread.call('writeSnapshot', { ...snapshot, bytes, timeMs: this.#wallTimeMs() }, [
      bytes.buffer,
    ])
  }

  list(page: { readonly afterId: string | null; readonly limit: number }): Promise<DocumentSummary[]> {
    return this.#thread.call('list', page)
  }

  async erase(documentId: string): Promise<void> {
    await this.#thread.call('erase', { documentId, timeMs: this.#wallTimeMs() })
  }

  async recreate(documentId: string): Promise<void> {
    await this.#thread.call('recreate', { documentId, timeMs: this.#wallTimeMs() })
  }

  async probe(): Promise<void> {
    await this.#thread.call('probe', { timeMs: this.#wallTimeMs() })
  }

  async recover(): Promise<void> {
    await this.#thread.terminate()
    this.#thread = startThread(this.#options)
    await openFile(this.#thread, { ...this.#options, create: false })
  }

  async close(): Promise<void> {
    await this.#thread.call('close', null)
    await this.#thread.ended()
  }

  #wallTimeMs(): number {
    return Math.max(0, Math.trunc(this.#options.clock.wallTimeMs()))
  }
}

function startThread({ shard }: SqliteStoreOptions): StorageThread {
  return new StorageThread({ name: `storage ${shard}` })
}

async function openFile(
  thread: StorageThread,
  { path, create, shard, shardCount }: SqliteStoreOptions & { readonly create: boolean },
): Promise<void> {
  await thread.call('open', { path, create, shard, shardCount })
  await thread.call('settle', { path })
}
