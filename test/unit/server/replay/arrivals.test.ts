import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { AckLedger } from '../../../../server/replay/ack-ledger.ts'
import { Arrivals } from '../../../../server/replay/arrivals.ts'
import { ackedSoFar, findMissingDeletes, findMissingInserts } from '../../../../server/replay/lost-acks.ts'
import { type MadeEdit, makeEdit } from '../../../../server/replay/yjs-edit.ts'

describe('[RPL5] an edit has arrived', () => {
  it('when its insertions and its deletions are in the document, and after all before it', () => {
    const { peers, edits } = author([0, 0, 'abc'], [1, 1, ''], [2, 0, 'd'])
    const doc = new Y.Doc()
    const arrivals = new Arrivals(doc, peers)
    const look = () => {
      const seen: number[] = []
      arrivals.advance((_author, number) => seen.push(number))
      return seen
    }
    expect(look()).toEqual([])
    Y.applyUpdate(doc, edits[0].update)
    expect(look()).toEqual([0])
    Y.applyUpdate(doc, edits[2].update)
    expect(look()).toEqual([])
    Y.applyUpdate(doc, edits[1].update)
    expect(look()).toEqual([1, 2])
    expect(look()).toEqual([])
    expect(arrivals.held(0)).toBe(3)
  })

  it('at once when it changed nothing', () => {
    const { peers } = author()
    peers[0]?.ledger.noteMade(null, 0)
    const arrivals = new Arrivals(new Y.Doc(), peers)
    arrivals.advance(() => expect.unreachable('there is nothing that could arrive'))
    expect(arrivals.held(0)).toBe(1)
  })
})

describe('[RPL7] an acknowledged edit is lost', () => {
  const lostOn = (serverHas: number[], acked: number) => {
    const { peers, edits } = author([0, 0, 'abc'], [1, 1, ''], [2, 0, 'd'])
    const server = new Y.Doc()
    for (const number of serverHas) Y.applyUpdate(server, edits[number]?.update ?? new Uint8Array())
    const lost = new Set<number>()
    const search = { peers, acked: [acked], onLost: (_: number, number: number) => lost.add(number) }
    findMissingInserts({ ...search, stateVector: Y.encodeStateVector(server) })
    findMissingDeletes({ ...search, update: Y.encodeStateAsUpdate(server) })
    return [...lost].sort()
  }

  it('when the state vector of the server does not reach it', () => {
    expect(lostOn([0, 1], 3)).toEqual([2])
    expect(lostOn([], 3)).toEqual([0, 1, 2])
  })

  it('when its deletion is not in the delete set of the server', () => {
    expect(lostOn([0, 2], 3)).toEqual([1])
  })

  it('not when it was never acknowledged, and not when the server has it', () => {
    expect(lostOn([], 0)).toEqual([])
    expect(lostOn([0], 1)).toEqual([])
    expect(lostOn([0, 1, 2], 3)).toEqual([])
  })

  it('is judged by the acks that were there when the connection was opened', () => {
    const { peers, edits } = author([0, 0, 'a'], [1, 0, 'b'])
    const socket = peers[0]?.ledger.openConnection()
    socket?.updateSent(edits[0].update)
    expect(ackedSoFar(peers)).toEqual([0])
    socket?.acked(0)
    expect(ackedSoFar(peers)).toEqual([1])
  })
})

/** One author who has made these patches, one edit each. */
function author(...patches: [number, number, string][]) {
  const doc = new Y.Doc()
  doc.clientID = 7
  const ledger = new AckLedger(() => {})
  const edits = patches.map((patch) => makeEdit(doc, [patch], false) as MadeEdit)
  for (const edit of edits) ledger.noteMade(edit, 0)
  return { peers: [{ clientId: 7, ledger }], edits: edits as [MadeEdit, MadeEdit, MadeEdit] }
}
