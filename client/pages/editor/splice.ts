/** The one replacement that turns a text into another, as a text field's `input` event leaves it. Pure. */
export interface Splice {
  /** UTF-16 offsets, as everywhere in Yjs and the DOM. */
  readonly at: number
  readonly deleteCount: number
  readonly insert: string
}

/**
 * `caret` is where the caret stands in `after`: it ends what was typed. Without it, an "a" typed into "aaa"
 * could be any of four, and a cursor of somebody else would end up on the wrong side of it.
 *
 * Null when nothing changed. Never cuts a surrogate pair: Yjs would replace both halves by U+FFFD.
 */
export function spliceBetween(before: string, after: string, caret: number): Splice | null {
  if (before === after) return null
  const tail = commonTail(before, after, after.length - caret)
  const head = commonHead(before, after, Math.min(before.length, after.length) - tail)
  return {
    at: head,
    deleteCount: before.length - tail - head,
    insert: after.slice(head, after.length - tail),
  }
}

function commonHead(a: string, b: string, longest: number): number {
  let length = 0
  while (length < longest && a[length] === b[length]) length += 1
  return cutsPair(a, length) || cutsPair(b, length) ? length - 1 : length
}

function commonTail(a: string, b: string, longest: number): number {
  const most = Math.min(longest, a.length, b.length)
  let length = 0
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1
  return cutsPair(a, a.length - length) || cutsPair(b, b.length - length) ? length - 1 : length
}

function cutsPair(text: string, offset: number): boolean {
  return (
    isBetween(text.charCodeAt(offset - 1), 0xd800, 0xdbff) &&
    isBetween(text.charCodeAt(offset), 0xdc00, 0xdfff)
  )
}

function isBetween(unit: number, first: number, last: number): boolean {
  return unit >= first && unit <= last
}
