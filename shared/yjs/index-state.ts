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

/** What an update would add to a document at most. */
export interface Growth {
  readonly structBytes: number
  readonly structCount: number
  readonly rangeCount: number
}

/** What would have to wait. */
export interface Waits {
  readonly bytes: number
  readonly runs: number
  readonly ranges: number
}

const EARLY_RANGE_BYTES = 16

/** What is charged for all that waits: runs of structs, and deletes of structs that have not come. */
export function waitingBytes(state: IndexState): number {
  return state.waiting.bytes + state.earlyRanges * EARLY_RANGE_BYTES
}

/** Asked before anything changes. Deletes pass where structs are refused: a full document can be emptied. */
export function refuseGrowth(state: IndexState, limits: IndexLimits, growth: Growth): void {
  if (state.rangeCount + growth.rangeCount > limits.maxDeleteRanges) throw tooLarge('delete ranges')
  if (growth.structCount === 0) return
  if (state.structBytes + growth.structBytes > limits.maxDocumentBytes) throw tooLarge('bytes')
  if (state.structCount + growth.structCount > limits.maxStructs) throw tooLarge('structs')
}

/** Asked before anything changes. */
export function refuseWaits(state: IndexState, limits: IndexLimits, waits: Waits): void {
  if (waits.runs + waits.ranges === 0) return
  const added = waits.bytes + waits.ranges * EARLY_RANGE_BYTES
  if (waitingBytes(state) + added > limits.maxWaitingBytes) throw pendingFull('bytes')
  if (state.waiting.count + waits.runs > limits.maxWaitingRuns) throw pendingFull('runs')
}
