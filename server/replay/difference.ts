/** Where a text departs from the one that was expected. Pure. */
export interface Difference {
  readonly document: string
  /** UTF-16 offset of the first difference. */
  readonly at: number
  readonly expectedLength: number
  readonly foundLength: number
  /** A few characters from `at` on. */
  readonly expected: string
  readonly found: string
}

const EXCERPT_LENGTH = 40

/** Null when the texts are the same. */
export function differenceOf(document: string, expected: string, found: string): Difference | null {
  if (expected === found) return null
  let at = 0
  while (at < expected.length && expected[at] === found[at]) at += 1
  return {
    document,
    at,
    expectedLength: expected.length,
    foundLength: found.length,
    expected: expected.slice(at, at + EXCERPT_LENGTH),
    found: found.slice(at, at + EXCERPT_LENGTH),
  }
}
