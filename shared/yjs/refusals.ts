import { WeftError } from '../errors.ts'

/** Bytes no Yjs v1 writer makes, or that would make a receiver throw. */
export function malformed(what: string): WeftError {
  return new WeftError('update-malformed', `malformed update: ${what}`)
}

/** Well-formed, but more than is allowed at once. */
export function overLimit(what: string): WeftError {
  return new WeftError('update-limit', `update over a limit: ${what}`)
}

/** The document is full: the text may shrink but not grow. */
export function tooLarge(what: string): WeftError {
  return new WeftError('refused-too-large', `document too large: ${what}`, {
    hint: 'Deleting still works; split the document or raise the document size limit.',
  })
}

export function pendingFull(what: string): WeftError {
  return new WeftError('update-pending-full', `too much waits for missing structs: ${what}`)
}
