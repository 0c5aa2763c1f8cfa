import { Cursor } from './cursor.ts'
import { type IndexLimits, MAX_CLOCK } from './limits.ts'
import { malformed, overLimit } from './refusals.ts'
import { scanStruct } from './scan-struct.ts'
import type { UpdateTables } from './update-tables.ts'

/**
 * Reads one Yjs v1 update whole, delete set and end included, into `tables`, before anyone acts on any of
 * it. Throws `WeftError` `update-malformed` for bytes that would make a receiver throw now or later, and
 * `update-limit` for well-formed ones that cost too much.
 */
export function scanUpdate(update: Uint8Array, limits: IndexLimits, tables: UpdateTables): void {
  tables.clear()
  const cursor = new Cursor(update)
  scanSections(cursor, limits, tables)
  tables.deletesAt = cursor.at
  scanDeletes(cursor, limits, tables)
  if (cursor.rest > 0) throw malformed('bytes left over')
}

function scanSections(cursor: Cursor, limits: IndexLimits, tables: UpdateTables): void {
  const count = cursor.count(3)
  if (count > limits.maxClientsPerUpdate) throw overLimit('clients')
  let previous = Number.POSITIVE_INFINITY
  let isAscending = true
  for (let left = count; left > 0; left--) {
    const structs = cursor.count(2)
    if (tables.structCount + structs > limits.maxStructsPerUpdate) throw overLimit('structs')
    const client = cursor.varUint()
    if (client >= previous || structs === 0) tables.hasOrderedSections = false
    if (client <= previous && left < count) isAscending = false
    previous = client
    scanSection(cursor, tables, client, structs)
    if (tables.subdocumentCount > limits.maxSubdocumentsPerUpdate) throw overLimit('subdocuments')
  }
  if (!tables.hasOrderedSections && !isAscending) refuseTwice(tables)
}

function scanSection(cursor: Cursor, tables: UpdateTables, client: number, structs: number): void {
  const clock = cursor.varUint()
  if (clock > MAX_CLOCK) throw overLimit('clock too high')
  tables.addSection(client, clock)
  for (let left = structs; left > 0; left--) scanStruct(cursor, tables)
  tables.endSection()
}

/** Of two sections of one client Yjs silently keeps the last, so replicas would differ. */
function refuseTwice(tables: UpdateTables): void {
  const seen = new Set<number>()
  for (let section = 0; section < tables.sectionCount; section++) seen.add(tables.sectionClient(section))
  if (seen.size < tables.sectionCount) throw malformed('a client twice')
}

function scanDeletes(cursor: Cursor, limits: IndexLimits, tables: UpdateTables): void {
  const count = cursor.count(2)
  if (count > limits.maxClientsPerUpdate) throw overLimit('clients with deletes')
  let previous = Number.POSITIVE_INFINITY
  for (let left = count; left > 0; left--) {
    const client = cursor.varUint()
    const ranges = cursor.count(2)
    if (tables.ranges.count + ranges > limits.maxRangesPerUpdate) throw overLimit('delete ranges')
    if (client >= previous || ranges === 0) tables.hasOrderedRanges = false
    previous = client
    scanRanges(cursor, tables, client, ranges)
  }
}

function scanRanges(cursor: Cursor, tables: UpdateTables, client: number, ranges: number): void {
  let previousEnd = 0
  for (let left = ranges; left > 0; left--) {
    const from = cursor.varUint()
    const length = cursor.varUint()
    const to = from + length
    // An empty one, once it has to wait for its structs, makes Yjs throw on every later update.
    if (length === 0) throw malformed('delete without length')
    if (to > MAX_CLOCK) throw overLimit('deleted clock too high')
    if (from < previousEnd) tables.hasOrderedRanges = false
    previousEnd = to
    tables.ranges.add(client, from, to)
  }
}
