import { type ErrorCode, WeftError } from '@weft/shared/errors.ts'

/**
 * SQLite's primary result codes that are told apart: https://sqlite.org/rescode.html. A constraint can only
 * fail where tables contradict each other, since what is written was checked before.
 */
const resultCodes = { busy: 5, corrupt: 11, constraint: 19, notADatabase: 26 } as const
const damageCodes: readonly number[] = [resultCodes.corrupt, resultCodes.constraint, resultCodes.notADatabase]

/** What SQLite, the file system or a damaged column threw, as one of our codes; the original is the `cause`. */
export function toStorageError(error: unknown): WeftError {
  if (error instanceof WeftError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new WeftError(codeOf(error), message, { cause: error })
}

/** The file holds something that SQLite cannot read as what it should be. */
export function isDamage(error: unknown): boolean {
  return codeOf(error) === 'storage-damaged'
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof WeftError) return error.code
  const code = resultCode(error)
  if (code !== null) return damageCodes.includes(code) ? 'storage-damaged' : 'storage-failed'
  if (!(error instanceof Error) || !('code' in error)) return 'invariant'
  // A stored integer too large to be a number: node:sqlite refuses to read it.
  return error.code === 'ERR_OUT_OF_RANGE' ? 'storage-damaged' : 'storage-failed'
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === resultCodes.busy
}

/** The primary result code: the low byte of the extended one that node:sqlite reports as `errcode`. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}
