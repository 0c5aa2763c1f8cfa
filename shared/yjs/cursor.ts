import { malformed } from './refusals.ts'
import { decodeUtf8, utf16Length } from './utf8.ts'

const MAX_VAR_UINT_BYTES = 8
const PROTO = new TextEncoder().encode('__proto__')

/**
 * Reads Yjs v1 bytes front to back and refuses what is not there. Every read throws `update-malformed`
 * instead of running past the end. Knows primitives, not structs.
 */
export class Cursor {
  readonly bytes: Uint8Array
  readonly end: number
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.end = bytes.length
    this.at = at
  }

  get rest(): number {
    return this.end - this.at
  }

  byte(): number {
    if (this.at >= this.end) throw malformed('ends too early')
    return this.bytes[this.at++] as number
  }

  /** At most 8 bytes and 2^53-1, looked at after the last byte too: lib0 alone lets 2^55 through. */
  varUint(): number {
    const first = this.byte()
    return first < 0x80 ? first : this.#longVarUint(first)
  }

  /** A count of things that each take at least `bytesEach`: checked before anyone allocates for them. */
  count(bytesEach: number): number {
    const count = this.varUint()
    if (count * bytesEach > this.rest) throw malformed('counts more than there is')
    return count
  }

  skip(length: number): void {
    if (length > this.rest) throw malformed('ends too early')
    this.at += length
  }

  skipByteArray(): void {
    this.skip(this.varUint())
  }

  /** Lib0's signed integer: six bits and a sign, then seven bits a byte. */
  skipVarInt(): void {
    const first = this.byte()
    if (first < 0x80) return
    let value = first & 0x3f
    let scale = 64
    for (let read = 1; read < MAX_VAR_UINT_BYTES; read++) {
      const next = this.byte()
      value += (next & 0x7f) * scale
      scale *= 128
      if (next < 0x80) return refuseUnsafe(value)
    }
    throw malformed('integer too long')
  }

  /** Passes over a string; returns its length in UTF-16 units. */
  string(): number {
    const length = this.varUint()
    const from = this.at
    this.skip(length)
    const units = utf16Length(this.bytes, from, this.at)
    if (units < 0) throw malformed('text is not UTF-8')
    return units
  }

  /** A string that names something. `__proto__` would reach the prototype of plain objects in receivers. */
  key(): void {
    const units = this.string()
    if (units === PROTO.length && endsWith(this.bytes, this.at, PROTO)) throw malformed('__proto__ as a key')
  }

  text(): string {
    const length = this.varUint()
    const from = this.at
    this.skip(length)
    const text = decodeUtf8(this.bytes, from, this.at)
    if (text === null) throw malformed('text is not UTF-8')
    return text
  }

  #longVarUint(first: number): number {
    let value = first & 0x7f
    let scale = 128
    for (let read = 1; read < MAX_VAR_UINT_BYTES; read++) {
      const next = this.byte()
      value += (next & 0x7f) * scale
      scale *= 128
      if (next < 0x80) {
        refuseUnsafe(value)
        return value
      }
    }
    throw malformed('integer too long')
  }
}

function refuseUnsafe(value: number): void {
  if (value > Number.MAX_SAFE_INTEGER) throw malformed('integer too large')
}

function endsWith(bytes: Uint8Array, end: number, suffix: Uint8Array): boolean {
  for (let back = 1; back <= suffix.length; back++) {
    if (bytes[end - back] !== suffix[suffix.length - back]) return false
  }
  return true
}
