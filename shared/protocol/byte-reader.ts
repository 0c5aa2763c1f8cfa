import { WeftError } from '../errors.ts'

/** What is being read; its errors carry the code `frame-malformed`, `awareness-limit` and so on. */
export type Subject = 'frame' | 'awareness'

/**
 * Reads untrusted bytes. Never believes a length: everything is checked against the bytes that are really
 * there before anything is made from it. Byte arrays it returns are views, not copies.
 *
 * Every method throws `WeftError` `<subject>-malformed`, or `<subject>-limit` where it takes a `maxBytes`.
 */
export class ByteReader {
  private readonly bytes: Uint8Array
  private readonly subject: Subject
  private position = 0

  constructor(bytes: Uint8Array, subject: Subject = 'frame') {
    this.bytes = bytes
    this.subject = subject
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.bytes.length - this.position
  }

  /** An unsigned integer of at most 53 bits, seven bits to the byte, lowest first. */
  varUint(): number {
    let value = 0
    let factor = 1
    for (let count = 0; count < maxVarUintBytes; count++) {
      const byte = this.bytes[this.position]
      if (byte === undefined) throw this.malformed('a number is cut off')
      this.position++
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return this.safe(value)
      factor *= 128
    }
    throw this.malformed('a number is too long')
  }

  /** A view on the next bytes, as many as the number before them says. */
  varBytes(maxBytes: number): Uint8Array {
    const length = this.varUint()
    if (length > this.remaining) throw this.malformed('a length is greater than what follows it')
    if (length > maxBytes) throw this.overLimit(`${length} bytes where ${maxBytes} are allowed`)
    const start = this.position
    this.position = start + length
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, length)
  }

  varString(maxBytes: number): string {
    return decodeUtf8(this.varBytes(maxBytes), this.subject)
  }

  expectEnd(): void {
    if (this.remaining > 0) throw this.malformed(`${this.remaining} bytes are left over`)
  }

  malformed(message: string): WeftError {
    return new WeftError(`${this.subject}-malformed`, message)
  }

  overLimit(message: string): WeftError {
    return new WeftError(`${this.subject}-limit`, message)
  }

  private safe(value: number): number {
    if (!Number.isSafeInteger(value)) throw this.malformed('a number is greater than 2^53 - 1')
    return value
  }
}

/** Eight groups of seven bits hold any safe integer; more would be padding, which no client writes. */
const maxVarUintBytes = 8

/** A byte order mark is kept: names and tokens are compared as they were given. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws `<subject>-malformed` where the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, subject: Subject = 'frame'): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new WeftError(`${subject}-malformed`, 'a string is not UTF-8', { cause })
  }
}
