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

/** Passes over one struct of `client` that begins at `clock`, into `tables`; returns the clock after it. */
export function scanStruct(cursor: Cursor, tables: UpdateTables, client: number, clock: number): number {
  const start = cursor.at
  const info = cursor.byte()
  const kind = info & CONTENT_BITS
  const length =
    kind === Content.gc || kind === Content.skip
      ? scanPlain(cursor, tables, info)
      : scanItem(cursor, tables, { info, client, clock })
  if (length < 1) throw malformed('struct without length')
  if (clock + length > MAX_CLOCK) throw overLimit('clock too high')
  tables.addStruct(start, cursor.at, length)
  return clock + length
}

/** GC and Skip: other bits in their info byte are read differently by different readers of Yjs itself. */
function scanPlain(cursor: Cursor, tables: UpdateTables, info: number): number {
  if (info !== Content.gc && info !== Content.skip) throw malformed('flags on GC or Skip')
  if (info === Content.skip) tables.hasSkip = true
  return cursor.varUint()
}

interface ItemHead {
  readonly info: number
  readonly client: number
  readonly clock: number
}

function scanItem(cursor: Cursor, tables: UpdateTables, head: ItemHead): number {
  const { info } = head
  if ((info & HAS_ORIGIN) !== 0) scanId(cursor, tables, head)
  if ((info & HAS_RIGHT_ORIGIN) !== 0) scanId(cursor, tables, head)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) scanParent(cursor, tables, head)
  const kind = info & CONTENT_BITS
  if (kind === Content.subdocument) tables.subdocumentCount++
  return scanContent(cursor, kind)
}

/** An id the item hangs on. One of its own client must be older, or no receiver could ever take it in. */
function scanId(cursor: Cursor, tables: UpdateTables, head: ItemHead): void {
  const client = cursor.varUint()
  const clock = cursor.varUint()
  if (client !== head.client) tables.addDependency(client, clock)
  else if (clock >= head.clock) throw malformed('struct depends on itself or its future')
}

function scanParent(cursor: Cursor, tables: UpdateTables, head: ItemHead): void {
  const isRoot = cursor.varUint()
  if (isRoot > 1) throw malformed('unknown kind of parent')
  if (isRoot === 1) cursor.key()
  else scanId(cursor, tables, head)
  if ((head.info & HAS_PARENT_KEY) !== 0) cursor.key()
}
