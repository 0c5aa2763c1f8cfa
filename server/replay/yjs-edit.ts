/** One author's document while a recording is being turned into updates: see `to-yjs.ts`. */
import { WeftError } from '@weft/shared/errors.ts'
import * as Y from 'yjs'
import { codePointOffset } from './code-points.ts'
import type { Patch } from './trace.ts'

/** The shared type that replays write and the page shows. */
export const TEXT_NAME = 'text'

export interface IdRange {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** What one Yjs transaction of an author did. */
export interface MadeEdit {
  /** Yjs v1. */
  readonly update: Uint8Array
  /** The author's Yjs clock after it; unchanged by an edit that only deletes. */
  readonly clockEnd: number
  readonly deleted: readonly IdRange[]
}

/** For a listener of a document's `update` event; `clientId` is the author's. */
export function describeEdit(update: Uint8Array, clientId: number, transaction: Y.Transaction): MadeEdit {
  const clockEnd = Y.getState(transaction.doc.store, clientId)
  return { update, clockEnd, deleted: deletedIn(transaction) }
}

/** Applies patches in one Yjs transaction; null when they changed nothing. Throws `replay-input`. */
export function makeEdit(doc: Y.Doc, patches: readonly Patch[], isAstral: boolean): MadeEdit | null {
  let made: MadeEdit | null = null
  const keep = (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    made = describeEdit(update, doc.clientID, transaction)
  }
  doc.on('update', keep)
  try {
    const text = doc.getText(TEXT_NAME)
    doc.transact(() => {
      for (const patch of patches) applyPatch(text, isAstral ? toUtf16(text, patch) : patch)
    })
  } finally {
    doc.off('update', keep)
  }
  return made
}

function applyPatch(text: Y.Text, [position, deletedCount, inserted]: Patch): void {
  // Yjs itself deletes less than asked without a word.
  if (position + deletedCount > text.length) throw beyondEnd()
  if (deletedCount > 0) text.delete(position, deletedCount)
  if (inserted !== '') text.insert(position, inserted)
}

function toUtf16(text: Y.Text, [position, deletedCount, inserted]: Patch): Patch {
  const content = text.toString()
  const start = codePointOffset(content, 0, position)
  const end = start === null ? null : codePointOffset(content, start, deletedCount)
  if (start === null || end === null) throw beyondEnd()
  return [start, end - start, inserted]
}

function deletedIn(transaction: Y.Transaction): IdRange[] {
  return [...transaction.deleteSet.clients].flatMap(([client, items]) =>
    items.map((item) => ({ client, clock: item.clock, length: item.len })),
  )
}

function beyondEnd(): WeftError {
  return new WeftError(
    'replay-input',
    'the recording does not add up: a patch reaches past the end of the text',
  )
}
