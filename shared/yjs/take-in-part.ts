import type { ClientRun } from './client-run.ts'
import { cutStruct } from './cut-struct.ts'
import { encodeRanges, normalizeRanges } from './delete-ranges.ts'
import { encodeUpdate } from './encode-update.ts'
import { type Growth, type IndexState, refuseGrowth, refuseWaits, type Waits } from './index-state.ts'
import type { IndexLimits } from './limits.ts'
import { partAt, type RunPart } from './locate.ts'
import { planOf, planSections, type SectionPlan } from './plan.ts'
import type { RangeBatch } from './range-batch.ts'
import { type StuckRun, stuckRuns } from './stuck-runs.ts'
import type { TakenIn } from './take-in.ts'
import { takeInDeletes } from './take-in-deletes.ts'
import type { UpdateTables } from './update-tables.ts'
import { costOf } from './waiting.ts'
import { type Lengthened, noteLengthened, wakeWaiting } from './wake.ts'

export interface ScannedUpdate {
  readonly update: Uint8Array
  readonly tables: UpdateTables
  readonly state: IndexState
  readonly limits: IndexLimits
}

/**
 * Takes in what can be of an update that is not simply the next: partly known, with gaps, ahead of what it
 * depends on, deleting what has not come, or awaited by others. Never all or nothing: a client's step 2
 * carries what waits on its own side too.
 */
export function takeInPart(scanned: ScannedUpdate): TakenIn {
  const { update, tables, state, limits } = scanned
  const plans = planSections(update, tables, state.runs)
  const stuck = stuckRuns(update, tables, plans, state.waiting)
  refuseGrowth(state, limits, growthOf(tables, plans))
  refuseWaits(state, limits, waitsOf(scanned, plans, stuck))

  const lengthened: Lengthened = []
  for (const plan of plans) if (plan.from < plan.to) appendPlanned(scanned, plan, lengthened)
  for (const { run, awaited } of stuck) state.waiting.add(run, awaited)
  wakeWaiting(state, lengthened)
  const { visible, hasNewEarly } = takeInDeletes(state, tables.ranges, lengthened)
  const isWaiting = hasNewEarly || stuck.some(({ run }) => !run.isDone)
  return resultOf(update, lengthened, visible, isWaiting)
}

function growthOf(tables: UpdateTables, plans: readonly SectionPlan[]): Growth {
  let structBytes = 0
  let structCount = 0
  for (const { from, to } of plans) {
    if (from < to) structBytes += tables.structStop(to - 1) - tables.structStart(from)
    structCount += to - from
  }
  return { structBytes, structCount, rangeCount: tables.rangeCount }
}

function waitsOf(
  { tables, state }: ScannedUpdate,
  plans: readonly SectionPlan[],
  stuck: readonly StuckRun[],
): Waits {
  let bytes = 0
  for (const { run } of stuck) bytes += costOf(run)
  return { bytes, runs: stuck.length, ranges: countEarly(tables.ranges, state, plans) }
}

/** Ranges that will reach past what is known of their client and are not held yet. */
function countEarly(ranges: RangeBatch, state: IndexState, plans: readonly SectionPlan[]): number {
  let count = 0
  for (let index = 0; index < ranges.count; index++) {
    const client = ranges.client(index)
    const run = state.runs.find(client)
    const end = planOf(plans, client)?.end ?? run?.end ?? 0
    const isHeld = run?.deletes?.holds(ranges.from(index), ranges.to(index)) ?? false
    if (ranges.to(index) > end && !isHeld) count++
  }
  return count
}

function appendPlanned(
  { update, tables, state }: ScannedUpdate,
  plan: SectionPlan,
  lengthened: Lengthened,
): void {
  const { client, clock, to, end } = plan
  let { from } = plan
  const run = state.runs.ensure(client)
  noteLengthened(run, lengthened)
  const bytesBefore = run.byteLength
  state.structCount += to - from
  if (clock < run.end) {
    const cut = cutStruct({ bytes: update, start: tables.structStart(from), client, clock }, run.end)
    run.appendCut(cut, clock + tables.structLength(from))
    from++
  }
  if (from < to) run.append(update, tables, { from, to, end })
  state.structBytes += run.byteLength - bytesBefore
}

function resultOf(
  update: Uint8Array,
  lengthened: Lengthened,
  visible: RangeBatch,
  isWaiting: boolean,
): TakenIn {
  const hasNovelDeletes = visible.count > 0
  if (lengthened.length === 0 && !hasNovelDeletes) {
    return { novel: null, log: isWaiting ? update : null, isWaiting, hasNovelDeletes }
  }
  const parts = lengthened.sort((one, other) => other.client - one.client).map(novelPart)
  const bytes = encodeUpdate(parts, encodeRanges(normalizeRanges(visible)))
  // With nothing of it waiting, both hold all that is new of it: the shorter one is kept.
  const log = isWaiting || update.length <= bytes.length ? update : bytes
  return { novel: { bytes }, log, isWaiting, hasNovelDeletes }
}

/** What an update made of a run; with this the run is as any other again. */
function novelPart(run: ClientRun): RunPart {
  const part = partAt(run, run.novelFrom ?? run.tail)
  run.novelFrom = null
  return part
}
