import { type ErrorCode, WeftError } from '@weft/shared/errors.ts'

/**
 * A store will never take these rows: the document is gone, its stored log is damaged, or the rows do not
 * continue it. Unlike other rejections of `append` this one leaves the store usable, and trying the same rows
 * again cannot help; the rows of other documents in the same batch can be appended without them.
 */
export class RowsRefusedError extends WeftError {
  readonly documentId: string

  constructor(code: ErrorCode, documentId: string, message: string, cause?: unknown) {
    super(code, message, { cause })
    this.name = 'RowsRefusedError'
    this.documentId = documentId
  }
}

export function refuseGone(documentId: string): RowsRefusedError {
  return new RowsRefusedError('refused-gone', documentId, 'the document was erased')
}

export function refuseGap(documentId: string, row: { readonly seq: number; readonly afterSeq: number }) {
  const message = `row ${row.seq} does not continue the log, which ends at ${row.afterSeq}`
  return new RowsRefusedError('storage-damaged', documentId, message)
}

export function refuseConflict(documentId: string, seq: number): RowsRefusedError {
  const message = `row ${seq} is already there with other bytes`
  return new RowsRefusedError('storage-damaged', documentId, message)
}
