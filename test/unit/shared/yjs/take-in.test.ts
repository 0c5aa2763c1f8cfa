import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { deleting, encodedUpdate, firstOf, gc, skip, text } from '../../../support/yjs/encoded-update.ts'
import { clocksOf, docOf, hex } from '../../../support/yjs/oracle.ts'

/** What a reader of the whole document sees in the root `root`. */
function textOf(index: DocumentIndex): string {
  return docOf(index.fullState()).getText('root').toString()
}

const next = (client: number, clock: number, content: string): Uint8Array =>
  encodedUpdate([{ client, clock, structs: [text(content, { origin: [client, clock - 1] })] }])

describe('causes before effects', () => {
  it('[IDX5] takes in a struct only when its client, origin, right origin and parent are known', () => {
    for (const place of [{ origin: [9, 4] }, { right: [9, 4] }, { parent: [9, 4] }] as const) {
      const index = new DocumentIndex()
      const early = index.apply(firstOf(1, text('a', place)))
      expect(early).toMatchObject({ novel: null, isWaiting: true })
      expect(clocksOf(index.stateVector())).toEqual([])
      index.apply(firstOf(9, gc(4)))
      expect(clocksOf(index.stateVector())).toEqual([[9, 4]])
      index.apply(encodedUpdate([{ client: 9, clock: 4, structs: [gc(1)] }]))
      expect(clocksOf(index.stateVector())).toEqual([
        [1, 1],
        [9, 5],
      ])
    }
  })

  it('[IDX5] poison: what claims a tick but hangs on nothing cannot displace the real one', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(50, text('hello ')))
    index.apply(encodedUpdate([{ client: 50, clock: 6, structs: [text('xxxxx', { origin: [999, 5] })] }]))
    const real = next(50, 6, 'world')
    expect(hex(index.apply(real).novel?.bytes ?? Uint8Array.of())).toBe(hex(real))
    expect(textOf(index)).toBe('hello world')
    expect(index.waitingBytes).toBe(0)
  })

  it('[IDX5] dead tab: an edit on top of what nobody has is not claimed, and comes when that comes', () => {
    const index = new DocumentIndex()
    const orphan = firstOf(2, text('!', { origin: [1, 2] }))
    expect(index.apply(orphan)).toMatchObject({ novel: null, log: orphan, isWaiting: true })
    expect(clocksOf(index.stateVector())).toEqual([])
    expect(clocksOf(Y.encodeStateVectorFromUpdate(index.fullState()))).toEqual([])
    const cause = firstOf(1, text('abc'))
    const { novel, log } = index.apply(cause)
    expect(textOf(index)).toBe('abc!')
    expect(clocksOf(Y.encodeStateVectorFromUpdate(novel?.bytes ?? cause))).toEqual([
      [1, 3],
      [2, 1],
    ])
    expect(log).toBe(cause)
  })

  it('[IDX5] sections may come in any order and depend on each other in turn', () => {
    const index = new DocumentIndex()
    const zigzag = encodedUpdate([
      { client: 1, clock: 0, structs: [text('a', { origin: [2, 0] }), text('c', { origin: [2, 1] })] },
      {
        client: 2,
        clock: 0,
        structs: [text('x'), text('b', { origin: [1, 0] }), text('d', { origin: [1, 1] })],
      },
    ])
    expect(index.apply(zigzag).isWaiting).toBe(false)
    expect(textOf(index)).toBe('xabcd')
  })

  it('[IDX5] a circle never moves, and holds nothing else up', () => {
    const index = new DocumentIndex()
    const circle = encodedUpdate([
      { client: 3, clock: 0, structs: [text('free')] },
      { client: 2, clock: 0, structs: [text('a', { origin: [1, 0] })] },
      { client: 1, clock: 0, structs: [text('b', { origin: [2, 0] })] },
    ])
    expect(index.apply(circle)).toMatchObject({ log: circle, isWaiting: true })
    expect(clocksOf(index.stateVector())).toEqual([[3, 4]])
  })

  it('[IDX5] does not step over a gap inside a section', () => {
    const index = new DocumentIndex()
    const { novel, isWaiting } = index.apply(firstOf(1, text('a'), skip(1), text('c', { origin: [1, 1] })))
    expect(isWaiting).toBe(true)
    expect(hex(novel?.bytes ?? Uint8Array.of())).toBe(hex(firstOf(1, text('a'))))
    expect(clocksOf(index.stateVector())).toEqual([[1, 1]])
  })

  it('[IDX5] never all or nothing: what can be taken of an update is', () => {
    const index = new DocumentIndex()
    const half = encodedUpdate([
      { client: 2, clock: 0, structs: [text('b', { origin: [9, 0] })] },
      { client: 1, clock: 0, structs: [text('a'), skip(3), text('z', { origin: [1, 0] })] },
    ])
    expect(index.apply(half)).toMatchObject({ log: half, isWaiting: true })
    expect(textOf(index)).toBe('a')
  })
})

describe('what is handed on', () => {
  const known = (): DocumentIndex => {
    const index = new DocumentIndex()
    index.apply(firstOf(7, text('0123456789')))
    return index
  }

  it('[IDX9] the very bytes that came, when all of it is new and in order', () => {
    const index = known()
    const update = encodedUpdate(
      [{ client: 7, clock: 10, structs: [text('x', { origin: [7, 9] })] }],
      [
        [
          7,
          [
            [0, 2],
            [4, 1],
          ],
        ],
      ],
    )
    const { novel, log, isWaiting } = index.apply(update)
    expect(novel?.bytes).toBe(update)
    expect(log).toBe(update)
    expect(isWaiting).toBe(false)
  })

  it('[IDX9] not bytes with known structs, disordered clients, or a gap', () => {
    const ascending = encodedUpdate([
      { client: 1, clock: 0, structs: [text('a')] },
      { client: 2, clock: 0, structs: [text('b')] },
    ])
    const { novel } = new DocumentIndex().apply(ascending)
    expect(Y.decodeUpdate(novel?.bytes ?? ascending).structs.map((each) => each.id.client)).toEqual([2, 1])
    const overlap = encodedUpdate([
      { client: 7, clock: 9, structs: [text('9', { origin: [7, 8] }), text('ab', { origin: [7, 9] })] },
    ])
    expect(hex(known().apply(overlap).novel?.bytes ?? overlap)).toBe(hex(next(7, 10, 'ab')))
  })

  it('[IDX9] not deletes that are disordered, overlapping, or known in part', () => {
    const clean = hex(deleting(7, [1, 3]))
    for (const ranges of [
      [
        [2, 2],
        [1, 1],
      ],
      [
        [1, 3],
        [2, 1],
      ],
    ] as const) {
      const { novel, log } = known().apply(deleting(7, ...ranges))
      expect(hex(novel?.bytes ?? Uint8Array.of())).toBe(clean)
      expect(log).toBe(novel?.bytes)
    }
    const index = known()
    index.apply(deleting(7, [2, 1]))
    expect(hex(index.apply(deleting(7, [1, 3])).novel?.bytes ?? Uint8Array.of())).toBe(
      hex(deleting(7, [1, 1], [3, 1])),
    )
  })

  it('[IDX9] nothing, when nothing is new', () => {
    const index = known()
    index.apply(deleting(7, [3, 4]))
    for (const update of [
      firstOf(7, text('0123456789')),
      firstOf(7, text('01')),
      deleting(7, [4, 2]),
      Uint8Array.of(0, 0),
    ]) {
      expect(index.apply(update)).toMatchObject({ novel: null, log: null, isWaiting: false })
    }
  })

  it('[IDX9] an early delete that is already held is not let out with the next update', () => {
    const index = known()
    index.apply(deleting(7, [12, 1]))
    const update = encodedUpdate(
      [{ client: 7, clock: 10, structs: [text('a', { origin: [7, 9] })] }],
      [
        [
          7,
          [
            [0, 1],
            [12, 1],
          ],
        ],
      ],
    )
    const { novel } = index.apply(update)
    expect(Y.decodeUpdate(novel?.bytes ?? update).ds.clients.get(7)).toEqual([{ clock: 0, len: 1 }])
  })

  it('[IDX33] says whether it knows all of an update without taking it in', () => {
    const index = known()
    index.apply(deleting(7, [3, 4]))
    for (const update of [
      index.fullState(),
      firstOf(7, text('012')),
      deleting(7, [3, 1], [5, 2]),
      Uint8Array.of(0, 0),
    ]) {
      expect(index.covers(update)).toBe(true)
    }
    for (const update of [next(7, 10, 'a'), deleting(7, [2, 2]), deleting(8, [0, 1]), firstOf(8, gc(1))]) {
      expect(index.covers(update)).toBe(false)
      expect(index.covers(index.fullState())).toBe(true)
    }
    index.apply(deleting(7, [20, 1]))
    expect(index.covers(deleting(7, [20, 1]))).toBe(false)
    index.apply(next(7, 11, 'waits'))
    expect(index.covers(next(7, 11, 'waits'))).toBe(false)
  })
})

describe('memory', () => {
  it.each([
    ['an array', new Uint8Array(30_000)],
    ['a Node buffer, whose slices are views', Buffer.alloc(30_000)],
  ])('[IDX10] keeps copies: the memory of a socket may be reused at once, be it %s', (_kind, buffer) => {
    const index = new DocumentIndex()
    for (const update of [firstOf(1, text('hello')), next(1, 5, ' world'), next(2, 3, 'waits')]) {
      buffer.set(update)
      index.apply(buffer.subarray(0, update.length))
      buffer.fill(0xff)
    }
    index.apply(firstOf(2, text('xyz', { origin: [1, 10] })))
    expect(textOf(index)).toBe('hello worldxyzwaits')
    expect(index.retainedBytes).toBeLessThan(2_000)
  })

  it('[IDX10] costs at most half more than the content, typed key by key', () => {
    const index = new DocumentIndex()
    const doc = new Y.Doc()
    doc.clientID = 1_234_567_890
    doc.on('update', (update: Uint8Array) => index.apply(update))
    for (let key = 0; key < 20_000; key++) doc.getText('text').insert(key % 7 === 0 ? 0 : key, 'k')
    expect(index.fullState().length).toBeGreaterThan(200_000)
    expect(index.retainedBytes).toBeLessThan(index.fullState().length * 1.5)
    expect(Math.abs(index.encodedBytes / index.fullState().length - 1)).toBeLessThan(0.05)
  })
})
