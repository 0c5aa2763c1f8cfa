import type { Cursor } from './cursor.ts'
import { MAX_DEPTH } from './limits.ts'
import { malformed, overLimit } from './refusals.ts'

/** Passes over one lib0 Any value (types 116 to 127) without building it. */
export function scanAny(cursor: Cursor, depth = 1): void {
  switch (cursor.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125:
      return cursor.skipVarInt()
    case 124:
      return cursor.skip(4)
    case 123: // float64
    case 122: // bigint
      return cursor.skip(8)
    case 119:
      cursor.string()
      return
    case 118:
      return scanObject(cursor, depth)
    case 117:
      return scanArray(cursor, depth)
    case 116:
      return cursor.skipByteArray()
    default:
      throw malformed('unknown Any type')
  }
}

/** What a subdocument's options may say. Yjs spreads them over its own, `guid` and `gcFilter` included. */
const SUBDOCUMENT_OPTIONS = new Set([
  'gc',
  'autoLoad',
  'shouldLoad',
  'meta',
  'collectionid',
  'collectionId',
  'encoding',
])

export function scanSubdocumentOptions(cursor: Cursor): void {
  if (cursor.byte() !== 118) throw malformed('subdocument options are not an object')
  for (let left = cursor.count(2); left > 0; left--) {
    if (!SUBDOCUMENT_OPTIONS.has(cursor.text())) throw malformed('unknown subdocument option')
    scanAny(cursor, 2)
  }
}

function scanObject(cursor: Cursor, depth: number): void {
  refuseDeep(depth)
  for (let left = cursor.count(2); left > 0; left--) {
    cursor.key()
    scanAny(cursor, depth + 1)
  }
}

function scanArray(cursor: Cursor, depth: number): void {
  refuseDeep(depth)
  for (let left = cursor.count(1); left > 0; left--) scanAny(cursor, depth + 1)
}

function refuseDeep(depth: number): void {
  if (depth > MAX_DEPTH) throw overLimit('value nested too deeply')
}
