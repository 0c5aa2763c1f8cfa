import { describe, expect, test } from 'vitest'
import { AckQueue } from '../../../../server/session/ack-queue.ts'

function afterHandshake(): AckQueue {
  const acks = new AckQueue()
  acks.startHandshake()
  acks.add(0)
  acks.noteStep2(0, 0)
  expect(acks.release(0)).toBe(1)
  return acks
}

describe('acknowledgements of a session', () => {
  test('[ACK1] one for each update, once the log is durable through it', () => {
    const acks = afterHandshake()
    acks.add(1)
    acks.add(2)
    expect(acks.release(0)).toBe(0)
    expect(acks.release(1)).toBe(1)
    expect(acks.release(2)).toBe(1)
    expect(acks.isEmpty).toBe(true)
  })

  test('[ACK2] an update that brings nothing new waits for the seq the document had', () => {
    const acks = afterHandshake()
    acks.add(7)
    acks.add(7)
    expect(acks.release(6)).toBe(0)
    expect(acks.release(7)).toBe(2)
  })

  test('[ACK3] during a handshake all leave together, or none', () => {
    const acks = new AckQueue()
    acks.startHandshake()
    for (const seq of [1, 2, 3]) acks.add(seq)
    expect(acks.release(3), 'step 2 has not come').toBe(0)
    acks.add(4)
    acks.noteStep2(4, 0)
    expect(acks.release(3), 'step 2 is not durable').toBe(0)
    expect(acks.release(4)).toBe(4)
  })

  test('[ACK3] a step 1 in mid-session starts a handshake again', () => {
    const acks = afterHandshake()
    acks.add(1)
    acks.startHandshake()
    acks.add(2)
    expect(acks.release(1)).toBe(0)
    acks.add(2)
    acks.noteStep2(2, 0)
    expect(acks.release(2)).toBe(3)
  })

  test('[ACK4] edits dropped before the session was live are acked with the step 2 that brings them again', () => {
    const acks = new AckQueue()
    acks.startHandshake()
    acks.add(5)
    acks.noteStep2(5, 3)
    expect(acks.release(5)).toBe(4)
  })
})
