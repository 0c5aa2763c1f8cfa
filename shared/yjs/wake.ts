import type { ClientRun } from './client-run.ts'
import { Cursor } from './cursor.ts'
import { cutStruct, type EncodedStruct } from './cut-struct.ts'
import type { IndexState } from './index-state.ts'
import { scanStruct } from './scan-struct.ts'
import { UpdateTables } from './update-tables.ts'
import type { Awaited, WaitingRun } from './waiting.ts'

/** Runs that get longer with one update; each knows where its new part begins. */
export type Lengthened = ClientRun[]

const scratch = new UpdateTables()

/** Takes in whatever waited for the lengthened runs, and what waited for that, until nothing moves. */
export function wakeWaiting(state: IndexState, lengthened: Lengthened): void {
  if (state.waiting.count === 0) return
  const moved = [...lengthened]
  for (let run = moved.pop(); run !== undefined; run = moved.pop()) {
    const { client } = run
    for (;;) {
      const woken = state.waiting.takeWoken(client, run.end)
      if (woken === null) break
      if (advance(state, woken, lengthened)) moved.push(state.runs.ensure(woken.client))
    }
  }
}

/** To be called before a run is appended to. */
export function noteLengthened(run: ClientRun, lengthened: Lengthened): void {
  if (run.novelFrom !== null) return
  run.novelFrom = run.tail
  lengthened.push(run)
}

/** Takes in structs of a waiting run up to the first that has to wait on; whether its client got longer. */
function advance(state: IndexState, waiting: WaitingRun, lengthened: Lengthened): boolean {
  const run = state.runs.ensure(waiting.client)
  const endBefore = run.end
  const cursor = new Cursor(waiting.bytes, waiting.at)
  let { at, clock, structs } = waiting
  let awaited: Awaited | null = null
  while (cursor.rest > 0) {
    scratch.clear()
    scratch.startAt(waiting.client, clock)
    scanStruct(cursor, scratch)
    if (scratch.clock > run.end) {
      awaited = awaitedBy(state, run, clock)
      if (awaited !== null) break
      takeStruct(state, run, { bytes: waiting.bytes, start: at, client: run.client, clock }, lengthened)
    }
    at = cursor.at
    clock = scratch.clock
    structs--
  }
  if (awaited === null) state.waiting.remove(waiting)
  else state.waiting.move(waiting, { at, clock, structs }, awaited)
  return run.end > endBefore
}

function awaitedBy(state: IndexState, run: ClientRun, clock: number): Awaited | null {
  if (clock > run.end) return { client: run.client, clock: clock - 1 }
  for (let index = 0; index < scratch.dependencyCount; index++) {
    const client = scratch.dependencyClient(index)
    const needed = scratch.dependencyClock(index)
    if (needed >= state.runs.endOf(client)) return { client, clock: needed }
  }
  return null
}

function takeStruct(state: IndexState, run: ClientRun, struct: EncodedStruct, lengthened: Lengthened): void {
  noteLengthened(run, lengthened)
  const bytesBefore = run.byteLength
  const end = scratch.clock
  if (struct.clock < run.end) run.appendCut(cutStruct(struct, run.end), end)
  else run.append(struct.bytes, scratch, { from: 0, to: 1, end })
  state.structBytes += run.byteLength - bytesBefore
  state.structCount++
}
