import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { sharedServer } from '../../support/clients/shared-server.ts'

const threeMinutesMs = 180_000

/** As `idle.test.ts`, with nothing faked; a minute of CI time is worth more than this adds. */
describe.skipIf(process.env.WEFT_SLOW !== '1')('three minutes of idling in real time', () => {
  const shared = sharedServer()
  const closing = closingAfterEach()

  it('every kind of client, alone, with and without awareness, stays connected', {
    timeout: 240_000,
  }, async () => {
    const open = (withAwareness: boolean) =>
      clientKinds.map((kind) =>
        closing(kind.open({ wsUrl: shared.server.wsUrl, documentId: shared.fresh(), withAwareness })),
      )
    const clients = [...open(true), ...open(false)]
    await eventually(() => clients.every((client) => client.isSynced()))
    await delay(threeMinutesMs)
    expect(clients.map((client) => client.record.opens)).toEqual(clients.map(() => 1))
    expect(clients.flatMap((client) => client.record.closes)).toEqual([])
  })

  it('a client that does not notice its half-open socket comes back by itself', {
    timeout: 240_000,
  }, async () => {
    const { tcpProxy } = await import('../../support/clients/tcp-proxy.ts')
    const proxy = closing(await tcpProxy(shared.server.wsUrl))
    const clients = clientKinds.map((kind) =>
      closing(kind.open({ wsUrl: proxy.wsUrl, documentId: shared.fresh() })),
    )
    await eventually(() => clients.every((client) => client.isSynced()))
    proxy.strand()
    await eventually(() => clients.every((client) => client.record.opens === 2 && client.isSynced()), {
      timeoutMs: 120_000,
    })
  })
})
