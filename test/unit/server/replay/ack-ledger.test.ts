import { describe, expect, it } from 'vitest'
import { AckLedger } from '../../../../server/replay/ack-ledger.ts'

describe('[RPL6] what counts as acknowledged', () => {
  it('is the edit whose bytes the answered update carried', () => {
    const { ledger, edit, acks } = setUp()
    const socket = ledger.openConnection()
    socket.updateSent(edit(1))
    socket.updateSent(edit(2))
    socket.acked(30)
    expect([ledger.unackedCount, ledger.ackedPrefix]).toEqual([1, 1])
    socket.acked(50)
    expect([ledger.unackedCount, ledger.ackedPrefix]).toEqual([0, 2])
    expect(acks).toEqual([29, 48])
  })

  it('is everything made before an answered step 2, and nothing after', () => {
    const { ledger, edit } = setUp()
    const socket = ledger.openConnection()
    edit(1)
    edit(2)
    socket.step2Sent()
    socket.updateSent(edit(3))
    socket.acked(10)
    expect([ledger.unackedCount, ledger.ackedPrefix]).toEqual([1, 2])
  })

  it('is not what an earlier connection left unanswered, until the new one brings it', () => {
    const { ledger, edit } = setUp()
    const first = edit(1)
    ledger.openConnection().updateSent(first)
    const socket = ledger.openConnection()
    const second = edit(2)
    // The provider sends again what it had queued, and only then answers the server's step 1.
    socket.updateSent(second)
    socket.step2Sent()
    socket.acked(10)
    expect([ledger.unackedCount, ledger.ackedPrefix]).toEqual([1, 0])
    socket.acked(10)
    expect(ledger.unackedCount).toBe(0)
  })

  it('counts each edit once, however often it is sent and answered', () => {
    const { ledger, edit, acks } = setUp()
    const socket = ledger.openConnection()
    const update = edit(1)
    socket.updateSent(update)
    socket.step2Sent()
    socket.acked(2)
    socket.acked(3)
    socket.acked(4)
    expect(acks).toHaveLength(1)
  })

  it('never waits for an edit that changed nothing', () => {
    const { ledger } = setUp()
    ledger.noteMade(null, 1)
    expect([ledger.unackedCount, ledger.ackedPrefix]).toEqual([0, 1])
  })
})

/** `edit(n)` makes the n-th edit at n ms and returns its update. */
function setUp() {
  const acks: number[] = []
  const ledger = new AckLedger((afterMs) => acks.push(afterMs))
  const edit = (number: number) => {
    const update = Uint8Array.of(1, number, 255)
    ledger.noteMade({ update, clockEnd: number, deleted: [] }, number)
    return update.slice()
  }
  return { ledger, edit, acks }
}
