import type { Cursor } from './cursor.ts'
import { malformed } from './refusals.ts'
import { scanAny, scanSubdocumentOptions } from './scan-any.ts'
import { scanJson, scanJsonOrUndefined } from './scan-json.ts'

/** The content kinds of an item: the low five bits of a struct's info byte. 0 is GC and 10 is Skip. */
export const Content = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  subdocument: 9,
  skip: 10,
} as const

const XML_ELEMENT = 3
const XML_HOOK = 5
const HIGHEST_TYPE = 6

/** Passes over one item's content; returns how many clock ticks it takes. */
export function scanContent(cursor: Cursor, kind: number): number {
  switch (kind) {
    case Content.string:
      return cursor.string()
    case Content.deleted:
      return cursor.varUint()
    case Content.any:
      return scanAnys(cursor)
    case Content.json:
      return scanJsons(cursor)
    default:
      scanSingle(cursor, kind)
      return 1
  }
}

function scanAnys(cursor: Cursor): number {
  const count = cursor.count(1)
  for (let left = count; left > 0; left--) scanAny(cursor)
  return count
}

function scanJsons(cursor: Cursor): number {
  const count = cursor.count(1)
  for (let left = count; left > 0; left--) scanJsonOrUndefined(cursor)
  return count
}

function scanSingle(cursor: Cursor, kind: number): void {
  switch (kind) {
    case Content.binary:
      return cursor.skipByteArray()
    case Content.embed:
      return scanJson(cursor)
    case Content.format:
      cursor.key()
      return scanJson(cursor)
    case Content.type:
      return scanType(cursor)
    case Content.subdocument:
      cursor.string()
      return scanSubdocumentOptions(cursor)
    default:
      throw malformed('unknown content')
  }
}

function scanType(cursor: Cursor): void {
  const type = cursor.varUint()
  if (type > HIGHEST_TYPE) throw malformed('unknown shared type')
  if (type === XML_ELEMENT || type === XML_HOOK) cursor.string()
}
