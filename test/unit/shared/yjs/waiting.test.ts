import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { deleting, encodedUpdate, firstOf, gc, skip, text } from '../../../support/yjs/encoded-update.ts'
import { clocksOf, docOf, hasPending, hex } from '../../../support/yjs/oracle.ts'
import { refusalOf } from '../../../support/yjs/refusal.ts'

const key = (client: number, clock: number): Uint8Array =>
  encodedUpdate([{ client, clock, structs: [text('k', clock === 0 ? {} : { origin: [client, clock - 1] })] }])

describe('what waits', () => {
  it('[IDX6] comes in as soon as the last thing it misses is there, whatever the order', () => {
    const index = new DocumentIndex()
    for (let clock = 99; clock > 0; clock--) expect(index.apply(key(1, clock)).isWaiting).toBe(true)
    expect(index.stateVector()).toEqual(Uint8Array.of(0))
    const { novel, isWaiting } = index.apply(key(1, 0))
    expect(isWaiting).toBe(false)
    expect(docOf(novel?.bytes ?? Uint8Array.of(0, 0)).getText('root').length).toBe(100)
    expect(index.waitingBytes).toBe(0)
  })

  it('[IDX6] is woken by what it waits for: tried again with each update, this would outlast the test', () => {
    const index = new DocumentIndex()
    for (let clock = 9_000; clock > 0; clock--) index.apply(key(1, clock * 2))
    for (let clock = 0; clock < 20_000; clock++) index.apply(key(2, clock))
    expect(index.stateVector()).toEqual(Y.encodeStateVector(new Map([[2, 20_000]])))
  })

  it('[IDX6] fills its gap from both sides: an update with a Skip, and what lies in it', () => {
    const index = new DocumentIndex()
    index.apply(encodedUpdate([{ client: 1, clock: 1, structs: [text('b', { origin: [1, 0] })] }]))
    const around = firstOf(1, text('a'), skip(1), text('c', { origin: [1, 1] }))
    expect(index.apply(around).isWaiting).toBe(false)
    expect(docOf(index.fullState()).getText('root').toString()).toBe('abc')
    expect(index.waitingBytes).toBe(0)
  })

  it('[IDX6] wakes what waits for it in turn, and is cut where a part of it came meanwhile', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(4, text('d', { origin: [3, 1] })))
    index.apply(firstOf(3, text('c', { origin: [2, 0] }), text('e', { origin: [3, 0] })))
    index.apply(firstOf(2, text('b', { origin: [1, 4] })))
    index.apply(encodedUpdate([{ client: 1, clock: 2, structs: [text('345', { origin: [1, 1] })] }]))
    const { novel } = index.apply(firstOf(1, text('12'), text('3', { origin: [1, 1] })))
    expect(clocksOf(index.stateVector())).toEqual([
      [1, 5],
      [2, 1],
      [3, 2],
      [4, 1],
    ])
    expect(docOf(index.fullState()).getText('root').toString()).toBe('12345bced')
    expect(hex(novel?.bytes ?? Uint8Array.of())).toBe(hex(index.fullState()))
  })

  it('[IDX6] is asked for once: the same bytes again bring nothing and ask nothing', () => {
    const index = new DocumentIndex()
    const orphan = firstOf(2, text('a', { origin: [1, 0] }), text('b', { origin: [2, 0] }))
    expect(index.apply(orphan)).toMatchObject({ isWaiting: true, log: orphan })
    const before = index.waitingBytes
    expect(index.apply(orphan)).toMatchObject({ isWaiting: false, log: null, novel: null })
    expect(index.apply(deleting(1, [0, 1]))).toMatchObject({ isWaiting: true })
    expect(index.apply(deleting(1, [0, 1]))).toMatchObject({ isWaiting: false, log: null })
    expect(index.waitingBytes).toBe(before + 16)
  })

  it('[IDX6] is bounded in bytes and in number, and refused beyond with nothing changed', () => {
    const full = new DocumentIndex({ maxWaitingBytes: 1_200 })
    full.apply(firstOf(2, text('x'.repeat(500), { origin: [1, 0] })))
    const before = full.waitingBytes
    const more = firstOf(3, text('y'.repeat(500), { origin: [1, 0] }))
    expect(refusalOf(() => full.apply(more))).toBe('update-pending-full')
    const early = deleting(9, ...Array.from({ length: 60 }, (_, at) => [at * 2, 1] as const))
    expect(refusalOf(() => full.apply(early))).toBe('update-pending-full')
    expect(full.waitingBytes).toBe(before)
    expect(full.apply(firstOf(4, text('fine'))).novel).not.toBeNull()
    expect(full.replay(more).isWaiting).toBe(true)

    const few = new DocumentIndex({ maxWaitingRuns: 2 })
    few.apply(key(1, 2))
    few.apply(key(1, 4))
    expect(refusalOf(() => few.apply(key(1, 6)))).toBe('update-pending-full')
  })

  it('[IDX6] lets go of what came another way, though it never gets what it waited for', () => {
    const index = new DocumentIndex()
    for (let clock = 0; clock < 5_000; clock++) {
      index.apply(encodedUpdate([{ client: 1, clock, structs: [text('p', { origin: [999, clock] })] }]))
      index.apply(key(1, clock))
    }
    expect(index.waitingBytes).toBe(0)
    index.apply(key(1, 6_000))
    expect(index.waitingBytes).toBeGreaterThan(0)
  })

  it('[IDX6] weighs less as parts of it come in, and a resend of the rest is known', () => {
    const index = new DocumentIndex()
    const rest = text('y'.repeat(300), { origin: [9, 1] })
    const run = firstOf(1, text('x'.repeat(700), { origin: [9, 0] }), rest)
    index.apply(run)
    const before = index.waitingBytes
    index.apply(firstOf(9, gc(1)))
    expect(index.waitingBytes).toBeLessThan(before - 600)
    expect(index.apply(run)).toMatchObject({ novel: null, log: null, isWaiting: false })
    expect(index.waitingUpdates()).toEqual([encodedUpdate([{ client: 1, clock: 700, structs: [rest] }])])
    index.apply(encodedUpdate([{ client: 9, clock: 1, structs: [gc(1)] }]))
    expect(index.waitingBytes).toBe(0)
    expect(index.fullState()).toEqual(
      encodedUpdate([
        { client: 9, clock: 0, structs: [gc(1), gc(1)] },
        { client: 1, clock: 0, structs: [text('x'.repeat(700), { origin: [9, 0] }), rest] },
      ]),
    )
  })

  it('[IDX6] is held once where more of the same comes', () => {
    const [short, long] = [new DocumentIndex(), new DocumentIndex()]
    const more = firstOf(1, text('a', { origin: [9, 0] }), text('b', { origin: [1, 0] }))
    short.apply(firstOf(1, text('a', { origin: [9, 0] })))
    for (const index of [short, long]) expect(index.apply(more).isWaiting).toBe(true)
    expect(short.waitingBytes).toBe(long.waitingBytes)
  })

  it('[IDX16] is logged as it came, and a replay of the log waits the same', () => {
    const index = new DocumentIndex()
    const log: Uint8Array[] = []
    const updates = [key(1, 2), deleting(1, [0, 1], [7, 2]), key(1, 4), key(1, 0), firstOf(3, gc(1), gc(2))]
    for (const update of updates) {
      const result = index.apply(update)
      if (result.log !== null) log.push(result.log)
    }
    expect(log).toEqual(updates)
    const replayed = new DocumentIndex()
    for (const row of log) replayed.replay(row)
    expect(replayed.fullState()).toEqual(index.fullState())
    expect(replayed.waitingBytes).toBe(index.waitingBytes)
    replayed.apply(key(1, 1))
    expect(clocksOf(replayed.stateVector())).toEqual([
      [1, 3],
      [3, 3],
    ])
  })

  it('[IDX17] of two that claim the same ticks the first to be placed wins, here as on a replay', () => {
    const one = firstOf(1, text('one'))
    const other = firstOf(1, text('two'))
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const index = new DocumentIndex()
      index.apply(first)
      expect(index.apply(second)).toMatchObject({ novel: null, log: null })
      expect(index.fullState()).toEqual(first)
    }
  })

  it('[IDX20] is handed over to a new base, early deletes too', () => {
    const index = new DocumentIndex()
    for (const update of [
      firstOf(1, text('ab')),
      key(1, 5),
      firstOf(2, text('c', { origin: [9, 1] })),
      deleting(1, [1, 3]),
    ]) {
      index.apply(update)
    }
    const next = DocumentIndex.open(index.fullState())
    for (const update of index.waitingUpdates()) next.replay(update)
    expect(next.waitingBytes).toBe(index.waitingBytes)
    expect(hex(next.fullState())).toBe(hex(index.fullState()))
    const { novel } = next.apply(encodedUpdate([{ client: 1, clock: 2, structs: [gc(3)] }]))
    expect(clocksOf(next.stateVector())).toEqual([[1, 6]])
    expect(Y.decodeUpdate(novel?.bytes ?? Uint8Array.of(0, 0)).ds.clients.get(1)).toEqual([
      { clock: 2, len: 2 },
    ])
  })

  it('[IDX20] is none when nothing waits, and is never part of what is served', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(1, text('ab')))
    expect(index.waitingUpdates()).toEqual([])
    index.apply(key(1, 5))
    index.apply(deleting(3, [0, 9]))
    expect(index.fullState()).toEqual(firstOf(1, text('ab')))
    expect(hasPending(docOf(index.fullState()))).toBe(false)
    expect(hasPending(docOf(index.diff(Uint8Array.of(0))))).toBe(false)
  })
})
