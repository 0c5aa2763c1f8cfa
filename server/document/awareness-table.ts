import type { AwarenessEntry } from '@weft/shared/protocol/awareness-codec.ts'

/**
 * Who is present in a document: the newest state of each awareness client id, and which session may change
 * it. States are bytes that were validated when they came in; nothing here reads them.
 *
 * Clients of y-websocket send back every state they receive and send a removal when a peer falls silent, so
 * what a session says about ids of others is ignored, never punished.
 */
export class AwarenessTable {
  readonly #states = new Map<number, Presence>()
  readonly #left = new Map<number, Departure>()
  readonly #mostStates: number

  constructor(mostStates = 2000) {
    this.#mostStates = mostStates
  }

  get size(): number {
    return this.#states.size
  }

  /**
   * False where an entry would be ignored whatever its state. y-websocket clients send back every state they
   * receive, which is the square of the people present: what is an echo is not even parsed.
   */
  concerns(owner: AwarenessOwner, clientId: number, clock: number): boolean {
    const present = this.#states.get(clientId)
    if (present === undefined) return clock > (this.#left.get(clientId)?.entry.clock ?? -1)
    if (present.owner === owner) return clock >= present.entry.clock
    return clock > present.entry.clock && owner.number > present.owner.number
  }

  /** Takes in what `owner` says; returns the client ids whose state changed. */
  apply(owner: AwarenessOwner, entries: readonly AwarenessEntry[], nowMs: number): number[] {
    return entries.filter((entry) => this.#take(owner, entry, nowMs)).map((entry) => entry.clientId)
  }

  /** Removes every id of a session that is gone; returns them. */
  leave(owner: AwarenessOwner, nowMs: number): number[] {
    const gone = [...this.#states].filter(([, presence]) => presence.owner === owner).map(([id]) => id)
    for (const clientId of gone) this.#remove(clientId, nowMs)
    return gone
  }

  /** What to send about these ids: the state of those present, a removal for those that left. */
  entriesOf(clientIds: Iterable<number>): AwarenessEntry[] {
    const entries: AwarenessEntry[] = []
    for (const clientId of clientIds) {
      const entry = this.#states.get(clientId)?.entry ?? this.#left.get(clientId)?.entry
      if (entry !== undefined) entries.push(entry)
    }
    return entries
  }

  /** Everybody who is present, for a newcomer. */
  everyone(): AwarenessEntry[] {
    return [...this.#states.values()].map((presence) => presence.entry)
  }

  /** Everybody who is present or left lately, for a session that missed some news. */
  everyoneAndDepartures(): AwarenessEntry[] {
    return [...this.everyone(), ...[...this.#left.values()].map((departure) => departure.entry)]
  }

  /** Forgets departures older than a minute: by then no client sends the old state any more. */
  forgetDepartures(nowMs: number): void {
    for (const [clientId, departure] of this.#left) {
      if (nowMs - departure.atMs >= DEPARTURE_KEPT_MS) this.#left.delete(clientId)
    }
  }

  #take(owner: AwarenessOwner, entry: AwarenessEntry, nowMs: number): boolean {
    const present = this.#states.get(entry.clientId)
    if (present === undefined) return this.#introduce(owner, entry)
    if (!mayChange(present, owner, entry)) return false
    if (entry.isRemoval) this.#remove(entry.clientId, nowMs, entry)
    else this.#states.set(entry.clientId, { entry: kept(entry), owner })
    return true
  }

  #introduce(owner: AwarenessOwner, entry: AwarenessEntry): boolean {
    const departure = this.#left.get(entry.clientId)
    const isStale = departure !== undefined && entry.clock <= departure.entry.clock
    if (entry.isRemoval || isStale || this.#states.size >= this.#mostStates) return false
    this.#left.delete(entry.clientId)
    this.#states.set(entry.clientId, { entry: kept(entry), owner })
    return true
  }

  #remove(clientId: number, nowMs: number, said?: AwarenessEntry): void {
    const present = this.#states.get(clientId)
    if (present === undefined) return
    const clock = Math.max(said?.clock ?? 0, present.entry.clock)
    this.#states.delete(clientId)
    this.#left.set(clientId, { entry: { clientId, clock, state: NULL_STATE, isRemoval: true }, atMs: nowMs })
  }
}

/** A session, as far as presence is concerned; a greater number is newer. */
export interface AwarenessOwner {
  readonly number: number
}

interface Presence {
  readonly entry: AwarenessEntry
  readonly owner: AwarenessOwner
}

interface Departure {
  readonly entry: AwarenessEntry
  readonly atMs: number
}

/** Longer than the 30 s after which clients purge a silent peer by themselves. */
const DEPARTURE_KEPT_MS = 60_000
const NULL_STATE = new TextEncoder().encode('null')

/**
 * The owner may, with a greater clock or, to remove, an equal one (y-protocols removes at the clock it
 * knows). Another session may only if it is newer and its clock greater: the same client, back past a socket
 * that is half-open.
 */
function mayChange(present: Presence, session: AwarenessOwner, entry: AwarenessEntry): boolean {
  const isNewer = entry.clock > present.entry.clock
  if (present.owner !== session) return isNewer && !entry.isRemoval && session.number > present.owner.number
  return isNewer || (entry.isRemoval && entry.clock === present.entry.clock)
}

/** The state as own bytes: what came in is a view on a network buffer many times its size. */
function kept(entry: AwarenessEntry): AwarenessEntry {
  return { ...entry, state: entry.state.slice() }
}
