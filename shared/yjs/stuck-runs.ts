import type { SectionPlan } from './plan.ts'
import { Content } from './scan-content.ts'
import type { UpdateTables } from './update-tables.ts'
import type { Awaited, Waiting, WaitingRun } from './waiting.ts'

export interface StuckRun {
  readonly run: WaitingRun
  readonly awaited: Awaited
}

/** Of what a plan could not place, everything that does not wait already: one run per stretch without a gap. */
export function stuckRuns(
  update: Uint8Array,
  tables: UpdateTables,
  plans: readonly SectionPlan[],
  waiting: Waiting,
): StuckRun[] {
  const stuck: StuckRun[] = []
  for (const plan of plans) {
    for (const found of stretches(update, tables, plan)) {
      const { client, clock, bytes } = found.run
      if (!waiting.holds(client, clock, bytes)) stuck.push(found)
    }
  }
  return stuck
}

function stretches(update: Uint8Array, tables: UpdateTables, plan: SectionPlan): StuckRun[] {
  const found: StuckRun[] = []
  let from = plan.next
  let clock = plan.nextClock
  let end = clock
  for (let struct = plan.next; struct < plan.stop; struct++) {
    end += tables.structLength(struct)
    const isSkip = update[tables.structStart(struct)] === Content.skip
    if (!isSkip && struct + 1 < plan.stop) continue
    const to = isSkip ? struct : struct + 1
    const stop = isSkip ? end - tables.structLength(struct) : end
    if (to > from) found.push(stretch(update, tables, plan, { from, to, clock, end: stop }))
    from = struct + 1
    clock = end
  }
  return found
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly clock: number
  readonly end: number
}

function stretch(update: Uint8Array, tables: UpdateTables, plan: SectionPlan, span: Stretch): StuckRun {
  const { from, to, clock, end } = span
  const isFirst = from === plan.next
  const run: WaitingRun = {
    client: plan.client,
    // Not `slice`: of a Node buffer, which is what sockets give, that is a view.
    bytes: new Uint8Array(update.subarray(tables.structStart(from), tables.structStop(to - 1))),
    end,
    structs: to - from,
    at: 0,
    clock,
    isDone: false,
    previous: null,
    next: null,
  }
  const gap = { client: plan.client, clock: clock - 1 }
  return { run, awaited: isFirst ? { client: plan.awaitedClient, clock: plan.awaitedClock } : gap }
}
