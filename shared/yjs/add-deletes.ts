import { type ClientRanges, normalizeRanges } from './delete-ranges.ts'
import type { IndexState } from './index-state.ts'
import type { RangeBatch } from './range-batch.ts'
import { RangeList } from './range-list.ts'

/** More ranges than this for one client are merged in one walk instead of one by one. */
const FEW_RANGES = 8

/** Adds every range, known client or not, and puts what was not yet deleted into `fresh`. */
export function addDeletes(state: IndexState, ranges: RangeBatch, fresh: RangeBatch): void {
  if (ranges.count > FEW_RANGES) {
    for (const client of normalizeRanges(ranges)) addMany(state, client, fresh)
    return
  }
  for (let index = 0; index < ranges.count; index++) {
    const client = ranges.client(index)
    const list = listOf(state, client)
    const before = list.count
    list.add(client, ranges.from(index), ranges.to(index), fresh)
    state.rangeCount += list.count - before
  }
}

function addMany(state: IndexState, { client, flat }: ClientRanges, fresh: RangeBatch): void {
  const list = listOf(state, client)
  const before = list.count
  if (flat.length > FEW_RANGES * 2) list.addAll(client, flat, fresh)
  else {
    for (let at = 0; at < flat.length; at += 2) {
      list.add(client, flat[at] as number, flat[at + 1] as number, fresh)
    }
  }
  state.rangeCount += list.count - before
}

function listOf(state: IndexState, client: number): RangeList {
  const run = state.runs.ensure(client)
  run.deletes ??= new RangeList()
  run.deletes.encoded = null
  return run.deletes
}
