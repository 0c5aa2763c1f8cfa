import { varUintBytes } from '../varint.ts'
import { Heap } from './heap.ts'

/** What a waiting run costs besides its bytes, measured. */
const RUN_OVERHEAD_BYTES = 450
/** Done runs that heaps may still name before the heaps are built anew. */
const MAX_STALE = 1024
const NOTHING = new Uint8Array()

/** Structs of one client, without a gap among them, that cannot be placed yet. */
export interface WaitingRun extends Remainder {
  readonly client: number
  readonly end: number
  /** Own copy of the structs' bytes, as they came; empty once done. */
  bytes: Uint8Array
  at: number
  clock: number
  structs: number
  isDone: boolean
  /** Neighbours among the runs that begin at the same tick. */
  previous: WaitingRun | null
  next: WaitingRun | null
}

/** What is left of a run: it begins at byte `at` and tick `clock`. */
export interface Remainder {
  readonly at: number
  readonly clock: number
  readonly structs: number
}

/** The tick a run waits for: `client` must get past `clock`. */
export interface Awaited {
  readonly client: number
  readonly clock: number
}

/**
 * What waits for structs that have not come, found by what it waits for: trying everything on each update
 * cost 1.2 s for 10,000 gaps. Counts its bytes; who fills it up is refused elsewhere.
 */
export class Waiting {
  bytes = 0
  count = 0
  #stale = 0
  readonly #byAwaited = new Map<number, Heap<WaitingRun>>()
  readonly #byEnd = new Map<number, Heap<WaitingRun>>()
  /** Client, then the tick where the run begins; of several that begin there, the last to come. */
  readonly #byStart = new Map<number, Map<number, WaitingRun>>()

  add(run: WaitingRun, awaited: Awaited): void {
    this.bytes += costOf(run)
    this.count++
    heapOf(this.#byEnd, run.client).push(run.end, run)
    this.#list(run)
    heapOf(this.#byAwaited, awaited.client).push(awaited.clock, run)
  }

  /** A run got on up to `left` and is stuck again. */
  move(run: WaitingRun, left: Remainder, awaited: Awaited): void {
    this.#unlist(run)
    run.at = left.at
    run.clock = left.clock
    run.structs = left.structs
    if (run.at * 2 > run.bytes.length) this.#trim(run)
    this.#list(run)
    heapOf(this.#byAwaited, awaited.client).push(awaited.clock, run)
  }

  /** Whether these very bytes wait already: a client sends what it holds itself each time it comes back. */
  holds(client: number, clock: number, bytes: Uint8Array): boolean {
    let run = this.#byStart.get(client)?.get(clock) ?? null
    while (run !== null && !startsWith(run, { bytes, at: 0 })) run = run.next
    return run !== null
  }

  /** Whether anything could move or go when `client` gets on. */
  concerns(client: number): boolean {
    return this.count > 0 && (this.#byAwaited.has(client) || this.#byEnd.has(client))
  }

  /** Next run that waited for `client` and need not any more, now that its structs are known up to `end`. */
  takeWoken(client: number, end: number): WaitingRun | null {
    this.#dropPassed(client, end)
    const heap = this.#byAwaited.get(client)
    if (heap === undefined) return null
    while (heap.lowestKey < end) {
      const run = heap.pop()
      if (run !== undefined && !run.isDone) return run
    }
    if (heap.size === 0) this.#byAwaited.delete(client)
    return null
  }

  /** Forgets a run: it was taken in, or all of it came another way. */
  remove(run: WaitingRun): void {
    if (run.isDone) return
    this.bytes -= costOf(run)
    this.count--
    this.#unlist(run)
    run.isDone = true
    run.bytes = NOTHING
    this.#stale++
    if (this.count === 0) this.#forgetAll()
    else if (this.#stale > MAX_STALE + this.count) this.#dropStale()
  }

  /** All that waits, each run as an update of its own. */
  updates(): Uint8Array[] {
    const updates: Uint8Array[] = []
    for (const runs of this.#byStart.values()) {
      for (const first of runs.values()) {
        for (let run: WaitingRun | null = first; run !== null; run = run.next) updates.push(asUpdate(run))
      }
    }
    return updates
  }

  #dropPassed(client: number, end: number): void {
    const heap = this.#byEnd.get(client)
    if (heap === undefined) return
    while (heap.lowestKey <= end) {
      const run = heap.pop()
      if (run !== undefined) this.remove(run)
    }
    if (heap.size === 0) this.#byEnd.delete(client)
  }

  /** Notes where a run begins. What begins with the same bytes and is shorter has nothing left to say. */
  #list(run: WaitingRun): void {
    let other = this.#byStart.get(run.client)?.get(run.clock) ?? null
    while (other !== null) {
      const { next } = other
      if (startsWith(run, other)) this.remove(other)
      other = next
    }
    const runs = this.#byStart.get(run.client) ?? new Map<number, WaitingRun>()
    this.#byStart.set(run.client, runs)
    run.previous = null
    run.next = runs.get(run.clock) ?? null
    if (run.next !== null) run.next.previous = run
    runs.set(run.clock, run)
  }

  #unlist({ client, clock, previous, next }: WaitingRun): void {
    const runs = this.#byStart.get(client)
    if (next !== null) next.previous = previous
    if (previous !== null) previous.next = next
    else if (next !== null) runs?.set(clock, next)
    else runs?.delete(clock)
    if (runs?.size === 0) this.#byStart.delete(client)
  }

  /** Not on every step, or a long run woken tick by tick would be copied as often. */
  #trim(run: WaitingRun): void {
    this.bytes -= run.at
    run.bytes = run.bytes.slice(run.at)
    run.at = 0
  }

  #forgetAll(): void {
    this.#byAwaited.clear()
    this.#byEnd.clear()
    this.#stale = 0
  }

  /** A run that never gets what it waited for would be named by that heap for ever, though it is done. */
  #dropStale(): void {
    for (const heaps of [this.#byAwaited, this.#byEnd]) {
      for (const [client, heap] of heaps) {
        heap.keepOnly((run) => !run.isDone)
        if (heap.size === 0) heaps.delete(client)
      }
    }
    this.#stale = 0
  }
}

export function costOf(run: { readonly bytes: Uint8Array }): number {
  return run.bytes.length + RUN_OVERHEAD_BYTES
}

function heapOf(heaps: Map<number, Heap<WaitingRun>>, client: number): Heap<WaitingRun> {
  const heap = heaps.get(client) ?? new Heap<WaitingRun>()
  heaps.set(client, heap)
  return heap
}

interface BytesFrom {
  readonly bytes: Uint8Array
  readonly at: number
}

function startsWith(whole: BytesFrom, prefix: BytesFrom): boolean {
  const length = prefix.bytes.length - prefix.at
  if (length > whole.bytes.length - whole.at) return false
  for (let offset = 0; offset < length; offset++) {
    if (whole.bytes[whole.at + offset] !== prefix.bytes[prefix.at + offset]) return false
  }
  return true
}

function asUpdate(run: WaitingRun): Uint8Array {
  const head = varUintBytes(1, run.structs, run.client, run.clock)
  const rest = run.bytes.subarray(run.at)
  const bytes = new Uint8Array(head.length + rest.length + 1)
  bytes.set(head)
  bytes.set(rest, head.length)
  return bytes
}
