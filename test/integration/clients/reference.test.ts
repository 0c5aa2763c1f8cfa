import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { hocuspocusServer, yWebsocketServer } from '../../support/clients/reference-servers.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'

const servers = { hocuspocus: hocuspocusServer, 'y-websocket': yWebsocketServer } as const

/** If these fail, a client or a tool of ours is at fault, not the server. */
describe('test clients against the servers they were written for', () => {
  const closing = closingAfterEach()

  it.each(clientKinds)('$name: two people see each other', async (kind) => {
    const { wsUrl } = closing(await servers[kind.dialect]())
    const ada = closing(kind.open({ wsUrl, documentId: kind.name }))
    const ben = closing(kind.open({ wsUrl, documentId: kind.name }))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'hello')
    ada.awareness?.setLocalStateField('name', 'Ada')
    await eventually(() => textOf(ben) === 'hello')
    await eventually(() => ben.awareness?.getStates().get(ada.document.clientID)?.name === 'Ada')
    expect(ada.record.opens).toBe(1)
  })
})
