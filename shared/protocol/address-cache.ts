import { decodeUtf8 } from './byte-reader.ts'

/**
 * The string for an address's bytes. Every frame of a Hocuspocus socket begins with its address; decoding
 * it anew would cost more than the rest of the frame, and an equal string that is also the same object is
 * looked up in a map without hashing it again. A memo, not a state: without it the result is the same.
 *
 * Throws `WeftError` `frame-malformed` where the bytes are not UTF-8.
 */
export function addressOf(bytes: Uint8Array): string {
  const slot = hash(bytes) & (slots - 1)
  const known = entries[slot]
  if (known !== undefined && isEqual(known.bytes, bytes)) return known.address
  const address = decodeUtf8(bytes)
  entries[slot] = { bytes: bytes.slice(), address }
  return address
}

/** One entry per slot, the newest wins: bounded at 1,024 times the longest address, about 0.5 MiB. */
const slots = 1024
const entries: ({ readonly bytes: Uint8Array; readonly address: string } | undefined)[] = new Array(slots)

/** FNV-1a. An attacker who makes addresses collide gains only that they are decoded each time. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5
  for (let index = 0; index < bytes.length; index++) {
    value = Math.imul(value ^ (bytes[index] ?? 0), 0x01000193)
  }
  return value ^ (value >>> 16)
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}
