import { encodeAwareness, removedState } from '@weft/shared/protocol/awareness-codec.ts'
import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { type ClientKind, clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually, holds } from '../../support/clients/eventually.ts'
import { joinedRawClient } from '../../support/clients/raw-client.ts'
import { sharedServer } from '../../support/clients/shared-server.ts'
import type { StockClient } from '../../support/clients/stock-client.ts'
import { tcpProxy } from '../../support/clients/tcp-proxy.ts'

const shared = sharedServer()
const closing = closingAfterEach()

const state = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const sees = (client: StockClient, clientId: number) => client.awareness?.getStates().has(clientId) === true

/** y-protocols shows a state only once it was set: the one every client starts with has clock 0. */
function open(kind: ClientKind, wsUrl: string, documentId: string): StockClient {
  const client = kind.open({ wsUrl, documentId })
  client.awareness?.setLocalStateField('name', 'somebody')
  return client
}

describe.each(clientKinds)('$name', (kind) => {
  it('who closes is gone within a second', async () => {
    const documentId = shared.fresh()
    const ada = open(kind, shared.server.wsUrl, documentId)
    const ben = closing(open(kind, shared.server.wsUrl, documentId))
    await eventually(() => sees(ben, ada.document.clientID) && sees(ada, ben.document.clientID))
    ada.destroy()
    await eventually(() => !sees(ben, ada.document.clientID), { timeoutMs: 1_000, what: 'the departure' })
  })

  it('whose connection breaks is gone within a second', async () => {
    const documentId = shared.fresh()
    const proxy = closing(await tcpProxy(shared.server.wsUrl))
    const ada = closing(open(kind, proxy.wsUrl, documentId))
    const ben = closing(open(kind, shared.server.wsUrl, documentId))
    await eventually(() => sees(ben, ada.document.clientID))
    ada.disconnect()
    proxy.cut()
    await eventually(() => !sees(ben, ada.document.clientID), { timeoutMs: 1_000, what: 'the departure' })
  })

  it('sees nobody who left before it came', async () => {
    const documentId = shared.fresh()
    const ben = closing(open(kind, shared.server.wsUrl, documentId))
    const ada = open(kind, shared.server.wsUrl, documentId)
    await eventually(() => sees(ben, ada.document.clientID))
    ada.destroy()
    await eventually(() => !sees(ben, ada.document.clientID))
    const carl = closing(open(kind, shared.server.wsUrl, documentId))
    await eventually(() => sees(carl, ben.document.clientID))
    expect(sees(carl, ada.document.clientID)).toBe(false)
  })

  it('is not removed by a peer that lost sight of it, and not changed by one that claims to be it', async () => {
    const documentId = shared.fresh()
    const ada = closing(open(kind, shared.server.wsUrl, documentId))
    const ben = closing(open(kind, shared.server.wsUrl, documentId))
    ada.awareness?.setLocalStateField('name', 'Ada')
    const clientId = ada.document.clientID
    await eventually(() => ben.awareness?.getStates().get(clientId)?.name === 'Ada')
    const stranger = await joinedRawClient({ ...shared.server, dialect: 'y-websocket', documentId })
    closing(stranger)
    const clock = ada.awareness?.meta.get(clientId)?.clock ?? 0
    stranger.send({ type: 'awareness', update: encodeAwareness([{ clientId, clock, state: removedState }]) })
    stranger.send({
      type: 'awareness',
      update: encodeAwareness([{ clientId, clock: clock + 1, state: removedState }]),
    })
    stranger.send({
      type: 'awareness',
      update: encodeAwareness([{ clientId, clock, state: state({ name: 'Eve' }) }]),
    })
    await holds(() => ben.awareness?.getStates().get(clientId)?.name === 'Ada', 300, 'the presence')
    expect(stranger.closed).toBeNull()
  })
})

describe('a client back past a half-open socket', () => {
  it.each(['hocuspocus', 'y-websocket'] as const)(
    'takes its id over with a greater clock, and the old socket no longer matters (%s)',
    async (dialect) => {
      const documentId = shared.fresh()
      const options = { wsUrl: shared.server.wsUrl, dialect, documentId }
      const watcher = closing(clientKinds[0]?.open({ wsUrl: shared.server.wsUrl, documentId }) as StockClient)
      const old = closing(await joinedRawClient(options))
      const cursor = (clock: number, position: number) => ({
        type: 'awareness' as const,
        update: encodeAwareness([{ clientId: 77, clock, state: state({ position }) }]),
      })
      const seen = () => watcher.awareness?.getStates().get(77)?.position
      old.send(cursor(5, 1))
      await eventually(() => seen() === 1)
      const back = closing(await joinedRawClient(options))
      back.send(cursor(6, 2))
      await eventually(() => seen() === 2)
      old.send(cursor(9, 3))
      await holds(() => seen() === 2, 200, "the newer session's state")
      old.destroy()
      await holds(() => seen() === 2, 300, "the newer session's state")
      back.send(cursor(7, 4))
      await eventually(() => seen() === 4)
      back.destroy()
      await eventually(() => seen() === undefined, { timeoutMs: 1_000, what: 'the departure' })
    },
  )
})
