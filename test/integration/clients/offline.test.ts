import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { sharedServer } from '../../support/clients/shared-server.ts'
import type { StockClient } from '../../support/clients/stock-client.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
import { tcpProxy } from '../../support/clients/tcp-proxy.ts'

const shared = sharedServer()
const closing = closingAfterEach()

const cursorOf = (who: StockClient, seenBy: StockClient) =>
  seenBy.awareness?.getStates().get(who.document.clientID)?.cursor

/** Each word is there once, whatever the order. */
function expectWords(text: string, words: readonly string[]): void {
  expect(text.trim().split(/\s+/).toSorted()).toEqual([...words].toSorted())
}

describe.each(clientKinds)('$name', (kind) => {
  it('goes offline and comes back: both sides merge and nothing doubles', async () => {
    const { wsUrl } = shared.server
    const documentId = shared.fresh()
    const ada = closing(kind.open({ wsUrl, documentId }))
    const ben = closing(kind.open({ wsUrl, documentId }))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'before ')
    await eventually(() => textOf(ben) === 'before ')
    ada.disconnect()
    await eventually(() => !ada.isSynced())
    for (const word of ['mine1 ', 'mine2 ', 'mine3 ']) type(ada, word)
    for (const word of ['theirs1 ', 'theirs2 ']) type(ben, word)
    ada.connect()
    const words = ['before', 'mine1', 'mine2', 'mine3', 'theirs1', 'theirs2']
    await eventually(() => textOf(ada) === textOf(ben) && textOf(ada).length === words.join(' ').length + 1)
    expectWords(textOf(ada), words)
    ada.awareness?.setLocalStateField('cursor', 7)
    await eventually(() => cursorOf(ada, ben) === 7, { timeoutMs: 2_000, what: 'the cursor' })
  })

  it('comes back past a socket that the server still believes in', async () => {
    const documentId = shared.fresh()
    const proxy = closing(await tcpProxy(shared.server.wsUrl))
    const ada = closing(kind.open({ wsUrl: proxy.wsUrl, documentId }))
    const ben = closing(kind.open({ wsUrl: shared.server.wsUrl, documentId }))
    await eventually(() => ada.isSynced() && ben.isSynced())
    type(ada, 'before ')
    ada.awareness?.setLocalStateField('cursor', 1)
    await eventually(() => textOf(ben) === 'before ' && cursorOf(ada, ben) === 1)
    proxy.pause()
    type(ada, 'unsent ')
    type(ben, 'unseen ')
    proxy.abandon()
    proxy.resume()
    await eventually(() => ada.record.opens === 2 && ada.isSynced())
    await eventually(
      () => textOf(ada) === textOf(ben) && textOf(ben).length === 'before unsent unseen '.length,
    )
    expectWords(textOf(ben), ['before', 'unsent', 'unseen'])
    ada.awareness?.setLocalStateField('cursor', 2)
    await eventually(() => cursorOf(ada, ben) === 2, { timeoutMs: 2_000, what: 'the cursor' })
    ben.awareness?.setLocalStateField('cursor', 3)
    await eventually(() => cursorOf(ben, ada) === 3, { timeoutMs: 2_000, what: "the other's cursor" })
  })

  it('is sent next to nothing when it is up to date', async () => {
    const { server } = shared
    const documentId = shared.fresh()
    const ada = closing(kind.open({ wsUrl: server.wsUrl, documentId }))
    await eventually(() => ada.isSynced())
    const text = ada.document.getText('text')
    for (let line = 0; line < 200; line++) text.insert(text.length, `line ${line}\n`)
    for (let line = 0; line < 50; line++) text.delete(line * 10, 3)
    const ben = closing(kind.open({ wsUrl: server.wsUrl, documentId }))
    await eventually(() => textOf(ben) === textOf(ada) && ben.isSynced())
    ben.destroy()
    const rowsBefore = await server.counters()
    ada.disconnect()
    await eventually(() => !ada.isSynced())
    ada.record.received.length = 0
    ada.connect()
    await eventually(() => ada.isSynced())
    if (kind.dialect === 'hocuspocus') await eventually(() => ada.isSaved())
    const received = ada.record.received.reduce((bytes, frame) => bytes + frame.length, 0)
    const deleteSet = Y.encodeStateAsUpdate(ada.document, Y.encodeStateVector(ada.document)).length
    expect(received).toBeLessThanOrEqual(200 + deleteSet)
    const { rowsLogged, documentsLoaded } = await server.counters()
    expect({ rowsLogged, documentsLoaded }).toEqual({
      rowsLogged: rowsBefore.rowsLogged,
      documentsLoaded: rowsBefore.documentsLoaded,
    })
  })
})
