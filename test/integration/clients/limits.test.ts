import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { inProcessServer } from '../../support/clients/in-process-server.ts'
import { joinedRawClient, rawClient } from '../../support/clients/raw-client.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'

const closing = closingAfterEach()
const documentId = 'limits'
const allowed = { isAllowed: true, access: 'read-write', user: null } as const

describe('before authentication', () => {
  it('a socket that never authenticates is closed with 4408', async () => {
    const { wsUrl } = closing(await inProcessServer({ config: { authTimeoutMs: 200 } }))
    const silent = closing(await rawClient({ wsUrl, dialect: 'hocuspocus', documentId }))
    silent.send({ type: 'step1', stateVector: Uint8Array.of(0) })
    await eventually(() => silent.closed)
    expect(silent.closed?.code).toBe(4408)
    expect(silent.received).toEqual([])
  })

  it.each(clientKinds)(
    '$name: more than may be queued is typed meanwhile, and none of it is lost',
    async (kind) => {
      const authorize = async () => {
        await delay(300)
        return allowed
      }
      const { wsUrl } = closing(await inProcessServer({ authorize }))
      const ada = closing(kind.open({ wsUrl, documentId }))
      await eventually(() => ada.record.opens === 1)
      for (let page = 0; page < 10; page++) type(ada, `${page}`.padEnd(100_000, '.'))
      const reader = closing(stockProvider({ version: 4, wsUrl, documentId }))
      await eventually(() => textOf(reader) === textOf(ada))
      if (kind.dialect === 'hocuspocus') await eventually(() => ada.isSaved())
      expect(ada.record.closes).toEqual([])
    },
  )
})

describe('a message over the limit', () => {
  it.each(['hocuspocus', 'y-websocket'] as const)(
    'ends a %s socket with 1009, and nobody else',
    async (dialect) => {
      const { wsUrl } = closing(await inProcessServer({ config: { maxFrameBytes: 10_000 } }))
      const bystander = closing(await joinedRawClient({ wsUrl, dialect: 'hocuspocus', documentId }))
      const large = closing(await joinedRawClient({ wsUrl, dialect, documentId }))
      large.send({ type: 'update', update: new Uint8Array(10_001) })
      await eventually(() => large.closed)
      expect(large.closed?.code).toBe(1009)
      expect(bystander.closed).toBeNull()
    },
  )
})

describe('presence over the limit', () => {
  it('[AWR3] is not shown to others, and its owner keeps the document; at the limit it is shown', async () => {
    const { wsUrl, counters } = closing(await inProcessServer())
    const ada = closing(stockProvider({ version: 4, wsUrl, documentId }))
    const ben = closing(stockProvider({ version: 4, wsUrl, documentId }))
    await eventually(() => ada.isSaved() && ben.isSaved())
    const stateOfBytes = (bytes: number) => ({ name: 'x'.repeat(bytes - '{"name":""}'.length) })
    const seen = () => ben.awareness?.getStates().get(ada.document.clientID)?.name?.length
    ada.awareness?.setLocalState(stateOfBytes(8192))
    await eventually(() => seen() === 8192 - 11)
    ada.awareness?.setLocalState(stateOfBytes(8193))
    await eventually(() => counters.presenceIgnored === 1)
    type(ada, 'still writing')
    await eventually(() => textOf(ben) === 'still writing' && ada.isSaved())
    expect(seen()).toBe(8192 - 11)
    expect(ada.denials).toEqual([])
  })
})

describe('ping', () => {
  it('is answered with pong, without an address', async () => {
    const { wsUrl } = closing(await inProcessServer())
    const client = closing(await rawClient({ wsUrl, dialect: 'hocuspocus', documentId }))
    const frames: Uint8Array[] = []
    client.socket
      .removeAllListeners('message')
      .on('message', (data: Buffer) => frames.push(new Uint8Array(data)))
    client.sendBytes(Uint8Array.of(9))
    await eventually(() => frames.length > 0)
    expect(frames).toEqual([Uint8Array.of(10)])
  })
})

describe('a text message', () => {
  it('is read as its UTF-8 bytes', async () => {
    const { wsUrl } = closing(await inProcessServer())
    const client = closing(await rawClient({ wsUrl, dialect: 'hocuspocus', documentId }))
    const auth = String.fromCharCode(documentId.length, ...Buffer.from(documentId), 2, 0, 0)
    client.socket.send(auth)
    await client.next('authenticated')
  })
})
