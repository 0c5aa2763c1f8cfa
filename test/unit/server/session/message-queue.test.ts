import type { ClientMessage } from '@weft/shared/protocol/messages.ts'
import { describe, expect, test } from 'vitest'
import { MessageQueue } from '../../../../server/session/message-queue.ts'

const update = (bytes: number): ClientMessage => ({ type: 'update', update: new Uint8Array(bytes) })
const step1 = (client: number): ClientMessage => ({ type: 'step1', stateVector: Uint8Array.of(1, client, 1) })

function filledWith(...messages: ClientMessage[]) {
  const queue = new MessageQueue()
  for (const message of messages) queue.add(message)
  return queue.takeAll()
}

describe('what waits for a session to be live', () => {
  test('[QUE1] keeps the order', () => {
    expect(filledWith(step1(1), update(1), update(2)).messages.map((message) => message.type)).toEqual([
      'step1',
      'update',
      'update',
    ])
  })

  test('[QUE2] takes edits up to 256 KiB and counts those it drops', () => {
    const { messages, dropped } = filledWith(update(256 * 1024), update(1))
    expect(messages).toHaveLength(1)
    expect(dropped).toBe(1)
    expect(filledWith(update(256 * 1024 - 1), update(1)).dropped).toBe(0)
  })

  test('[QUE2] over the bound a step 1 and an awareness are still taken', () => {
    const awareness: ClientMessage = { type: 'awareness', update: new Uint8Array(3) }
    const { messages } = filledWith(update(256 * 1024), step1(1), awareness)
    expect(messages.map((message) => message.type)).toEqual(['update', 'step1', 'awareness'])
  })

  test('[QUE2] takes 1,000 edits, not one more', () => {
    const edits = (count: number) => filledWith(...Array.from({ length: count }, () => update(1)))
    expect(edits(1000).dropped).toBe(0)
    expect(edits(1001)).toMatchObject({ dropped: 1 })
  })

  test('[QUE3] of several step 1 the newest counts', () => {
    expect(filledWith(step1(1), step1(2)).messages).toEqual([step1(2)])
  })

  test('[QUE4] keeps copies: what came in is a view on a buffer that will be written over', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const queue = new MessageQueue()
    queue.add({ type: 'update', update: bytes })
    bytes.fill(9)
    expect(queue.takeAll().messages).toEqual([{ type: 'update', update: Uint8Array.of(1, 2, 3) }])
  })
})
