import { varUintBytes } from '../varint.ts'
import { Cursor } from './cursor.ts'
import { scanAny } from './scan-any.ts'
import { Content } from './scan-content.ts'
import { CONTENT_BITS, HAS_ORIGIN, HAS_PARENT_KEY, HAS_RIGHT_ORIGIN } from './scan-struct.ts'
import { byteOfUnit } from './utf8.ts'

/** One encoded, already validated struct and where it stands. */
export interface EncodedStruct {
  readonly bytes: Uint8Array
  /** Offset of its info byte. */
  readonly start: number
  readonly client: number
  readonly clock: number
}

const REPLACEMENT = [0xef, 0xbf, 0xbd]

/**
 * The part of a struct from `clock` on, encoded on its own, as Yjs cuts: its origin becomes the tick before,
 * the right origin stays, a parent is not needed any more. `clock` lies inside the struct.
 */
export function cutStruct(struct: EncodedStruct, clock: number): Uint8Array {
  const cursor = new Cursor(struct.bytes, struct.start)
  const info = cursor.byte()
  const offset = clock - struct.clock
  if (info === Content.gc) return concat([Uint8Array.of(info), varUintBytes(cursor.varUint() - offset)])
  const rightOrigin = passHead(cursor, info)
  return concat([
    Uint8Array.of(info | HAS_ORIGIN),
    varUintBytes(struct.client, clock - 1),
    rightOrigin,
    cutContent(cursor, info & CONTENT_BITS, offset),
  ])
}

/** Leaves the cursor at the content; returns the right origin's bytes, if any. */
function passHead(cursor: Cursor, info: number): Uint8Array {
  if ((info & HAS_ORIGIN) !== 0) passId(cursor)
  const rightFrom = cursor.at
  if ((info & HAS_RIGHT_ORIGIN) !== 0) passId(cursor)
  const rightOrigin = cursor.bytes.subarray(rightFrom, cursor.at)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) passParent(cursor, info)
  return rightOrigin
}

function passId(cursor: Cursor): void {
  cursor.varUint()
  cursor.varUint()
}

function passParent(cursor: Cursor, info: number): void {
  if (cursor.varUint() === 1) cursor.skipByteArray()
  else passId(cursor)
  if ((info & HAS_PARENT_KEY) !== 0) cursor.skipByteArray()
}

function cutContent(cursor: Cursor, kind: number, offset: number): Uint8Array {
  switch (kind) {
    case Content.deleted:
      return varUintBytes(cursor.varUint() - offset)
    case Content.string:
      return cutString(cursor, offset)
    case Content.any:
      return cutElements(cursor, offset, scanAny)
    case Content.json:
      return cutElements(cursor, offset, passBytes)
    default:
      throw new Error('only content of several ticks can be cut')
  }
}

/** In the middle of a surrogate pair the half that is left becomes U+FFFD, as in Yjs. */
function cutString(cursor: Cursor, offset: number): Uint8Array {
  const length = cursor.varUint()
  const stop = cursor.at + length
  const found = byteOfUnit(cursor.bytes, cursor.at, offset)
  if (found >= 0) return concat([varUintBytes(stop - found), cursor.bytes.subarray(found, stop)])
  const rest = cursor.bytes.subarray(-found - 1 + 4, stop)
  return concat([varUintBytes(rest.length + REPLACEMENT.length), Uint8Array.from(REPLACEMENT), rest])
}

function cutElements(cursor: Cursor, offset: number, pass: (cursor: Cursor) => void): Uint8Array {
  const count = cursor.varUint()
  for (let left = offset; left > 0; left--) pass(cursor)
  const from = cursor.at
  for (let left = count - offset; left > 0; left--) pass(cursor)
  return concat([varUintBytes(count - offset), cursor.bytes.subarray(from, cursor.at)])
}

function passBytes(cursor: Cursor): void {
  cursor.skipByteArray()
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
