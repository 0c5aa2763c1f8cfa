import type { ClientRun } from './client-run.ts'
import { coversUpdate } from './covers.ts'
import { encodeRanges, encodeSendable, joinRangeSections } from './delete-ranges.ts'
import { encodeUpdate } from './encode-update.ts'
import { type IndexState, waitingBytes } from './index-state.ts'
import { defaultIndexLimits, type IndexLimits, unboundedIndexLimits } from './limits.ts'
import { partFrom, type RunPart, wholeRun } from './locate.ts'
import type { ApplyResult } from './novel-update.ts'
import { adoptSnapshot } from './open-snapshot.ts'
import { RunTable } from './run-table.ts'
import { decodeStateVector, encodeStateVector, type StateVector } from './state-vector.ts'
import { takeIn } from './take-in.ts'
import { Waiting } from './waiting.ts'

export type { ApplyResult, NovelUpdate } from './novel-update.ts'

/** What a client, a block or a run costs besides its numbers; measured, roughly. */
const RUN_OVERHEAD_BYTES = 250
const BLOCK_OVERHEAD_BYTES = 350

/**
 * One Yjs document as bytes: per client a run of structs without a gap, the delete set, and what waits. It
 * answers what a sync server is asked without ever building the document. Rules: SPEC.md, "The document index".
 *
 * Pure and synchronous. It copies what it keeps; what it returns may share its memory or the input's, so
 * callers never write into either.
 */
export class DocumentIndex {
  readonly #limits: IndexLimits
  readonly #state: IndexState = {
    runs: new RunTable(),
    waiting: new Waiting(),
    structBytes: 0,
    structCount: 0,
    rangeCount: 0,
    earlyRanges: 0,
  }
  /** The snapshot it was opened from, while it is still the whole state. */
  #base: Uint8Array | null = null
  /** Bytes of that snapshot, which runs go on sharing. */
  #baseBytes = 0
  #vector: Uint8Array | null = null
  /** An update of no structs and every sendable delete: the answer to whoever is up to date. */
  #deletesOnly: Uint8Array | null = null

  constructor(limits: Partial<IndexLimits> = {}) {
    this.#limits = { ...defaultIndexLimits, ...limits }
  }

  /**
   * Opens from a snapshot's bytes in one pass and keeps them by reference: until something changes,
   * `fullState()` is the very same array. What is larger than the limits opens all the same. Throws
   * `update-malformed`.
   */
  static open(snapshot: Uint8Array, limits: Partial<IndexLimits> = {}): DocumentIndex {
    const index = new DocumentIndex(limits)
    if (adoptSnapshot(snapshot, index.#state)) {
      index.#base = snapshot
      index.#baseBytes = snapshot.length
    } else index.replay(snapshot)
    return index
  }

  /**
   * Takes in one Yjs v1 update from a client. Throws `update-malformed`, `update-limit`, `update-pending-full`
   * or, where only growth is refused, `refused-too-large`; on a throw nothing has changed.
   */
  apply(update: Uint8Array): ApplyResult {
    return this.#take(update, this.#limits)
  }

  /** As `apply`, for what was accepted once (log rows): no limit but the format's own applies. */
  replay(update: Uint8Array): ApplyResult {
    return this.#take(update, unboundedIndexLimits)
  }

  /**
   * Whether `apply` would find nothing new in it, for those who may not write. Throws `update-malformed` or
   * `update-limit`.
   */
  covers(update: Uint8Array): boolean {
    return coversUpdate(update, this.#state, this.#limits)
  }

  /** Encoded v1 state vector. Shared: never write into it. */
  stateVector(): Uint8Array {
    this.#vector ??= encodeStateVector(this.#clocks())
    return this.#vector
  }

  /**
   * Encoded v1 update: every struct beyond the encoded `stateVector`, and every delete that may be sent (a
   * state vector says nothing about deletes). May share memory. Throws `vector-malformed` or `vector-limit`.
   */
  diff(stateVector: Uint8Array): Uint8Array {
    const known = decodeStateVector(stateVector, this.#limits.maxVectorBytes)
    if (known.clients.length === 0) return this.fullState()
    const parts = this.#partsBeyond(known)
    const deletesOnly = this.#deletes()
    if (parts.length === 0) return deletesOnly
    return encodeUpdate(parts, deletesOnly.subarray(1))
  }

  /** The whole document as one encoded v1 update. May share memory. */
  fullState(): Uint8Array {
    if (this.#base !== null) return this.#base
    return encodeUpdate(this.#partsBeyond({ clients: [], clocks: [] }), this.#deletes().subarray(1))
  }

  /** What waits, each part as an update of its own: what a new base plus replayed rows must be given too. */
  waitingUpdates(): Uint8Array[] {
    const updates = this.#state.waiting.updates()
    const early = encodeEarly(this.#state.runs)
    return early === null ? updates : [...updates, early]
  }

  /** About what `fullState()` would be, in bytes. */
  get encodedBytes(): number {
    if (this.#base !== null) return this.#base.length
    const { structBytes, runs, rangeCount } = this.#state
    return structBytes + runs.descending.length * 10 + rangeCount * 4
  }

  /** Bytes charged for what waits. */
  get waitingBytes(): number {
    return waitingBytes(this.#state)
  }

  /** Bytes of memory held, roughly: blocks, marks, ranges, what waits, what is cached. */
  get retainedBytes(): number {
    let bytes = this.#baseBytes + this.waitingBytes
    for (const run of this.#state.runs.descending) bytes += retainedByRun(run)
    return bytes + (this.#vector?.length ?? 0) + (this.#deletesOnly?.length ?? 0)
  }

  get structCount(): number {
    return this.#state.structCount
  }

  #take(update: Uint8Array, limits: IndexLimits): ApplyResult {
    const result = takeIn(update, this.#state, limits)
    if (result.novel !== null) {
      this.#base = null
      this.#vector = null
      if (result.hasNovelDeletes) this.#deletesOnly = null
    }
    return result
  }

  #clocks(): StateVector {
    const known = this.#state.runs.descending.filter((run) => run.end > 0)
    return { clients: known.map((run) => run.client), clocks: known.map((run) => run.end) }
  }

  #deletes(): Uint8Array {
    this.#deletesOnly ??= joinDeletes(this.#state.runs.descending)
    return this.#deletesOnly
  }

  /** Both lists descend by client, so one walk suffices. */
  #partsBeyond({ clients, clocks }: StateVector): RunPart[] {
    const parts: RunPart[] = []
    let entry = 0
    for (const run of this.#state.runs.descending) {
      while (entry < clients.length && (clients[entry] as number) > run.client) entry++
      const known = clients[entry] === run.client ? (clocks[entry] as number) : 0
      if (known < run.end) parts.push(known === 0 ? wholeRun(run) : partFrom(run, known))
    }
    return parts
  }
}

function joinDeletes(runs: readonly ClientRun[]): Uint8Array {
  const sections: Uint8Array[] = []
  for (const run of runs) {
    const section = encodeSendable(run)
    if (section !== null) sections.push(section)
  }
  const deletes = joinRangeSections(sections)
  const update = new Uint8Array(1 + deletes.length)
  update.set(deletes, 1)
  return update
}

function encodeEarly(runs: RunTable): Uint8Array | null {
  const early = runs.descending.filter((run) => run.hasEarlyDeletes)
  if (early.length === 0) return null
  const deletes = encodeRanges(
    early.map((run) => ({ client: run.client, flat: run.deletes?.beyond(run.end) ?? [] })),
  )
  const update = new Uint8Array(1 + deletes.length)
  update.set(deletes, 1)
  return update
}

function retainedByRun(run: ClientRun): number {
  let bytes = RUN_OVERHEAD_BYTES + (run.deletes?.retainedBytes ?? 0)
  for (const block of run.blocks) {
    bytes += BLOCK_OVERHEAD_BYTES + block.markCount * 24 + (block.isShared ? 0 : block.bytes.length)
  }
  return bytes
}
