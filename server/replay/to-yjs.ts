/**
 * A recording as the Yjs updates its authors would have sent. One document per author, given before each
 * transaction exactly what the recording says this author had seen; the update that the transaction makes is
 * kept. The result is a real log of several writers, whose merge in any order reads `endContent`.
 *
 * Pure: the same recording and client ids give the same bytes.
 */
import { WeftError } from '@weft/shared/errors.ts'
import * as Y from 'yjs'
import { hasSurrogates } from './code-points.ts'
import type { RecordedTransaction, Recording } from './trace.ts'
import { type MadeEdit, makeEdit, TEXT_NAME } from './yjs-edit.ts'

export interface YjsRecording {
  /** One per author, ascending. */
  readonly clientIds: readonly number[]
  /** In an order in which every edit comes after all that it needs. */
  readonly edits: readonly RecordedEdit[]
  readonly endContent: string
}

/** One transaction of one author. Transactions that changed nothing are left out. */
export interface RecordedEdit extends MadeEdit {
  readonly author: number
  /** Index of its transaction in the recording. */
  readonly transaction: number
  /** How many edits of each author the text held when this one was made; of its own author: all before. */
  readonly needs: readonly number[]
}

/**
 * `clientIds` must ascend: Yjs puts the lower id first where two authors insert at one place, and so do the
 * recordings. Throws `WeftError` `replay-input` when the recording does not add up.
 */
export function toYjs(recording: Recording, clientIds: readonly number[]): YjsRecording {
  const isAstral = recording.transactions.some((txn) => txn.patches.some((patch) => hasSurrogates(patch[2])))
  const authors = clientIds.slice(0, recording.authorCount).map(newAuthor)
  const edits: RecordedEdit[] = []
  const heldAfter: (readonly number[])[] = []
  for (const [transaction, txn] of recording.transactions.entries()) {
    const needs = heldBefore(txn, heldAfter, recording.authorCount)
    const author = at(authors, txn.author)
    catchUp({ author, self: txn.author, authors, needs })
    const made = makeEdit(author.doc, txn.patches, isAstral)
    if (made !== null) {
      const edit = { ...made, author: txn.author, transaction, needs }
      edits.push(edit)
      author.edits.push(edit)
    }
    author.held = needs.map((count, other) => (other === txn.author ? author.edits.length : count))
    heldAfter.push(author.held)
  }
  checkEnd(edits, recording.endContent)
  return { clientIds: authors.map((author) => author.doc.clientID), edits, endContent: recording.endContent }
}

/** Client ids as Yjs draws them, but ascending. `random` returns numbers in [0, 1). */
export function ascendingClientIds(count: number, random: () => number): number[] {
  const ids = new Set<number>()
  while (ids.size < count) ids.add(1 + Math.floor(random() * 0xffff_fffe))
  return [...ids].sort((a, b) => a - b)
}

interface Author {
  readonly doc: Y.Doc
  readonly edits: RecordedEdit[]
  /** How many edits of each author its document holds. */
  held: readonly number[]
}

function newAuthor(clientId: number): Author {
  const doc = new Y.Doc()
  doc.clientID = clientId
  return { doc, edits: [], held: [] }
}

function heldBefore(
  txn: RecordedTransaction,
  heldAfter: readonly (readonly number[])[],
  authorCount: number,
): number[] {
  const held = new Array<number>(authorCount).fill(0)
  for (const parent of txn.parents) {
    for (const [author, count] of at(heldAfter, parent).entries()) {
      held[author] = Math.max(count, held[author] ?? 0)
    }
  }
  return held
}

interface CatchUp {
  readonly author: Author
  readonly self: number
  readonly authors: readonly Author[]
  readonly needs: readonly number[]
}

/** Gives an author what the others had written, no more and no less than it had seen. */
function catchUp({ author, self, authors, needs }: CatchUp): void {
  if (needs.some((count, other) => count < (author.held[other] ?? 0))) throw unseen()
  const missing = needs.flatMap((count, other) =>
    other === self ? [] : at(authors, other).edits.slice(author.held[other] ?? 0, count),
  )
  missing.sort((a, b) => a.transaction - b.transaction)
  for (const edit of missing) Y.applyUpdate(author.doc, edit.update)
}

function checkEnd(edits: readonly RecordedEdit[], endContent: string): void {
  const merged = new Y.Doc()
  for (const edit of edits) Y.applyUpdate(merged, edit.update)
  if (merged.getText(TEXT_NAME).toString() === endContent) return
  throw new WeftError(
    'replay-input',
    'the recording does not add up: its edits do not lead to its endContent',
  )
}

function unseen(): WeftError {
  const detail = 'an author writes without having seen what the same author had seen before'
  return new WeftError('replay-input', `the recording does not add up: ${detail}`)
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined)
    throw new WeftError('replay-input', 'the recording does not add up: a number is out of range')
  return value
}
