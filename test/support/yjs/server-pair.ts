import { DocumentIndex, type NovelUpdate } from '@weft/shared/yjs/document-index.ts'
import { mergeNovel } from '@weft/shared/yjs/merge-window.ts'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { vector } from './encoded-update.ts'
import { applySettled, canonical, clocksOf, hasPending, hex, serverDoc } from './oracle.ts'

/**
 * A document index and a Y.Doc that are given the same; two readers who see only what the index broadcasts,
 * one update by update, one window by window; and the log the index asked for.
 */
export class ServerPair {
  index = new DocumentIndex()
  readonly oracle = serverDoc()
  readonly log: Uint8Array[] = []
  readonly #reader = serverDoc()
  readonly #windowReader = serverDoc()
  #window: NovelUpdate[] = []

  /** Gives both one update and checks all that must hold after every single one. */
  deliver(update: Uint8Array): void {
    const given = update.slice()
    applySettled(this.oracle, given)
    const { novel, log } = this.index.apply(given)
    if (log !== null) this.log.push(log.slice())
    if (novel !== null) {
      Y.applyUpdate(this.#reader, novel.bytes)
      this.#window.push({ bytes: novel.bytes.slice() })
    }
    given.fill(0xff) // what the index keeps must be its own
    this.#check()
  }

  /** Sends what gathered in the window. */
  flush(): void {
    if (this.#window.length > 0) Y.applyUpdate(this.#windowReader, mergeNovel(this.#window))
    this.#window = []
    expect(hasPending(this.#windowReader)).toBe(false)
    expect(clocksOf(Y.encodeStateVector(this.#windowReader))).toEqual(clocksOf(this.index.stateVector()))
  }

  /** Hydrates once, encodes, opens what came out, and carries over what waits: as the server compacts. */
  compact(): void {
    const hydrated = serverDoc()
    Y.applyUpdate(hydrated, this.index.fullState())
    expect(hasPending(hydrated)).toBe(false)
    const snapshot = Y.encodeStateAsUpdate(hydrated)
    const next = DocumentIndex.open(snapshot)
    expect(next.fullState()).toBe(snapshot)
    for (const waiting of this.index.waitingUpdates()) next.replay(waiting)
    expect(hex(next.stateVector())).toBe(hex(this.index.stateVector()))
    expect(waitingTicks(next)).toEqual(waitingTicks(this.index))
    this.index = next
  }

  /** Nobody has anything the others have not, deletes included. */
  expectSettled(): void {
    this.flush()
    expect(hasPending(this.oracle)).toBe(false)
    expect(this.index.waitingBytes).toBe(0)
    const whole = hex(canonical(Y.encodeStateAsUpdate(this.oracle)))
    expect(hex(canonical(this.index.fullState()))).toBe(whole)
    expect(hex(canonical(this.index.diff(Uint8Array.of(0))))).toBe(whole)
    expect(hex(canonical(Y.encodeStateAsUpdate(this.#reader)))).toBe(whole)
    expect(hex(canonical(Y.encodeStateAsUpdate(this.#windowReader)))).toBe(whole)
  }

  /** The log alone, in its order, gives an equal index. */
  expectLogComplete(): void {
    const replayed = new DocumentIndex()
    for (const row of this.log) replayed.replay(row)
    expect(hex(replayed.stateVector())).toBe(hex(this.index.stateVector()))
    expect(hex(canonical(replayed.fullState()))).toBe(hex(canonical(this.index.fullState())))
    expect(waitingTicks(replayed)).toEqual(waitingTicks(this.index))
  }

  /** Whoever has `held` and gets what the index says is missing, has everything the index has. */
  expectJoins(held: Uint8Array): void {
    const joiner = serverDoc()
    Y.applyUpdate(joiner, held)
    if (hasPending(joiner)) return
    Y.applyUpdate(joiner, this.index.diff(Y.encodeStateVector(joiner)))
    expect(hasPending(joiner)).toBe(false)
    const whole = serverDoc()
    Y.applyUpdate(whole, this.index.fullState())
    Y.applyUpdate(whole, held)
    expect(hex(canonical(Y.encodeStateAsUpdate(joiner)))).toBe(hex(canonical(Y.encodeStateAsUpdate(whole))))
  }

  /** For any state vector, also one nobody could have, the difference is the one Yjs cuts out of the whole. */
  expectDiff(shares: readonly number[]): void {
    const entries = clocksOf(this.index.stateVector()).map(([client, clock], at): [number, number] => {
      return [client, Math.floor((clock * (shares[at % shares.length] ?? 0)) / 100)]
    })
    const stateVector = vector(...entries)
    const expected = Y.diffUpdate(this.index.fullState(), stateVector)
    expect(hex(reencoded(this.index.diff(stateVector)))).toBe(hex(reencoded(expected)))
  }

  #check(): void {
    expect(clocksOf(this.index.stateVector())).toEqual(clocksOf(Y.encodeStateVector(this.oracle)))
    expect(hasPending(this.#reader)).toBe(false)
    expect(clocksOf(Y.encodeStateVector(this.#reader))).toEqual(clocksOf(this.index.stateVector()))
  }
}

/** As Yjs reads and writes it: what a flag says twice may be lost on the way. */
function reencoded(update: Uint8Array): Uint8Array {
  return Y.diffUpdate(update, Uint8Array.of(0))
}

/**
 * Which ticks wait and which deletes. What they were written as may differ: of two that say the same, one is
 * kept, and which one depends on the order.
 */
function waitingTicks(index: DocumentIndex): string[] {
  const ends = Y.decodeStateVector(index.stateVector())
  const ticks = new Set<string>()
  for (const { structs, ds } of index.waitingUpdates().map((update) => Y.decodeUpdate(update))) {
    for (const { id, length } of structs) note('struct', id.client, id.clock, length)
    for (const [client, ranges] of ds.clients)
      for (const { clock, len } of ranges) note('delete', client, clock, len)
  }
  return [...ticks].sort()

  function note(what: string, client: number, from: number, length: number): void {
    for (let clock = Math.max(from, ends.get(client) ?? 0); clock < from + length; clock++) {
      ticks.add(`${what} ${client}:${clock}`)
    }
  }
}
