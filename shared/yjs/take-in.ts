import { addDeletes } from './add-deletes.ts'
import { encodeRanges, normalizeRanges } from './delete-ranges.ts'
import { type IndexState, refuseGrowth } from './index-state.ts'
import type { IndexLimits } from './limits.ts'
import type { ApplyResult } from './novel-update.ts'
import { RangeBatch } from './range-batch.ts'
import { scanUpdate } from './scan-update.ts'
import { takeInPart } from './take-in-part.ts'
import { UpdateTables } from './update-tables.ts'

export interface TakenIn extends ApplyResult {
  /** What may be sent of the delete set has changed. */
  readonly hasNovelDeletes: boolean
}

const NOTHING_TAKEN: TakenIn = { novel: null, log: null, isWaiting: false, hasNovelDeletes: false }

/** Reused: no update is taken in while another is. */
const tables = new UpdateTables()
const fresh = new RangeBatch()

/** Reads, checks and takes in one update. On a throw the state is as it was. */
export function takeIn(update: Uint8Array, state: IndexState, limits: IndexLimits): TakenIn {
  scanUpdate(update, limits, tables)
  if (!isPlaceable(state)) return takeInPart({ update, tables, state, limits })
  refuseGrowth(state, limits, tables)
  for (let section = 0; section < tables.sectionCount; section++) appendSection(update, state, section)
  fresh.clear()
  addDeletes(state, tables.ranges, fresh)
  return resultOf(update)
}

/**
 * Whether all of its structs continue what is known, with nothing that waits for them or that they would
 * wait for, and all of its deletes are of known structs: what a keystroke is, and the only case in which the
 * input may be forwarded as it is.
 */
function isPlaceable(state: IndexState): boolean {
  if (tables.hasSkip || !tables.hasOrderedSections) return false
  for (let section = 0; section < tables.sectionCount; section++) {
    if (!isNext(state, section)) return false
  }
  for (let dependency = 0; dependency < tables.dependencyCount; dependency++) {
    const end = state.runs.endOf(tables.dependencyClient(dependency))
    if (tables.dependencyClock(dependency) >= end) return false
  }
  return isDeletingKnown(state)
}

function isNext(state: IndexState, section: number): boolean {
  const client = tables.sectionClient(section)
  const run = state.runs.find(client)
  if (tables.sectionClock(section) !== (run?.end ?? 0)) return false
  return !(run?.hasEarlyDeletes ?? false) && !state.waiting.concerns(client)
}

function isDeletingKnown(state: IndexState): boolean {
  const { ranges } = tables
  for (let index = 0; index < ranges.count; index++) {
    const client = ranges.client(index)
    const to = ranges.to(index)
    if (to > state.runs.endOf(client) && to > tables.endOf(client)) return false
  }
  return true
}

function appendSection(update: Uint8Array, state: IndexState, section: number): void {
  const run = state.runs.ensure(tables.sectionClient(section))
  const span = {
    from: tables.firstStruct(section),
    to: tables.lastStruct(section),
    end: tables.sectionEnd(section),
  }
  const before = run.byteLength
  run.append(update, tables, span)
  state.structBytes += run.byteLength - before
  state.structCount += span.to - span.from
}

function resultOf(update: Uint8Array): TakenIn {
  const hasNovelDeletes = fresh.count > 0
  if (tables.structCount === 0 && !hasNovelDeletes) return NOTHING_TAKEN
  const isAllNew = fresh.total === tables.ranges.total && tables.hasOrderedRanges
  const bytes = isAllNew ? update : withDeletes(update)
  return { novel: { bytes }, log: bytes, isWaiting: false, hasNovelDeletes }
}

/** The update's sections as they are, and of its deletes those that are new. */
function withDeletes(update: Uint8Array): Uint8Array {
  const deletes = encodeRanges(normalizeRanges(fresh))
  const bytes = new Uint8Array(tables.deletesAt + deletes.length)
  bytes.set(update.subarray(0, tables.deletesAt))
  bytes.set(deletes, tables.deletesAt)
  return bytes
}
