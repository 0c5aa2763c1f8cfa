import { WeftError } from '../errors.ts'
import { decodeUtf8 } from './byte-reader.ts'

/**
 * Receivers call `JSON.parse` on a state and walk what comes out recursively; one that does not parse, or
 * is nested too deep, would throw in every one of them. The parsed value is thrown away: what people say
 * about themselves is none of the server's business.
 *
 * Throws `WeftError` `awareness-malformed` or `awareness-limit`.
 */
export function assertState(state: Uint8Array, maxDepth: number): void {
  const depth = depthOf(state)
  if (depth > maxDepth) throw new WeftError('awareness-limit', `a state is nested ${depth} deep`)
  const text = decodeUtf8(state, 'awareness')
  try {
    JSON.parse(text)
  } catch (cause) {
    throw new WeftError('awareness-malformed', 'a state is not JSON', { cause })
  }
}

/** Of a state that is known to be JSON; white space around `null` is legal and stays a removal. */
export function isNullState(state: Uint8Array): boolean {
  let index = 0
  while (isWhiteSpace(state[index])) index++
  return state[index] === letterN
}

const quote = 0x22
const backslash = 0x5c
const letterN = 0x6e

/** The deepest nesting of arrays and objects, told from the bytes, so that nothing deep is ever built. */
function depthOf(json: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let index = 0; index < json.length; index++) {
    const byte = json[index]
    if (isInString) {
      if (byte === backslash) index++
      else if (byte === quote) isInString = false
    } else if (byte === quote) isInString = true
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
