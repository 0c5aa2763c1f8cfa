import type { IndexState } from './index-state.ts'
import type { IndexLimits } from './limits.ts'
import { scanUpdate } from './scan-update.ts'
import { UpdateTables } from './update-tables.ts'

const tables = new UpdateTables()

/** Whether an update holds nothing that is not known already; what waits is not known. Changes nothing. */
export function coversUpdate(update: Uint8Array, state: IndexState, limits: IndexLimits): boolean {
  scanUpdate(update, limits, tables)
  for (let section = 0; section < tables.sectionCount; section++) {
    if (tables.sectionEnd(section) > state.runs.endOf(tables.sectionClient(section))) return false
  }
  const { ranges } = tables
  for (let index = 0; index < ranges.count; index++) {
    const [from, to] = [ranges.from(index), ranges.to(index)]
    const run = state.runs.find(ranges.client(index))
    if (from < to && (run === undefined || to > run.end || !run.deletes?.holds(from, to))) return false
  }
  return true
}
