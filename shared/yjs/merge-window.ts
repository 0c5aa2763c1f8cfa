import { assert } from '../errors.ts'
import { varUintLength, writeVarUint } from '../varint.ts'
import { encodeRanges, normalizeRanges } from './delete-ranges.ts'
import { unboundedIndexLimits } from './limits.ts'
import type { NovelUpdate } from './novel-update.ts'
import { RangeBatch } from './range-batch.ts'
import { scanUpdate } from './scan-update.ts'
import { UpdateTables } from './update-tables.ts'

/** What gathered of one client: stretches of struct bytes that follow each other. */
interface Section {
  readonly client: number
  readonly clock: number
  end: number
  structs: number
  length: number
  readonly pieces: Uint8Array[]
}

const tables = new UpdateTables()

/**
 * What one document index found novel during a broadcast window, in that order, as one update: each client's
 * sections put end to end, deletes merged, nothing decoded. Not for updates of other origin: those may have
 * gaps and overlaps, and an assertion fails.
 */
export function mergeNovel(updates: readonly NovelUpdate[]): Uint8Array {
  const only = updates.length === 1 ? updates[0] : undefined
  if (only !== undefined) return only.bytes
  const sections = new Map<number, Section>()
  const deletes = new RangeBatch()
  for (const { bytes } of updates) gather(bytes, sections, deletes)
  const descending = [...sections.values()].sort((one, other) => other.client - one.client)
  return encodeSections(descending, encodeRanges(normalizeRanges(deletes)))
}

function gather(update: Uint8Array, sections: Map<number, Section>, deletes: RangeBatch): void {
  scanUpdate(update, unboundedIndexLimits, tables)
  for (let index = 0; index < tables.sectionCount; index++) gatherSection(update, index, sections)
  const { ranges } = tables
  for (let index = 0; index < ranges.count; index++) {
    deletes.add(ranges.client(index), ranges.from(index), ranges.to(index))
  }
}

function gatherSection(update: Uint8Array, index: number, sections: Map<number, Section>): void {
  const client = tables.sectionClient(index)
  const clock = tables.sectionClock(index)
  const section = sections.get(client) ?? { client, clock, end: clock, structs: 0, length: 0, pieces: [] }
  assert(section.end === clock, 'novel updates of one index follow each other')
  const [from, to] = [tables.firstStruct(index), tables.lastStruct(index)]
  const piece = update.subarray(tables.structStart(from), tables.structStop(to - 1))
  section.pieces.push(piece)
  section.length += piece.length
  section.structs += to - from
  section.end = tables.sectionEnd(index)
  sections.set(client, section)
}

function encodeSections(sections: readonly Section[], deletes: Uint8Array): Uint8Array {
  let length = varUintLength(sections.length) + deletes.length
  for (const section of sections) length += headLength(section) + section.length
  const bytes = new Uint8Array(length)
  let at = writeVarUint(bytes, 0, sections.length)
  for (const section of sections) at = writeSection(bytes, at, section)
  bytes.set(deletes, at)
  return bytes
}

function headLength({ structs, client, clock }: Section): number {
  return varUintLength(structs) + varUintLength(client) + varUintLength(clock)
}

function writeSection(bytes: Uint8Array, start: number, { structs, client, clock, pieces }: Section): number {
  let at = writeVarUint(bytes, start, structs)
  at = writeVarUint(bytes, at, client)
  at = writeVarUint(bytes, at, clock)
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return at
}
