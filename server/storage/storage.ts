import type { Clock } from '@weft/shared/clock.ts'
import { assert, WeftError } from '@weft/shared/errors.ts'
import { shardOf } from '../cluster/shard-map.ts'
import { type DataDirectory, type DataDirectoryOptions, openDataDirectory } from './data-directory.ts'
import { GroupCommit } from './group-commit.ts'
import { MemoryStore } from './memory/memory-store.ts'
import type { DocumentStore } from './port.ts'
import { SqliteStore } from './sqlite/sqlite-store.ts'
import type { LogHealth, UpdateLog } from './update-log.ts'

/** One shard: where its documents are read, and the log that their new rows go to. */
export interface StorageShard {
  readonly store: DocumentStore
  readonly log: UpdateLog
}

/** All shards of a data directory, and the directory itself. The rest of the server sees nothing below this. */
export interface Storage {
  readonly shardCount: number
  shardFor(documentId: string): StorageShard
  /** Memory held by rows that are not durable yet, over all shards. */
  readonly unsavedBytes: number
  /** `failing` while any shard is. */
  readonly health: LogHealth
  /** Called when `health` changes; the returned function unsubscribes. */
  onHealth(listener: (health: LogHealth) => void): () => void
  /** Proves that every shard can be written now; rejects with `storage-failed`, and sees to its recovery. */
  probe(): Promise<void>
  /** Resolves when everything appended so far is durable; rejects with `storage-failed` after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>
  /** Tells people who meet the lock where this server is reached. */
  announce(address: string): void
  /** Call after `flush`: what is not durable by then is given up. */
  close(): Promise<void>
}

/** Rejects with `start-data-newer`, `start-data-unusable` or `start-data-owned`. */
export async function openStorage(options: DataDirectoryOptions): Promise<Storage> {
  const directory = await openDataDirectory(options)
  try {
    const stores = await openStores(directory, options.clock)
    if (directory.isNew) directory.completeCreation()
    return new ShardedStorage(stores, { clock: options.clock, directory })
  } catch (error) {
    directory.close()
    throw asStartError(directory.path, error)
  }
}

/** Storage that is gone with the process. */
export function openMemoryStorage(options: { readonly clock: Clock; readonly shardCount?: number }): Storage {
  const stores = Array.from({ length: options.shardCount ?? 1 }, () => new MemoryStore(options))
  return new ShardedStorage(stores, { clock: options.clock, directory: null })
}

async function openStores(directory: DataDirectory, clock: Clock): Promise<DocumentStore[]> {
  const { shardCount, isNew: create } = directory
  const opening = Array.from({ length: shardCount }, (_, shard) =>
    SqliteStore.open({ path: directory.shardPath(shard), create, shard, shardCount, clock }),
  )
  const results = await Promise.allSettled(opening)
  const stores = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failure = results.find((result) => result.status === 'rejected')
  if (failure === undefined) return stores
  await Promise.all(stores.map((store) => store.close()))
  throw failure.reason
}

function asStartError(directory: string, error: unknown): unknown {
  if (!(error instanceof WeftError) || !error.code.startsWith('storage-')) return error
  return new WeftError('start-data-unusable', `${directory} cannot be used: ${error.message}`, {
    cause: error,
  })
}

class ShardedStorage implements Storage {
  readonly #shards: readonly { readonly store: DocumentStore; readonly log: GroupCommit }[]
  readonly #directory: DataDirectory | null
  readonly #listeners = new Set<(health: LogHealth) => void>()
  #health: LogHealth = 'healthy'
  #closed: Promise<void> | null = null

  constructor(
    stores: readonly DocumentStore[],
    options: { readonly clock: Clock; readonly directory: DataDirectory | null },
  ) {
    this.#directory = options.directory
    this.#shards = stores.map((store) => ({ store, log: new GroupCommit({ store, clock: options.clock }) }))
    for (const { log } of this.#shards) log.onHealth(() => this.#handleHealth())
  }

  get shardCount(): number {
    return this.#shards.length
  }

  shardFor(documentId: string): StorageShard {
    const shard = this.#shards[shardOf(documentId, this.#shards.length)]
    assert(shard !== undefined, 'every document has a shard')
    return shard
  }

  get unsavedBytes(): number {
    return this.#shards.reduce((sum, { log }) => sum + log.unsavedBytes, 0)
  }

  get health(): LogHealth {
    return this.#health
  }

  onHealth(listener: (health: LogHealth) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async probe(): Promise<void> {
    await Promise.all(this.#shards.map(probeShard))
  }

  async flush(timeoutMs: number): Promise<void> {
    await Promise.all(this.#shards.map(({ log }) => log.flush(timeoutMs)))
  }

  announce(address: string): void {
    this.#directory?.announce(address)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await Promise.all(this.#shards.map(({ log }) => log.close()))
    await Promise.all(this.#shards.map(({ store }) => store.close()))
    this.#directory?.close()
  }

  #handleHealth(): void {
    const isFailing = this.#shards.some(({ log }) => log.health === 'failing')
    const health = isFailing ? 'failing' : 'healthy'
    if (health === this.#health) return
    this.#health = health
    for (const listener of this.#listeners) listener(health)
  }
}

async function probeShard({ store, log }: { readonly store: DocumentStore; readonly log: GroupCommit }) {
  try {
    await store.probe()
  } catch (error) {
    log.handleStoreFailure()
    throw error
  }
}
