import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '@weft/shared/errors.ts'
import { createAppend } from './append-rows.ts'
import { DocumentHeads } from './document-heads.ts'
import { createErase, createRecreate } from './erase-document.ts'
import { createList } from './list-documents.ts'
import { createLoad } from './load-document.ts'
import { Maintenance } from './maintenance.ts'
import { openShard } from './open-shard.ts'
import { unpackRows } from './packed-rows.ts'
import { settleWal } from './settle-wal.ts'
import { toStorageError } from './sqlite-errors.ts'
import type { CallName, ThreadCalls } from './thread-messages.ts'
import { createWriteSnapshot } from './write-snapshot.ts'

type Handlers = { [Name in CallName]: (request: ThreadCalls[Name]['request']) => ThreadCalls[Name]['reply'] }

/**
 * One shard's open file and what can be done with it. Lives in a storage thread; knows nothing of messages.
 * After the first failed write it writes no more: an fsync that failed may "succeed" when tried again without
 * a byte having reached the disk. Reading goes on.
 */
export class ShardService {
  #open: OpenShard | null = null

  /** Throws nothing but `WeftError`s. */
  handle<Name extends CallName>(
    name: Name,
    request: ThreadCalls[Name]['request'],
  ): ThreadCalls[Name]['reply'] {
    const handler: Handlers[Name] = this.#handlers[name]
    try {
      return handler(request)
    } catch (error) {
      throw toStorageError(error)
    }
  }

  readonly #handlers: Handlers = {
    open: (request) => {
      this.#open = prepareShard(openShard(request), request.path)
      return null
    },
    settle: ({ path }) => this.#shard.write((shard) => settleWal(shard.database, path), 'settling'),
    append: (rows) => this.#shard.write((shard) => shard.append(unpackRows(rows))),
    writeSnapshot: (snapshot) => this.#shard.write((shard) => shard.writeSnapshot(snapshot)),
    erase: (change) => this.#shard.write((shard) => shard.erase(change)),
    recreate: (change) => this.#shard.write((shard) => shard.recreate(change)),
    probe: ({ timeMs }) => this.#shard.write((shard) => shard.probe(timeMs)),
    load: ({ documentId }) => this.#shard.load(documentId),
    list: (page) => this.#shard.list(page),
    close: () => {
      this.#open?.close()
      return null
    },
  }

  get #shard(): OpenShard {
    if (this.#open !== null) return this.#open
    throw new WeftError('storage-failed', 'the shard could not be opened')
  }
}

/** A schema that is damaged shows when statements are prepared; the file must not stay locked then. */
function prepareShard(database: DatabaseSync, path: string): OpenShard {
  try {
    return new OpenShard(database, path)
  } catch (error) {
    database.close()
    throw error
  }
}

class OpenShard {
  readonly database: DatabaseSync
  readonly append
  readonly load
  readonly list
  readonly writeSnapshot
  readonly erase
  readonly recreate
  readonly probe: (timeMs: number) => void
  readonly #maintenance: Maintenance
  #state: 'unsettled' | 'writable' | 'failed' = 'unsettled'

  constructor(database: DatabaseSync, path: string) {
    this.database = database
    const heads = new DocumentHeads(database)
    this.append = createAppend(database, heads)
    this.load = createLoad(database, heads)
    this.list = createList(database)
    this.writeSnapshot = createWriteSnapshot(database, heads)
    this.erase = createErase(database, heads)
    this.recreate = createRecreate(database, heads)
    const probe = database.prepare('UPDATE shard SET probed_ms = ?')
    this.probe = (timeMs) => void probe.run(timeMs)
    this.#maintenance = new Maintenance({ database, path, onFailure: () => this.#fail() })
  }

  /** Runs one change. A failure that is the file's, not the request's, is final for this handle. */
  write(change: (shard: OpenShard) => void, from: 'settling' | 'writing' = 'writing'): null {
    const expected = from === 'settling' ? 'unsettled' : 'writable'
    if (this.#state !== expected) throw new WeftError('storage-failed', `the shard's file is ${this.#state}`)
    try {
      change(this)
      this.#state = 'writable'
    } catch (error) {
      const failure = toStorageError(error)
      if (failure.code === 'storage-failed') this.#fail()
      throw failure
    }
    this.#maintenance.handleCommit()
    return null
  }

  /** No checkpoint either: it would rest on syncs of a handle whose syncs mean nothing any more. */
  #fail(): void {
    this.#state = 'failed'
    this.#maintenance.stop()
  }

  close(): void {
    this.#maintenance.stop()
    this.database.close()
  }
}
