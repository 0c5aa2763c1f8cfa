import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { sharedServer } from '../../support/clients/shared-server.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
import { providerSocket, stockProvider } from '../../support/clients/stock-provider.ts'
import { stockYWebsocket } from '../../support/clients/stock-y-websocket.ts'

const shared = sharedServer()
const closing = closingAfterEach()

describe.each(clientKinds)('$name', (kind) => {
  it('two people see each other type, and each other', async () => {
    const documentId = shared.fresh()
    const ada = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    const ben = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'hello')
    ada.awareness?.setLocalStateField('name', 'Ada')
    await eventually(() => textOf(ben) === 'hello')
    await eventually(() => ben.awareness?.getStates().get(ada.document.clientID)?.name === 'Ada')
    type(ben, ' you')
    await eventually(() => textOf(ada) === 'hello you')
    expect(ada.record.opens).toBe(1)
  })

  it('finds what was typed before it came', async () => {
    const documentId = shared.fresh()
    const ada = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    await eventually(() => ada.isSynced())
    type(ada, 'early')
    ada.awareness?.setLocalStateField('name', 'Ada')
    const carl = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    await eventually(() => textOf(carl) === 'early')
    await eventually(() => carl.awareness?.getStates().get(ada.document.clientID)?.name === 'Ada')
  })

  it('types before it is connected, and nothing is lost', async () => {
    const documentId = shared.fresh()
    const ada = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    type(ada, 'impatient')
    const ben = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    await eventually(() => textOf(ben) === 'impatient')
  })

  it('works without awareness', async () => {
    const documentId = shared.fresh()
    const options = { wsUrl: shared.server.wsUrl, documentId, withAwareness: false }
    const ada = closing(kind.open(options))
    const ben = closing(kind.open(options))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'quiet')
    await eventually(() => textOf(ben) === 'quiet')
  })
})

describe.each([4, 3] as const)('provider %d, several documents on one socket', (version) => {
  it('keeps them apart and saves each', async () => {
    const { wsUrl } = shared.server
    const socket = closing(providerSocket({ version, wsUrl }))
    const ids = [shared.fresh(), shared.fresh(), shared.fresh()]
    const mine = ids.map((documentId) => closing(stockProvider({ version, wsUrl, documentId, socket })))
    const theirs = ids.map((documentId) => closing(stockProvider({ version, wsUrl, documentId })))
    await eventually(() => [...mine, ...theirs].every((client) => client.isSynced()))
    for (const [index, client] of mine.entries()) type(client, `text ${index}`)
    await eventually(() => theirs.every((client, index) => textOf(client) === `text ${index}`))
    await eventually(() => mine.every((client) => client.isSaved()))
    expect(socket.record.opens).toBe(1)
  })

  it('goes on with the others when one is closed', async () => {
    const { wsUrl } = shared.server
    const socket = closing(providerSocket({ version, wsUrl }))
    const [left, kept] = [shared.fresh(), shared.fresh()]
    const leaving = stockProvider({ version, wsUrl, documentId: left, socket })
    const staying = closing(stockProvider({ version, wsUrl, documentId: kept, socket }))
    await eventually(() => leaving.isSynced() && staying.isSynced())
    leaving.destroy()
    type(staying, 'still here')
    await eventually(() => staying.isSaved())
    expect(socket.record.closes).toEqual([])
  })
})

describe('provider 4 with sessionAwareness', () => {
  it('two providers of one document share one socket, as two people', async () => {
    const { wsUrl } = shared.server
    const documentId = shared.fresh()
    const socket = closing(providerSocket({ version: 4, wsUrl }))
    const options = { version: 4, wsUrl, documentId, socket, sessionAwareness: true } as const
    const ada = closing(stockProvider(options))
    const ben = closing(stockProvider(options))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'one socket')
    ada.provider.setAwarenessField('name', 'Ada')
    await eventually(() => textOf(ben) === 'one socket')
    await eventually(() => ben.awareness?.getStates().get(ada.document.clientID)?.name === 'Ada')
    await eventually(() => ada.isSaved() && ben.isSaved())
    expect(socket.record.opens).toBe(1)
  })
})

describe('both dialects at once', () => {
  it.each(['Über raum/1', 'plain', '文書/二', '100%', 'a?b#c'])('%s is one document', async (documentId) => {
    const { wsUrl } = shared.server
    const roomName = /[?#%]/.test(documentId) ? encodeURIComponent(documentId) : documentId
    const ada = closing(stockProvider({ version: 4, wsUrl, documentId }))
    const old = closing(stockProvider({ version: 3, wsUrl: `${wsUrl}/hocuspocus`, documentId }))
    const ben = closing(stockYWebsocket({ version: 3, wsUrl, documentId: roomName }))
    await eventually(() => ada.isSynced() && old.isSynced() && ben.isSynced())
    type(ada, 'A')
    await eventually(() => textOf(ben) === 'A')
    type(ben, 'B')
    await eventually(() => textOf(ada) === 'AB' && textOf(old) === 'AB')
    ada.provider.setAwarenessField('name', 'Ada')
    ben.provider.awareness.setLocalStateField('name', 'Ben')
    const nameOf = (of: typeof ada | typeof ben, seenBy: typeof ada | typeof ben) =>
      seenBy.awareness?.getStates().get(of.document.clientID)?.name
    await eventually(
      () => nameOf(ada, ben) === 'Ada' && nameOf(ben, ada) === 'Ben' && nameOf(ben, old) === 'Ben',
    )
  })

  it('a trailing slash makes another document', async () => {
    const { wsUrl } = shared.server
    const ada = closing(stockProvider({ version: 4, wsUrl, documentId: 'slash' }))
    const ben = closing(stockYWebsocket({ version: 3, wsUrl, documentId: 'slash/' }))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'not yours')
    await eventually(() => ada.isSaved())
    expect(textOf(ben)).toBe('')
  })
})
