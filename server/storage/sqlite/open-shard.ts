import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { WeftError } from '@weft/shared/errors.ts'
import { asNumber, asText } from './column.ts'
import { applicationId, schema, shardFormat } from './schema.ts'
import type { ShardIdentity } from './thread-messages.ts'
import { inTransaction } from './transaction.ts'

/**
 * Opens a shard's file and leaves nothing about its durability to a build's defaults: every pragma is set and
 * those that acks rest on are read back. Some builds of SQLite default to `synchronous=NORMAL`, which loses
 * acknowledged rows in a power cut.
 */
export function openShard(options: OpenOptions): DatabaseSync {
  if (!options.create && !existsSync(options.path)) {
    throw new WeftError('storage-damaged', `the shard file ${options.path} is missing`)
  }
  refuseOldSqlite()
  const database = new DatabaseSync(options.path, { timeout: patienceMs })
  try {
    prepare(database, options)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** How long to wait for a process that still holds the file; only this thread waits. */
const patienceMs = 5000

interface OpenOptions extends ShardIdentity {
  readonly path: string
  readonly create: boolean
}

function prepare(database: DatabaseSync, options: OpenOptions): void {
  // Before anything is read: in this mode the WAL needs no shared-memory file and the lock is never let go.
  setAndVerify(database, 'locking_mode', 'EXCLUSIVE')
  const isNew = isEmpty(database)
  if (isNew && !options.create)
    throw new WeftError('storage-damaged', `the shard file ${options.path} is empty`)
  if (isNew) database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  setAndVerify(database, 'journal_mode', 'WAL')
  setAndVerify(database, 'synchronous', 2)
  if (process.platform === 'darwin') setAndVerify(database, 'fullfsync', 1)
  database.exec('PRAGMA trusted_schema = OFF')
  database.exec('PRAGMA cell_size_check = ON')
  database.exec('PRAGMA mmap_size = 0')
  setAndVerify(database, 'secure_delete', 1)
  // Checkpoints are run by `maintenance.ts`, never inside somebody's commit.
  setAndVerify(database, 'wal_autocheckpoint', 0)
  setAndVerify(database, 'journal_size_limit', walKeptBytes)
  if (isNew) createTables(database, options)
  verifyIdentity(database, options)
}

/** What the WAL file keeps of its size once its content is in the main file. */
const walKeptBytes = 8 * 1024 * 1024

function isEmpty(database: DatabaseSync): boolean {
  return pragma(database, 'application_id') === 0 && pragma(database, 'schema_version') === 0
}

function createTables(database: DatabaseSync, identity: ShardIdentity): void {
  inTransaction(database, () => {
    database.exec(schema)
    database.prepare('INSERT INTO shard VALUES (?, ?, 0)').run(identity.shard, identity.shardCount)
    database.exec(`PRAGMA application_id = ${applicationId}`)
    database.exec(`PRAGMA user_version = ${shardFormat}`)
  })
}

function verifyIdentity(database: DatabaseSync, identity: ShardIdentity): void {
  if (pragma(database, 'application_id') !== applicationId) {
    throw new WeftError('start-data-unusable', 'a file among the shards is not a shard of Weft')
  }
  if (pragma(database, 'user_version') !== shardFormat) {
    throw new WeftError('start-data-newer', `a shard has format ${pragma(database, 'user_version')}`)
  }
  const row = database.prepare('SELECT number, shard_count FROM shard').get()
  if (asNumber(row?.number) !== identity.shard || asNumber(row?.shard_count) !== identity.shardCount) {
    throw new WeftError('start-data-unusable', `shard ${identity.shard} holds another shard's documents`)
  }
}

function setAndVerify(database: DatabaseSync, name: string, value: string | number): void {
  database.exec(`PRAGMA ${name} = ${value}`)
  const actual = pragma(database, name)
  if (String(actual).toUpperCase() === String(value)) return
  throw new WeftError('storage-failed', `SQLite answered ${name} = ${String(actual)}, not ${value}`)
}

function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
}

/** Up to 3.51.2 a WAL reset could, in rare races, lose a commit: https://sqlite.org/wal.html#walresetbug */
const oldestSqlite = [3, 51, 3] as const

function refuseOldSqlite(): void {
  const memory = new DatabaseSync(':memory:')
  const version = asText(memory.prepare('SELECT sqlite_version() AS version').get()?.version)
  memory.close()
  if (isAtLeast(version.split('.').map(Number), oldestSqlite)) return
  throw new WeftError(
    'start-failed',
    `this Node brings SQLite ${version}; ${oldestSqlite.join('.')} is needed`,
    {
      hint: 'use a newer release of Node 24',
    },
  )
}

export function isAtLeast(version: readonly number[], oldest: readonly number[]): boolean {
  for (const [index, least] of oldest.entries()) {
    const part = version[index] ?? 0
    if (part !== least) return part > least
  }
  return true
}
