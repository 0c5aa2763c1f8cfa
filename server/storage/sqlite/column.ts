import { WeftError } from '@weft/shared/errors.ts'

/**
 * Reads columns as what the schema says they are. A flipped bit can turn a number into text or NULL: that is
 * damage, not a crash.
 */
export function asNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw damagedColumn('a number', value)
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  throw damagedColumn('text', value)
}

export function asBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw damagedColumn('bytes', value)
}

/** Bytes as hex digits. */
export function asHex(value: unknown): string {
  const bytes = asBytes(value)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

export function orNull<T>(read: (value: unknown) => T, value: unknown): T | null {
  return value === null ? null : read(value)
}

export function toBlob(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}

function damagedColumn(expected: string, value: unknown): WeftError {
  return new WeftError('storage-damaged', `a column holds ${typeof value} where ${expected} belongs`)
}
