import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { deleting, encodedUpdate, firstOf, gc, type Id, text } from '../../../support/yjs/encoded-update.ts'
import { hex } from '../../../support/yjs/oracle.ts'

function rangesIn(update: Uint8Array | undefined, client: number): number[][] {
  const ranges = update === undefined ? undefined : Y.decodeUpdate(update).ds.clients.get(client)
  return (ranges ?? []).map(({ clock, len }) => [clock, len])
}

describe('deletes', () => {
  it('[IDX8] are sorted and merged however they come, many at once or one by one', () => {
    const pieces: Id[] = Array.from({ length: 200 }, (_, at) => [(199 - at) * 5, at % 3 === 0 ? 5 : 3])
    const atOnce = new DocumentIndex()
    const oneByOne = new DocumentIndex()
    for (const index of [atOnce, oneByOne]) index.apply(firstOf(1, gc(1_000)))
    atOnce.apply(deleting(1, ...pieces))
    for (const piece of pieces) oneByOne.apply(deleting(1, piece))
    const merged = rangesIn(atOnce.fullState(), 1)
    expect(hex(atOnce.fullState())).toBe(hex(oneByOne.fullState()))
    expect(merged).toEqual(rangesIn(Y.mergeUpdates([deleting(1, ...pieces), deleting(1)]), 1))
    expect(merged.reduce((sum, [, length]) => sum + (length ?? 0), 0)).toBe(67 * 5 + 133 * 3)
  })

  it('[IDX8] in reversed order, 200,000 of them, are no work: one splice each would outlast this test', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(1, gc(1_000_000)))
    const reversed = Array.from({ length: 200_000 }, (_, at): Id => [(199_999 - at) * 4, 2])
    index.apply(encodedUpdate([], [[1, reversed]]))
    expect(rangesIn(index.diff(index.stateVector()), 1)).toHaveLength(200_000)
    index.apply(encodedUpdate([], [[1, reversed.map(([clock]): Id => [clock + 1, 2])]]))
    expect(rangesIn(index.diff(index.stateVector()), 1)).toHaveLength(200_000)
  })

  it('[IDX8] are taken although the structs beside them have to wait', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(1, text('abc')))
    const update = encodedUpdate(
      [{ client: 2, clock: 0, structs: [text('x', { origin: [9, 0] })] }],
      [[1, [[0, 1]]]],
    )
    const { novel, log, isWaiting } = index.apply(update)
    expect(hex(novel?.bytes ?? update)).toBe(hex(deleting(1, [0, 1])))
    expect(log).toBe(update)
    expect(isWaiting).toBe(true)
  })

  it('[IDX8] of what has not come are kept and never sent before it comes', () => {
    const index = new DocumentIndex()
    const early = deleting(1, [2, 6])
    expect(index.apply(early)).toMatchObject({ novel: null, log: early, isWaiting: true })
    expect(rangesIn(index.fullState(), 1)).toEqual([])
    expect(rangesIn(index.apply(firstOf(1, gc(1))).novel?.bytes, 1)).toEqual([])
    const upTo = (clock: number, length: number): Uint8Array =>
      encodedUpdate([{ client: 1, clock, structs: [gc(length)] }])
    expect(rangesIn(index.apply(upTo(1, 4)).novel?.bytes, 1)).toEqual([[2, 3]])
    expect(rangesIn(index.fullState(), 1)).toEqual([[2, 3]])
    expect(rangesIn(index.apply(upTo(5, 9)).novel?.bytes, 1)).toEqual([[5, 3]])
    expect(rangesIn(index.fullState(), 1)).toEqual([[2, 6]])
    expect(index.waitingBytes).toBe(0)
  })

  it('[IDX8] that reach past the end of a client are sent up to it', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(1, gc(5)))
    const { novel, log } = index.apply(deleting(1, [3, 10]))
    expect(rangesIn(novel?.bytes, 1)).toEqual([[3, 2]])
    expect(hex(log ?? Uint8Array.of())).toBe(hex(deleting(1, [3, 10])))
    expect(rangesIn(index.diff(index.stateVector()), 1)).toEqual([[3, 2]])
  })

  it('[IDX12] are sent whole to whoever is up to date, from one cached encoding', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(2, text('abcdef')))
    index.apply(firstOf(1, text('uvwxyz')))
    index.apply(
      encodedUpdate(
        [],
        [
          [
            2,
            [
              [0, 1],
              [3, 2],
            ],
          ],
          [1, [[5, 1]]],
        ],
      ),
    )
    const answer = index.diff(index.stateVector())
    expect(hex(answer)).toBe(
      hex(
        encodedUpdate(
          [],
          [
            [
              2,
              [
                [0, 1],
                [3, 2],
              ],
            ],
            [1, [[5, 1]]],
          ],
        ),
      ),
    )
    expect(index.diff(index.stateVector())).toBe(answer)
    index.apply(deleting(1, [0, 1]))
    expect(rangesIn(index.diff(index.stateVector()), 1)).toEqual([
      [0, 1],
      [5, 1],
    ])
    index.apply(encodedUpdate([{ client: 1, clock: 6, structs: [gc(1)] }]))
    expect(rangesIn(index.diff(index.stateVector()), 1)).toEqual([
      [0, 1],
      [5, 1],
    ])
  })
})
