import { describe, expect, it, vi } from 'vitest'

/**
 * Three minutes of idling in virtual time: client and server run on the same faked timers, over real sockets.
 * Faked before anything is imported, because the clients' library keeps its own reference to `Date.now`.
 */
const real = vi.hoisted(() => {
  const { setTimeout } = globalThis
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  return { setTimeout }
})

import type { Clock } from '@weft/shared/clock.ts'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { type InProcessServer, inProcessServer } from '../../support/clients/in-process-server.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'

const closing = closingAfterEach()

/** The server's time is the faked one too. */
const fakedClock: Clock = {
  now: () => Date.now(),
  wallTimeMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  atEndOfTurn: (run) => void setImmediate(run),
}

/** Long enough for a frame to cross the loopback interface, however busy the machine: slack is 20 virtual s. */
const settleNetwork = () => new Promise<void>((resolve) => void real.setTimeout(resolve, 5))

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await vi.advanceTimersByTimeAsync(1000)
    await settleNetwork()
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 400 && !condition(); attempt++) {
    await vi.advanceTimersByTimeAsync(10)
    await settleNetwork()
  }
  expect(condition()).toBe(true)
}

async function startIdleServer(): Promise<InProcessServer> {
  const server = await inProcessServer({ clock: fakedClock })
  closing({ destroy: () => whileTimePasses(server.destroy()) })
  return server
}

async function whileTimePasses(work: Promise<void>): Promise<void> {
  let isDone = false
  const settled = work.finally(() => {
    isDone = true
  })
  while (!isDone) {
    await vi.advanceTimersByTimeAsync(50)
    await settleNetwork()
  }
  await settled
}

describe.each(clientKinds)('$name, alone and idle', (kind) => {
  it.each([true, false])('stays connected for three minutes (awareness: %s)', async (withAwareness) => {
    const server = await startIdleServer()
    const ada = closing(kind.open({ wsUrl: server.wsUrl, documentId: 'idle', withAwareness }))
    await until(() => ada.isSynced())
    await pass(180)
    expect(ada.record.closes).toEqual([])
    expect(ada.record.opens).toBe(1)
    type(ada, 'still here')
    const ben = closing(kind.open({ wsUrl: server.wsUrl, documentId: 'idle' }))
    await until(() => textOf(ben) === 'still here')
  })
})

/** The control: without a word from the server every one of them gives up, so virtual time reaches them. */
describe.each(clientKinds)('$name, at a server that says nothing after the first sync', (kind) => {
  it('leaves after some thirty seconds', async () => {
    const server = await startIdleServer()
    const ada = closing(kind.open({ wsUrl: server.wsUrl, documentId: 'idle', withAwareness: false }))
    await until(() => ada.isSynced())
    ada.record.current?.removeAllListeners('message')
    await pass(45)
    expect(ada.record.attempts).toBeGreaterThan(1)
  })
})
