import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '@weft/shared/errors.ts'

/**
 * Makes durable what a freshly opened file holds. After a failed fsync, or a crash that followed one, the
 * kernel may keep the WAL's pages marked clean though they never reached the disk; SQLite then reads frames
 * that a power cut would take away, and another fsync would succeed without writing them. So the WAL is
 * written over itself, which dirties every page again, synced, and moved into the main file; all must succeed
 * before anything is appended.
 *
 * To be called while the database is open and locked. The WAL itself carries no lock, so opening and closing
 * it here lets go of none.
 */
export function settleWal(database: DatabaseSync, path: string): void {
  const wal = `${path}-wal`
  if (existsSync(wal)) rewrite(wal)
  checkpointTruncate(database)
}

/** Moves all of the WAL into the main file, syncs that, and cuts the WAL to nothing. */
export function checkpointTruncate(database: DatabaseSync): void {
  const result = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  if (result?.busy !== 0) throw new WeftError('storage-failed', 'the WAL could not be checkpointed')
}

const chunkBytes = 1024 * 1024

function rewrite(path: string): void {
  const file = openSync(path, 'r+')
  try {
    const chunk = Buffer.alloc(chunkBytes)
    for (let offset = 0; ; ) {
      const length = readSync(file, chunk, 0, chunkBytes, offset)
      if (length === 0) break
      writeAll(file, chunk.subarray(0, length), offset)
      offset += length
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, bytes: Uint8Array, offset: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, offset + written)
  }
}
