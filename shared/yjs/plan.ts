import { Heap } from './heap.ts'
import type { RunTable } from './run-table.ts'
import { Content } from './scan-content.ts'
import type { UpdateTables } from './update-tables.ts'

/** What can be taken in of one section, and what its rest waits for. */
export interface SectionPlan {
  readonly client: number
  /** Structs `[from, to)` are taken in; the first begins at `clock` and may begin below the run's end. */
  from: number
  to: number
  clock: number
  /** The run's end afterwards. */
  end: number
  /** First struct not looked at or not placeable, and its clock. */
  next: number
  nextClock: number
  readonly stop: number
  /** The tick that `next` waits for: its client must get past `awaitedClock`. */
  awaitedClient: number
  awaitedClock: number
  /** Sections of this update that wait for this one, by the tick they wait for. */
  waiters: Heap<SectionPlan> | null
}

/**
 * Decides, struct by struct, what of a scanned update continues what is known, causes before effects, until
 * nothing moves. Changes nothing. Settles gaps, sections in any order, and circles (which never move).
 *
 * Each struct is looked at once, and once more for each thing it had to wait for: a section that is stuck is
 * woken by the one it waits for, never by trying all again.
 */
export function planSections(bytes: Uint8Array, tables: UpdateTables, runs: RunTable): SectionPlan[] {
  const plans: SectionPlan[] = []
  for (let section = 0; section < tables.sectionCount; section++) {
    plans.push(startPlan(tables, section, runs))
  }
  // Descending, as runs are kept: thousands of new clients are then each put last, not first.
  if (!tables.hasOrderedSections) plans.sort((one, other) => other.client - one.client)
  const sources = { bytes, tables, runs, plans }
  const ready = plans.toReversed()
  for (let plan = ready.pop(); plan !== undefined; plan = ready.pop()) {
    advance(sources, plan)
    wakeWaiters(plan, ready)
    if (plan.next < plan.stop) awaitSection(plan, planOf(plans, plan.awaitedClient))
  }
  return plans
}

/** The plan of a client's section, if it has one. */
export function planOf(plans: readonly SectionPlan[], client: number): SectionPlan | undefined {
  let low = 0
  let high = plans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((plans[middle] as SectionPlan).client > client) low = middle + 1
    else high = middle
  }
  const found = plans[low]
  return found?.client === client ? found : undefined
}

interface Sources {
  readonly bytes: Uint8Array
  readonly tables: UpdateTables
  readonly runs: RunTable
  /** Clients descending. */
  readonly plans: readonly SectionPlan[]
}

function startPlan(tables: UpdateTables, section: number, runs: RunTable): SectionPlan {
  const client = tables.sectionClient(section)
  const first = tables.firstStruct(section)
  const clock = tables.sectionClock(section)
  return {
    client,
    from: first,
    to: first,
    clock,
    end: runs.endOf(client),
    next: first,
    nextClock: clock,
    stop: tables.lastStruct(section),
    awaitedClient: client,
    awaitedClock: 0,
    waiters: null,
  }
}

function advance(sources: Sources, plan: SectionPlan): void {
  const { bytes, tables } = sources
  while (plan.next < plan.stop) {
    const after = plan.nextClock + tables.structLength(plan.next)
    const isSkip = bytes[tables.structStart(plan.next)] === Content.skip
    if (!isSkip && after > plan.end) {
      if (isBlocked(sources, plan)) return
      if (plan.from === plan.to) {
        plan.from = plan.next
        plan.clock = plan.nextClock
      }
      plan.to = plan.next + 1
      plan.end = after
    }
    plan.next++
    plan.nextClock = after
  }
}

/** Notes what the next struct waits for, if anything: its own client's run, or a dependency. */
function isBlocked(sources: Sources, plan: SectionPlan): boolean {
  const { tables, runs, plans } = sources
  if (plan.nextClock > plan.end) return waitFor(plan, plan.client, plan.nextClock - 1)
  const last = tables.lastDependency(plan.next)
  for (let dependency = tables.firstDependency(plan.next); dependency < last; dependency++) {
    const client = tables.dependencyClient(dependency)
    const clock = tables.dependencyClock(dependency)
    if (clock >= (planOf(plans, client)?.end ?? runs.endOf(client))) return waitFor(plan, client, clock)
  }
  return false
}

function waitFor(plan: SectionPlan, client: number, clock: number): true {
  plan.awaitedClient = client
  plan.awaitedClock = clock
  return true
}

function wakeWaiters(plan: SectionPlan, ready: SectionPlan[]): void {
  const { waiters, end } = plan
  while (waiters !== null && waiters.lowestKey < end) {
    const waiter = waiters.pop()
    if (waiter !== undefined) ready.push(waiter)
  }
}

function awaitSection(plan: SectionPlan, awaited: SectionPlan | undefined): void {
  if (awaited === undefined || awaited === plan) return
  awaited.waiters ??= new Heap()
  awaited.waiters.push(plan.awaitedClock, plan)
}
