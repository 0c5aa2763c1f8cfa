import { addDeletes } from './add-deletes.ts'
import type { ClientRun } from './client-run.ts'
import type { IndexState } from './index-state.ts'
import { RangeBatch } from './range-batch.ts'
import type { RangeList } from './range-list.ts'
import type { Lengthened } from './wake.ts'

export interface NovelDeletes {
  /** What may be sent now and might not before. Valid until the next call. */
  readonly visible: RangeBatch
  /** Some delete now waits for its structs, and did not wait before. */
  readonly hasNewEarly: boolean
}

const fresh = new RangeBatch()
const visible = new RangeBatch()

/**
 * Adds an update's deletes, whether or not its structs could be taken in, and releases those that waited for
 * the runs that got longer. A delete past its client's end is kept but never shown: sent on, it would cost
 * every receiver work with each later update.
 */
export function takeInDeletes(state: IndexState, ranges: RangeBatch, lengthened: Lengthened): NovelDeletes {
  visible.clear()
  for (const run of lengthened) {
    if (run.deletes === null) continue
    run.deletes.within(run.client, run.novelFrom?.clock ?? run.end, run.end, visible)
    recountEarly(state, run, run.deletes)
  }
  fresh.clear()
  addDeletes(state, ranges, fresh)
  let hasNewEarly = false
  for (let index = 0; index < fresh.count; index++) {
    if (showFresh(state, index)) hasNewEarly = true
  }
  return { visible, hasNewEarly }
}

/** Splits one fresh range at its client's end; whether part of it lies beyond. */
function showFresh(state: IndexState, index: number): boolean {
  const client = fresh.client(index)
  const run = state.runs.ensure(client)
  const [from, to] = [fresh.from(index), fresh.to(index)]
  if (from < run.end) visible.add(client, from, Math.min(to, run.end))
  if (to <= run.end || run.deletes === null) return false
  recountEarly(state, run, run.deletes)
  return true
}

function recountEarly(state: IndexState, run: ClientRun, deletes: RangeList): void {
  deletes.encoded = null
  const count = deletes.countBeyond(run.end)
  state.earlyRanges += count - run.earlyRanges
  run.earlyRanges = count
}
