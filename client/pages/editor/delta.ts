/** Moves offsets and ranges of a text along with a change that somebody else made to it. Pure. */

/** As in the events of `Y.Text`. */
export type Delta = readonly {
  readonly retain?: number | undefined
  readonly insert?: unknown
  readonly delete?: number | undefined
}[]

export interface Range {
  readonly start: number
  readonly end: number
}

/** Where a caret at `offset` belongs after the change. What is inserted exactly at it comes behind it. */
export function moveOffset(offset: number, delta: Delta): number {
  let at = 0
  let moved = offset
  for (const { retain = 0, insert, delete: deleted = 0 } of delta) {
    const inserted = lengthOf(insert)
    if (at + retain > moved || (inserted > 0 && at >= moved)) return moved
    if (deleted > 0) moved -= Math.min(deleted, Math.max(0, moved - at))
    if (inserted > 0) moved += inserted
    at += retain + inserted
  }
  return moved
}

/** What became of a range: without what the change deleted from it, and not over what it inserted into it. */
export function moveRange(range: Range, delta: Delta): Range[] {
  const pieces: Range[] = []
  let before = 0
  let after = 0
  const keep = (length: number) => {
    const start = Math.max(range.start, before)
    const end = Math.min(range.end, before + length)
    if (start < end) pieces.push({ start: after + start - before, end: after + end - before })
    before += length
    after += length
  }
  for (const { retain = 0, insert, delete: deleted = 0 } of delta) {
    keep(retain)
    before += deleted
    after += lengthOf(insert)
  }
  keep(Number.MAX_SAFE_INTEGER)
  return joined(pieces)
}

function joined(pieces: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (last?.end === piece.start) result[result.length - 1] = { start: last.start, end: piece.end }
    else result.push(piece)
  }
  return result
}

/** Anything but a string is an embed, which takes one place. */
function lengthOf(insert: unknown): number {
  if (insert === undefined) return 0
  return typeof insert === 'string' ? insert.length : 1
}
