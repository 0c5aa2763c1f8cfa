import { varUintLength, writeVarUint } from '../varint.ts'

/**
 * Writes one outgoing WebSocket message: address, type bytes, body, in one exactly sized allocation. Knows
 * how bytes lie, not what the types mean: that is the codecs' business.
 *
 * `address` is null in the dialect that has none. A body that is a string is written as its UTF-8 bytes;
 * null means no body at all, an empty body is its length 0.
 */
export function encodeFrame(
  address: string | null,
  types: readonly number[],
  body: Uint8Array | string | null,
): Uint8Array {
  const addressBytes = address === null ? 0 : utf8Length(address)
  const bodyBytes = body === null ? 0 : typeof body === 'string' ? utf8Length(body) : body.length
  const size =
    (address === null ? 0 : varUintLength(addressBytes) + addressBytes) +
    types.length +
    (body === null ? 0 : varUintLength(bodyBytes) + bodyBytes)
  const frame = new Uint8Array(size)
  let position = address === null ? 0 : writeString(frame, 0, address, addressBytes)
  for (const type of types) frame[position++] = type
  if (typeof body === 'string') writeString(frame, position, body, bodyBytes)
  else if (body !== null) frame.set(body, writeVarUint(frame, position, bodyBytes))
  return frame
}

const encoder = new TextEncoder()

/** Lone surrogates count as U+FFFD, which is what the encoder writes for them. */
function utf8Length(text: string): number {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) >= 0x80) return encoder.encode(text).length
  }
  return text.length
}

/** Plain ASCII, nearly every address and reason, is written without the encoder's call overhead. */
function writeString(target: Uint8Array, position: number, text: string, length: number): number {
  const start = writeVarUint(target, position, length)
  if (length === text.length) {
    for (let index = 0; index < length; index++) target[start + index] = text.charCodeAt(index)
  } else {
    encoder.encodeInto(text, target.subarray(start))
  }
  return start + length
}
