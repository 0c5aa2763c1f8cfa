import type { ErrorCode } from '@weft/shared/errors.ts'

/** Exit codes of every `weft` command; the numbers follow sysexits(3) where it has one. */
export const exitCodes = {
  ok: 0,
  /** The command ran and what it checked is not so. */
  failed: 1,
  /** Unknown flag or bad value. */
  usage: 64,
  /** A broken invariant of ours. */
  internal: 70,
  /** The port is taken. */
  portTaken: 69,
  /** The data directory cannot be used: not writable, not a directory, or not one of Weft's. */
  dataUnusable: 73,
  /** Stopped while the disk was failing: edits that were never acknowledged are lost. */
  unsaved: 74,
  /** Another running server owns the data directory. */
  dataOwned: 75,
  /** The data directory was written by a newer version. */
  dataNewer: 78,
  /** Ended by a second Ctrl-C. */
  interrupted: 130,
} as const

/** The exit code for an error that ends a command. */
export function exitCodeOf(code: ErrorCode): number {
  const known: Partial<Record<ErrorCode, number>> = {
    'start-usage': exitCodes.usage,
    'start-port-taken': exitCodes.portTaken,
    'start-data-owned': exitCodes.dataOwned,
    'start-data-newer': exitCodes.dataNewer,
    'start-data-unusable': exitCodes.dataUnusable,
    'replay-input': exitCodes.usage,
    'replay-failed': exitCodes.failed,
    'storage-failed': exitCodes.unsaved,
  }
  return known[code] ?? exitCodes.internal
}
