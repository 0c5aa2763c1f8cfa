import { WeftError } from '@weft/shared/errors.ts'

/** SQLite's primary result codes that are told apart: https://sqlite.org/rescode.html */
const resultCodes = { busy: 5, corrupt: 11, notADatabase: 26 } as const

/** What SQLite or a damaged column threw, as one of our codes; the original is the `cause`. */
export function toStorageError(error: unknown): WeftError {
  if (error instanceof WeftError) return error
  const code = isDamage(error) ? 'storage-damaged' : 'storage-failed'
  return new WeftError(code, error instanceof Error ? error.message : String(error), { cause: error })
}

/** The file holds something that SQLite cannot read as what it should be. */
export function isDamage(error: unknown): boolean {
  if (error instanceof WeftError) return error.code === 'storage-damaged'
  const code = resultCode(error)
  if (code === resultCodes.corrupt || code === resultCodes.notADatabase) return true
  // A stored integer too large for a number: node:sqlite refuses to read it.
  return error instanceof RangeError
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === resultCodes.busy
}

/** The primary result code: the low byte of the extended one that node:sqlite reports as `errcode`. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}
