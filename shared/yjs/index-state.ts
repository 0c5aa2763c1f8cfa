import type { IndexLimits } from './limits.ts'
import { pendingFull, tooLarge } from './refusals.ts'
import type { RunTable } from './run-table.ts'
import type { Waiting } from './waiting.ts'

/** All a document index knows; changed only while an update that was read to its end is taken in. */
export interface IndexState {
  readonly runs: RunTable
  readonly waiting: Waiting
  structBytes: number
  structCount: number
  /** Delete ranges held, and those of them that reach past their client's end. */
  rangeCount: number
  earlyRanges: number
}

/** What an update would add at most. */
export interface Growth {
  readonly bytes: number
  readonly structs: number
  readonly ranges: number
  readonly waitingBytes: number
  readonly waitingRuns: number
  readonly earlyRanges: number
}

const EARLY_RANGE_BYTES = 16

/** What is charged for all that waits: runs of structs, and deletes of structs that have not come. */
export function waitingBytes(state: IndexState): number {
  return state.waiting.bytes + state.earlyRanges * EARLY_RANGE_BYTES
}

/** Asked before anything changes. Deletes pass where structs are refused: a full document can be emptied. */
export function refuseGrowth(state: IndexState, limits: IndexLimits, growth: Growth): void {
  if (state.rangeCount + growth.ranges > limits.maxDeleteRanges) throw tooLarge('delete ranges')
  if (growth.structs > 0) refuseStructs(state, limits, growth)
  if (growth.waitingRuns + growth.earlyRanges > 0) refuseWaiting(state, limits, growth)
}

function refuseStructs(state: IndexState, limits: IndexLimits, growth: Growth): void {
  if (state.structBytes + growth.bytes > limits.maxDocumentBytes) throw tooLarge('bytes')
  if (state.structCount + growth.structs > limits.maxStructs) throw tooLarge('structs')
}

function refuseWaiting(state: IndexState, limits: IndexLimits, growth: Growth): void {
  const added = growth.waitingBytes + growth.earlyRanges * EARLY_RANGE_BYTES
  if (waitingBytes(state) + added > limits.maxWaitingBytes) throw pendingFull('bytes')
  if (state.waiting.count + growth.waitingRuns > limits.maxWaitingRuns) throw pendingFull('runs')
}
