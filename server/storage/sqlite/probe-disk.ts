import { open, rm } from 'node:fs/promises'
import { WeftError } from '@weft/shared/errors.ts'

/** More than a full disk would still find room for in its last block. */
const probeBytes = 64 * 1024

/**
 * Writes and syncs a file beside the shard, and removes it. Cheap compared with replacing a thread that would
 * only fail again: while the disk is full or gone this is all that is tried. Rejects with `storage-failed`.
 */
export async function probeDisk(shardPath: string): Promise<void> {
  const path = `${shardPath}-probe`
  try {
    const file = await open(path, 'w')
    try {
      // At a position, as SQLite writes: another system call, and what fails may be just that one.
      const { bytesWritten } = await file.write(new Uint8Array(probeBytes), 0, probeBytes, 0)
      if (bytesWritten < probeBytes) throw new Error(`only ${bytesWritten} bytes were written`)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new WeftError('storage-failed', 'the disk takes no writes', { cause })
  } finally {
    await rm(path, { force: true }).catch(() => {})
  }
}
