/** Recordings count Unicode code points, Yjs counts UTF-16 units. Equal until a surrogate pair appears. */

export function hasSurrogates(text: string): boolean {
  return /[\ud800-\udfff]/.test(text)
}

/** The UTF-16 offset `codePoints` code points after `from`; null when the text ends before that. */
export function codePointOffset(text: string, from: number, codePoints: number): number | null {
  let offset = from
  for (let left = codePoints; left > 0; left -= 1) {
    const codePoint = text.codePointAt(offset)
    if (codePoint === undefined) return null
    offset += codePoint > 0xffff ? 2 : 1
  }
  return offset
}
