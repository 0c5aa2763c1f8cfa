import { addDeletes } from './add-deletes.ts'
import type { IndexState } from './index-state.ts'
import { unboundedIndexLimits } from './limits.ts'
import { planSections } from './plan.ts'
import { RangeBatch } from './range-batch.ts'
import { scanUpdate } from './scan-update.ts'
import { UpdateTables } from './update-tables.ts'

/**
 * Makes a snapshot's bytes the content of an empty index, by reference. Only a snapshot as Yjs writes it can
 * be shared like that: whole, ordered, without gaps or deletes of what it does not have. Otherwise nothing
 * has changed and the answer is false: it has to be taken in like any update. Throws `update-malformed`.
 */
export function adoptSnapshot(snapshot: Uint8Array, state: IndexState): boolean {
  const tables = new UpdateTables()
  scanUpdate(snapshot, unboundedIndexLimits, tables)
  if (!isWhole(snapshot, tables, state)) return false
  for (let section = 0; section < tables.sectionCount; section++) {
    const run = state.runs.ensure(tables.sectionClient(section))
    const from = tables.firstStruct(section)
    const to = tables.lastStruct(section)
    run.adopt(snapshot, tables, { from, to, end: tables.sectionEnd(section) })
    state.structBytes += run.byteLength
  }
  state.structCount = tables.structCount
  addDeletes(state, tables.ranges, new RangeBatch())
  return true
}

function isWhole(snapshot: Uint8Array, tables: UpdateTables, state: IndexState): boolean {
  if (tables.hasSkip || !tables.hasOrderedSections || !tables.hasOrderedRanges) return false
  for (let index = 0; index < tables.ranges.count; index++) {
    if (tables.ranges.to(index) > tables.endOf(tables.ranges.client(index))) return false
  }
  for (const plan of planSections(snapshot, tables, state.runs)) {
    if (plan.clock !== 0 || plan.next < plan.stop) return false
  }
  return true
}
