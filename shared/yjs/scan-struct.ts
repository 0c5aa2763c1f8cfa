import type { Cursor } from './cursor.ts'
import { MAX_CLOCK } from './limits.ts'
import { malformed, overLimit } from './refusals.ts'
import { Content, scanContent } from './scan-content.ts'
import type { UpdateTables } from './update-tables.ts'

/** Bits of a struct's info byte above its content kind. */
export const CONTENT_BITS = 0x1f
export const HAS_PARENT_KEY = 0x20
export const HAS_RIGHT_ORIGIN = 0x40
export const HAS_ORIGIN = 0x80

/**
 * Passes over one struct of `tables.client` that begins at `tables.clock`, into `tables`, whose clock is then
 * the one after it.
 */
export function scanStruct(cursor: Cursor, tables: UpdateTables): void {
  const start = cursor.at
  const info = cursor.byte()
  const kind = info & CONTENT_BITS
  const isPlain = kind === Content.gc || kind === Content.skip
  const length = isPlain ? scanPlain(cursor, tables, info) : scanItem(cursor, tables, info)
  if (length < 1) throw malformed('struct without length')
  if (tables.clock + length > MAX_CLOCK) throw overLimit('clock too high')
  tables.addStruct(start, cursor.at, length)
}

/** GC and Skip: other bits in their info byte are read differently by different readers of Yjs itself. */
function scanPlain(cursor: Cursor, tables: UpdateTables, info: number): number {
  if (info !== Content.gc && info !== Content.skip) throw malformed('flags on GC or Skip')
  if (info === Content.skip) tables.hasSkip = true
  return cursor.varUint()
}

function scanItem(cursor: Cursor, tables: UpdateTables, info: number): number {
  if ((info & HAS_ORIGIN) !== 0) scanId(cursor, tables)
  if ((info & HAS_RIGHT_ORIGIN) !== 0) scanId(cursor, tables)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) scanParent(cursor, tables, info)
  const kind = info & CONTENT_BITS
  if (kind === Content.subdocument) tables.subdocumentCount++
  return scanContent(cursor, kind)
}

/** An id the item hangs on. One of its own client must be older, or no receiver could ever take it in. */
function scanId(cursor: Cursor, tables: UpdateTables): void {
  const client = cursor.varUint()
  const clock = cursor.varUint()
  if (client !== tables.client) tables.addDependency(client, clock)
  else if (clock >= tables.clock) throw malformed('struct depends on itself or its future')
}

function scanParent(cursor: Cursor, tables: UpdateTables, info: number): void {
  const isRoot = cursor.varUint()
  if (isRoot > 1) throw malformed('unknown kind of parent')
  if (isRoot === 1) cursor.key()
  else scanId(cursor, tables)
  if ((info & HAS_PARENT_KEY) !== 0) cursor.key()
}
