import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodedUpdate, firstOf, gc, type Id, text, vector } from '../../../support/yjs/encoded-update.ts'
import { clocksOf, docOf, hex } from '../../../support/yjs/oracle.ts'
import { refusalOf } from '../../../support/yjs/refusal.ts'

/** A document of three people with enough bytes for several marks and blocks. */
function longDocument(): { index: DocumentIndex; doc: Y.Doc } {
  const index = new DocumentIndex()
  const doc = new Y.Doc({ gc: false })
  doc.on('update', (update: Uint8Array) => index.apply(update))
  for (let key = 0; key < 9_000; key++) {
    doc.clientID = 11 + (key % 3)
    doc.getText('text').insert((key * 7) % (key + 1), 'k')
    if (key % 50 === 0) doc.getText('text').delete(key % 20, 2)
  }
  return { index, doc }
}

describe('a difference', () => {
  const { index, doc } = longDocument()

  it('[IDX11] has one section per client, clients descending, first clock where the asker stops', () => {
    for (const share of [0, 0.1, 0.33, 0.5, 0.77, 0.999]) {
      const entries = clocksOf(index.stateVector()).map(
        ([client, clock]): Id => [client, Math.floor(clock * share)],
      )
      const { structs } = Y.decodeUpdate(index.diff(vector(...entries)))
      const clients = [...new Set(structs.map((struct) => struct.id.client))]
      expect(clients).toEqual([13, 12, 11])
      for (const [client, clock] of entries) {
        expect(structs.find((struct) => struct.id.client === client)?.id.clock).toBe(clock)
      }
    }
  })

  it('[IDX11] is what Yjs cuts out of the whole, wherever it begins', () => {
    const whole = index.fullState()
    for (let clock = 1; clock < 3_000; clock += 37) {
      const asked = vector([13, clock], [12, 3_000 - clock], [99, 5])
      expect(hex(index.diff(asked))).toBe(hex(Y.diffUpdate(whole, asked)))
    }
  })

  it('[IDX11] of nothing known is the whole; of more than is known, nothing but deletes', () => {
    expect(hex(index.diff(Uint8Array.of(0)))).toBe(hex(index.fullState()))
    expect(docOf(index.fullState()).getText('text').toString()).toBe(doc.getText('text').toString())
    const ahead = clocksOf(index.stateVector()).map(([client, clock]): Id => [client, clock + 5])
    expect(index.diff(vector(...ahead))).toBe(index.diff(index.stateVector()))
  })

  it('[IDX31] the state vector is kept, and is byte for byte the one Yjs writes', () => {
    expect(hex(index.stateVector())).toBe(hex(Y.encodeStateVector(doc)))
    expect(index.stateVector()).toBe(index.stateVector())
    const empty = new DocumentIndex()
    expect(empty.stateVector()).toEqual(Uint8Array.of(0))
    expect(empty.fullState()).toEqual(Uint8Array.of(0, 0))
  })
})

describe('opening', () => {
  it('[IDX31] shares the bytes of a snapshot until something changes', () => {
    const { index: before } = longDocument()
    const snapshot = Y.encodeStateAsUpdate(docOf(before.fullState()))
    const index = DocumentIndex.open(snapshot)
    expect(index.fullState()).toBe(snapshot)
    expect(index.diff(Uint8Array.of(0))).toEqual(snapshot)
    expect(index.stateVector()).toEqual(before.stateVector())
    expect(index.retainedBytes).toBeLessThan(snapshot.length * 1.5)
    expect(index.encodedBytes).toBe(snapshot.length)
    expect(index.apply(before.fullState())).toMatchObject({ novel: null })
    index.apply(encodedUpdate([{ client: 5, clock: 1, structs: [gc(1)] }]))
    expect(index.fullState()).toBe(snapshot)
    index.apply(firstOf(5, gc(1)))
    expect(index.fullState().length).toBeGreaterThan(snapshot.length)
    for (let clock = 0; clock < 3_000; clock += 101) {
      expect(hex(index.diff(vector([12, clock])))).toBe(
        hex(Y.diffUpdate(index.fullState(), vector([12, clock]))),
      )
    }
  })

  it('[IDX31] does not take over what a snapshot cannot hold: structs without their cause, early deletes', () => {
    const orphan = encodedUpdate([
      { client: 2, clock: 0, structs: [gc(1), text('b', { origin: [9, 0] })] },
      { client: 1, clock: 0, structs: [text('a')] },
    ])
    const index = DocumentIndex.open(orphan)
    expect(clocksOf(index.stateVector())).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(index.waitingBytes).toBeGreaterThan(0)
    const early = DocumentIndex.open(
      encodedUpdate([{ client: 1, clock: 0, structs: [gc(2)] }], [[1, [[1, 4]]]]),
    )
    expect(hex(early.fullState())).toBe(
      hex(encodedUpdate([{ client: 1, clock: 0, structs: [gc(2)] }], [[1, [[1, 1]]]])),
    )
  })

  it('[IDX31] takes any valid update for a snapshot, what waits and what is disordered included', () => {
    const odd = encodedUpdate(
      [
        { client: 1, clock: 0, structs: [text('a')] },
        { client: 2, clock: 4, structs: [gc(1)] },
      ],
      [
        [
          1,
          [
            [3, 1],
            [0, 1],
          ],
        ],
      ],
    )
    const index = DocumentIndex.open(odd)
    expect(clocksOf(index.stateVector())).toEqual([[1, 1]])
    expect(index.waitingBytes).toBeGreaterThan(0)
    expect(refusalOf(() => DocumentIndex.open(Uint8Array.of(1, 2, 3)))).toBe('update-malformed')
    expect(DocumentIndex.open(Uint8Array.of(0, 0)).fullState()).toEqual(Uint8Array.of(0, 0))
  })
})

describe('a state vector from a client', () => {
  const index = new DocumentIndex()
  index.apply(firstOf(3, text('abc')))
  index.apply(firstOf(8, text('defg')))

  it('[IDX32] may list clients in any order; of two entries of one client the last counts', () => {
    const descending = hex(index.diff(vector([8, 2], [3, 1])))
    expect(hex(index.diff(vector([3, 1], [8, 2])))).toBe(descending)
    expect(hex(index.diff(vector([8, 4], [3, 1], [8, 2])))).toBe(descending)
    expect(hex(index.diff(vector([20, 1], [8, 2], [5, 9], [3, 1], [1, 7])))).toBe(descending)
  })

  it('[IDX32] is refused where it is none, and where it is larger than any document needs', () => {
    for (const bytes of [[], [1], [2, 1, 1], [1, 1, 1, 0], [0x80], [0xff, 0xff, 0xff, 0xff, 0x0f]]) {
      expect(refusalOf(() => index.diff(Uint8Array.from(bytes)))).toBe('vector-malformed')
    }
    expect(refusalOf(() => index.diff(new Uint8Array(256 * 1024 + 1)))).toBe('vector-limit')
  })

  it('[IDX32] of 20,000 client ids fits', () => {
    const many = new DocumentIndex({ maxClientsPerUpdate: 20_000 })
    const sections = Array.from({ length: 20_000 }, (_, at) => ({
      client: 4_294_967_295 - at * 200_000,
      clock: 0,
      structs: [gc(300)],
    }))
    many.apply(encodedUpdate(sections))
    expect(many.stateVector().length).toBeGreaterThan(64 * 1024)
    expect(many.diff(many.stateVector())).toEqual(Uint8Array.of(0, 0))
  })
})
