import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import { acquireLock } from '../cluster/lock.ts'
import { currentFormat, readFormat, syncDirectory, writeFormat } from './format-file.ts'
import { migrate } from './migrations.ts'
import { describeOwner, removeOwnerNote, writeOwnerNote } from './owner-note.ts'
import type { ExclusiveHold } from './sqlite/exclusive-hold.ts'

/** A data directory that this process owns until `close`. What is in it, file by file, is in FORMAT.md. */
export interface DataDirectory {
  readonly path: string
  readonly shardCount: number
  /** The shard files are to be made, and then `completeCreation` called. */
  readonly isNew: boolean
  shardPath(shard: number): string
  completeCreation(): void
  /** Says where this server is reached, for people who meet the lock. */
  announce(address: string): void
  close(): void
}

export interface DataDirectoryOptions {
  readonly directory: string
  readonly clock: Clock
  /** For a directory that does not exist yet; fixed from then on. */
  readonly shardCount?: number
}

const defaultShardCount = 8
const shardFolder = 'shards'

/**
 * Opens a data directory, or begins to make it. Refuses with `start-data-newer`, `start-data-unusable` or
 * `start-data-owned`, and has then changed nothing on disk.
 */
export async function openDataDirectory(options: DataDirectoryOptions): Promise<DataDirectory> {
  const { directory, clock } = options
  inspect(directory)
  const hold = await own(directory, clock)
  try {
    // Once more: another server may have made, migrated or filled it while this one waited.
    inspect(directory)
    const found = readFormat(directory)
    const format = found === null ? null : await migrate(directory, found)
    writeOwnerNote(directory, { pid: process.pid, address: null, sinceMs: clock.wallTimeMs() })
    const shardCount = format?.shardCount ?? options.shardCount ?? defaultShardCount
    return owned({ directory, clock, hold, shardCount, isNew: format === null })
  } catch (error) {
    hold.release()
    throw unusable(directory, error)
  }
}

function owned(state: {
  readonly directory: string
  readonly clock: Clock
  readonly hold: ExclusiveHold
  readonly shardCount: number
  readonly isNew: boolean
}): DataDirectory {
  const { directory, clock, hold, shardCount, isNew } = state
  const sinceMs = clock.wallTimeMs()
  const shards = join(directory, shardFolder)
  if (isNew) mkdirSync(shards, { recursive: true })
  return {
    path: directory,
    shardCount,
    isNew,
    shardPath: (shard) => shardPath(directory, shard),
    completeCreation: () => {
      syncDirectory(shards)
      writeFormat(directory, { weftFormat: currentFormat, shardCount, createdAtMs: Math.trunc(sinceMs) })
    },
    announce: (address) => writeOwnerNote(directory, { pid: process.pid, address, sinceMs }),
    close: () => {
      removeOwnerNote(directory)
      hold.release()
    },
  }
}

function shardPath(directory: string, shard: number): string {
  return join(directory, shardFolder, `${String(shard).padStart(2, '0')}.sqlite`)
}

/** Looks without touching. */
function inspect(directory: string): void {
  const kind = statSync(directory, { throwIfNoEntry: false })
  if (kind === undefined) return
  if (!kind.isDirectory()) throw unusable(directory, new Error('it is not a directory'))
  const format = readFormat(directory)
  if (format !== null) requireShards(directory, format.shardCount)
  else refuseForeign(directory)
}

/** Made again it would be empty: its documents would seem never to have been. */
function requireShards(directory: string, shardCount: number): void {
  for (let shard = 0; shard < shardCount; shard++) {
    const path = shardPath(directory, shard)
    if (existsSync(path)) continue
    throw new WeftError('start-data-unusable', `${path} is missing`, { hint: 'restore it from a backup' })
  }
}

function refuseForeign(directory: string): void {
  const foreign = readdirSync(directory).find((name) => !isOurs(name))
  if (foreign === undefined) return
  throw new WeftError('start-data-unusable', `${directory} holds something else (${foreign})`, {
    hint: 'name an empty directory, or one that does not exist yet',
  })
}

/** What a creation that was interrupted leaves behind. It never held an acknowledged byte. */
function isOurs(name: string): boolean {
  return name === shardFolder || /^(lock\.sqlite(-\w+)?|format\.json\.new|owner\.json(\.new)?)$/.test(name)
}

async function own(directory: string, clock: Clock): Promise<ExclusiveHold> {
  let hold: ExclusiveHold | null
  try {
    mkdirSync(directory, { recursive: true })
    hold = await acquireLock(join(directory, 'lock.sqlite'), clock)
  } catch (error) {
    throw unusable(directory, error)
  }
  if (hold !== null) return hold
  throw new WeftError('start-data-owned', `${directory} is owned by ${describeOwner(directory)}`, {
    hint: 'stop that server, or name another directory with --data',
  })
}

function unusable(directory: string, error: unknown): WeftError {
  if (error instanceof WeftError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new WeftError('start-data-unusable', `${directory} cannot be used: ${reason}`, {
    hint: 'name a directory that this user may write, with --data',
    cause: error,
  })
}
