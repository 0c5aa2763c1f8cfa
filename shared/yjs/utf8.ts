/**
 * UTF-8 as receivers read it: they decode fatally, so one bad byte here would make every later read of the
 * document throw there. Clocks count UTF-16 units, so lengths come out in those.
 */

/** From this length on, the platform's decoder beats a loop, although it builds the string. */
const LONG_BYTES = 160
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-16 length of `bytes[from, to)`, or -1 when it is not valid UTF-8. */
export function utf16Length(bytes: Uint8Array, from: number, to: number): number {
  return to - from < LONG_BYTES ? countUnits(bytes, from, to) : countByDecoding(bytes, from, to)
}

/** The text of `bytes[from, to)`, or null when it is not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array, from: number, to: number): string | null {
  try {
    return decoder.decode(bytes.subarray(from, to))
  } catch {
    return null
  }
}

/**
 * Where the UTF-16 unit number `unit` begins in valid UTF-8 that starts at `from`. Inside a surrogate pair
 * the answer is the pair's first byte, negated minus one.
 */
export function byteOfUnit(bytes: Uint8Array, from: number, unit: number): number {
  let at = from
  let units = 0
  while (units < unit) {
    const size = validSize(bytes[at] as number)
    units += size === 4 ? 2 : 1
    if (units > unit) return -at - 1
    at += size
  }
  return at
}

function countByDecoding(bytes: Uint8Array, from: number, to: number): number {
  return decodeUtf8(bytes, from, to)?.length ?? -1
}

function countUnits(bytes: Uint8Array, from: number, to: number): number {
  let units = 0
  let at = from
  while (at < to) {
    const lead = bytes[at] as number
    const size = lead < 0x80 ? 1 : checkedSize(bytes, at, to)
    if (size === 0) return -1
    units += size === 4 ? 2 : 1
    at += size
  }
  return units
}

function validSize(lead: number): number {
  if (lead < 0x80) return 1
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

/** Bytes of the sequence at `at`, 0 when it is overlong, a surrogate, past U+10FFFF, stray or cut off. */
function checkedSize(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at] as number
  if (lead < 0xc2 || lead > 0xf4) return 0
  const size = validSize(lead)
  if (at + size > to) return 0
  const second = bytes[at + 1] as number
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0
  for (let next = at + 2; next < at + size; next++) {
    if (((bytes[next] as number) & 0xc0) !== 0x80) return 0
  }
  return size
}

function lowestSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0
  return lead === 0xf0 ? 0x90 : 0x80
}

function highestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f
  return lead === 0xf4 ? 0x8f : 0xbf
}
