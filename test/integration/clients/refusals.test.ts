import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../server/observability/system-clock.ts'
import { openStorage } from '../../../server/storage/storage.ts'
import { encodeClient } from '../../support/clients/client-codec.ts'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { type ClientKind, clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually, holds } from '../../support/clients/eventually.ts'
import { type InProcessServer, inProcessServer } from '../../support/clients/in-process-server.ts'
import { joinedRawClient, rawClient } from '../../support/clients/raw-client.ts'
import { type StockClient, textOf, type } from '../../support/clients/stock-client.ts'
import { providerSocket, stockProvider } from '../../support/clients/stock-provider.ts'
import { stockYWebsocket } from '../../support/clients/stock-y-websocket.ts'

/** What the stock app sees when it is refused, and how often it comes back: a test per row of the table. */
const closing = closingAfterEach()
const documentId = 'refused'

/** Brings a refusal about for a client of any kind; returns the client it happens to. */
interface Row {
  readonly reason: string
  readonly told: string
  readonly closeCode: number
  provoke(kind: ClientKind): Promise<StockClient>
}

const rows: readonly Row[] = [
  { reason: 'denied', told: 'permission-denied', closeCode: 4403, provoke: denied },
  { reason: 'gone', told: 'gone', closeCode: 4410, provoke: gone },
  { reason: 'quota', told: 'quota', closeCode: 4413, provoke: overQuota },
  { reason: 'too large', told: 'too-large', closeCode: 4413, provoke: tooLarge },
  { reason: 'poison', told: 'poison', closeCode: 4422, provoke: poison },
]

const open = (kind: ClientKind, server: InProcessServer) =>
  closing(kind.open({ wsUrl: server.wsUrl, documentId }))

async function denied(kind: ClientKind): Promise<StockClient> {
  return open(kind, closing(await inProcessServer({ authorize: async () => ({ isAllowed: false }) })))
}

async function gone(kind: ClientKind): Promise<StockClient> {
  return open(kind, closing(await inProcessServer({ config: { store: 'sqlite', data: await erased() } })))
}

let erasedData: Promise<string> | null = null

/** A data directory in which the document was written and then erased; made once, for making it takes a second. */
function erased(): Promise<string> {
  erasedData ??= makeErased()
  return erasedData
}

async function makeErased(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'weft-gone-'))
  const server = await inProcessServer({ config: { store: 'sqlite', data } })
  const author = stockProvider({ version: 4, wsUrl: server.wsUrl, documentId })
  type(author, 'to be erased')
  await eventually(() => author.isSaved())
  author.destroy()
  await server.destroy()
  const storage = await openStorage({ directory: data, clock: systemClock })
  await storage.shardFor(documentId).store.erase(documentId)
  await storage.close()
  return data
}

afterAll(async () => {
  if (erasedData !== null) await rm(await erasedData, { recursive: true, force: true })
})

async function overQuota(kind: ClientKind): Promise<StockClient> {
  const server = closing(await inProcessServer({ config: { maxSessionsPerDocument: 1 } }))
  closing(await joinedRawClient({ wsUrl: server.wsUrl, dialect: 'hocuspocus', documentId }))
  return open(kind, server)
}

async function tooLarge(kind: ClientKind): Promise<StockClient> {
  const server = closing(await inProcessServer({ config: { maxDocumentBytes: 4096 } }))
  const client = open(kind, server)
  await eventually(() => client.isSynced())
  type(client, 'x'.repeat(5000))
  return client
}

async function poison(kind: ClientKind): Promise<StockClient> {
  const client = open(kind, closing(await inProcessServer()))
  await eventually(() => client.isSynced())
  const address = 'provider' in client ? addressOf(client.provider) : documentId
  const update = Uint8Array.of(1, 1, 1, 0xff, 0xff)
  client.record.current?.send(encodeClient(kind.dialect, address, { type: 'update', update }))
  return client
}

const addressOf = (provider: unknown) => (provider as { effectiveName?: string }).effectiveName ?? documentId

const providers = clientKinds.filter((kind) => kind.dialect === 'hocuspocus')
const yWebsockets = clientKinds.filter((kind) => kind.dialect === 'y-websocket')

describe.each(rows)('$reason, for ever', ({ told, closeCode, provoke }) => {
  it.each(providers)('$name is told why, keeps its socket and does not ask again', async (kind) => {
    const client = await provoke(kind)
    await eventually(() => client.denials.length > 0)
    expect(client.denials).toEqual([told])
    type(client, 'ignored')
    await holds(() => client.denials.length === 1 && client.record.attempts === 1, 1_200)
    expect(client.record.closes).toEqual([])
  })

  it('y-websocket 3.1 is told why and gives up', async () => {
    const client = await provoke(yWebsockets[0] as ClientKind)
    await eventually(() => client.record.closes.length > 0)
    expect(client.denials).toEqual([told])
    expect(client.record.closes.map((close) => close.code)).toEqual([closeCode])
    await holds(() => client.record.attempts === 1, 1_200, 'the silence after giving up')
  })

  it.each(yWebsockets.slice(1))(
    '$name is told why, and comes back, as it does after any close',
    async (kind) => {
      const client = await provoke(kind)
      await eventually(() => client.record.closes.length > 0)
      expect(client.denials[0]).toBe(told)
      expect(client.record.closes[0]?.code).toBe(closeCode)
      await eventually(() => client.record.attempts > 1)
      await holds(() => client.record.attempts <= 3, 1_200, 'paced: the refusal lingers')
    },
  )
})

describe('a refused document', () => {
  it.each([4, 3] as const)('leaves the other documents on a socket of provider %d alone', async (version) => {
    const server = closing(await inProcessServer({ config: { maxDocumentBytes: 4096 } }))
    const { wsUrl } = server
    const socket = closing(providerSocket({ version, wsUrl }))
    const refused = closing(stockProvider({ version, wsUrl, documentId, socket }))
    const kept = closing(stockProvider({ version, wsUrl, documentId: 'kept', socket }))
    await eventually(() => refused.isSynced() && kept.isSynced())
    type(refused, 'x'.repeat(5000))
    await eventually(() => refused.denials.length === 1)
    type(kept, 'unharmed')
    await eventually(() => kept.isSaved())
    expect(textOf(kept)).toBe('unharmed')
    expect(refused.provider.unsyncedChanges).toBeGreaterThan(0)
  })

  it('is served again after a later auth on its address', async () => {
    let isAllowed = false
    const authorize = async () =>
      isAllowed ? ({ isAllowed, access: 'read-write', user: null } as const) : ({ isAllowed: false } as const)
    const server = closing(await inProcessServer({ authorize }))
    const client = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId }))
    await eventually(() => client.denials.length === 1)
    isAllowed = true
    await client.provider.sendToken()
    client.provider.startSync()
    await eventually(() => client.isSynced())
  })

  it('over the quota of a connection is refused, the others go on', async () => {
    const server = closing(await inProcessServer({ config: { maxDocumentsPerConnection: 2 } }))
    const { wsUrl } = server
    const socket = closing(providerSocket({ version: 4, wsUrl }))
    const clients = ['one', 'two', 'three'].map((id) =>
      closing(stockProvider({ version: 4, wsUrl, documentId: id, socket })),
    )
    await eventually(() => clients[0]?.isSynced() && clients[1]?.isSynced())
    await eventually(() => clients[2]?.denials.length === 1)
    expect(clients[2]?.denials).toEqual(['quota'])
    expect(socket.record.closes).toEqual([])
  })
})

describe('read-only', () => {
  it.each([4, 3] as const)(
    'provider %d sees what others type; its own edits are never saved',
    async (version) => {
      const authorize = async ({ token }: { token: string }) =>
        ({ isAllowed: true, access: token === 'reader' ? 'readonly' : 'read-write', user: null }) as const
      const { wsUrl, counters } = closing(await inProcessServer({ authorize }))
      const writer = closing(stockProvider({ version, wsUrl, documentId }))
      const reader = closing(stockProvider({ version, wsUrl, documentId, token: 'reader' }))
      await eventually(() => writer.isSaved() && reader.isSaved())
      expect(reader.provider.authorizedScope).toBe('readonly')
      type(writer, 'news')
      await eventually(() => textOf(reader) === 'news')
      const rowsBefore = counters.rowsLogged
      type(reader, ' graffiti')
      await holds(() => reader.provider.unsyncedChanges > 0 && textOf(writer) === 'news', 300)
      expect(counters.rowsLogged).toBe(rowsBefore)
    },
  )
})

describe('overload, for now', () => {
  it('every kind of client is closed with 1013, comes back by itself and gets in when there is room', async () => {
    const config = { maxMemoryBytes: 1024 * 1024, maxDocumentBytes: 8 * 1024 * 1024, idleUnloadMs: 0 }
    const server = closing(await inProcessServer({ config }))
    const { wsUrl } = server
    const hog = closing(stockProvider({ version: 4, wsUrl, documentId: 'large' }))
    type(hog, 'x'.repeat(1024 * 1024))
    await eventually(() => hog.isSaved())
    const clients = clientKinds.map((kind) => open(kind, server))
    await eventually(() => clients.every((client) => client.record.closes.length > 0))
    expect(clients.map((client) => client.record.closes[0]?.code)).toEqual(clients.map(() => 1013))
    expect(clients.flatMap((client) => client.denials)).toEqual([])
    hog.destroy()
    await eventually(() => clients.every((client) => client.isSynced()), { timeoutMs: 30_000 })
  })
})

describe('frames that cannot be read', () => {
  it.each(['hocuspocus', 'y-websocket'] as const)(
    '[WIRE14] end a %s socket, and nobody else',
    async (dialect) => {
      const { wsUrl } = closing(await inProcessServer())
      const ada = closing(stockYWebsocket({ version: 3, wsUrl, documentId }))
      const ben = closing(stockProvider({ version: 4, wsUrl, documentId }))
      await eventually(() => ada.isSynced() && ben.isSynced())
      const attacker = closing(await rawClient({ wsUrl, dialect, documentId }))
      attacker.sendBytes(Uint8Array.of(0xff, 0xff, 0xff))
      await eventually(() => attacker.closed)
      expect(attacker.closed?.code).toBe(dialect === 'hocuspocus' ? 1008 : 4422)
      type(ada, 'unharmed')
      await eventually(() => textOf(ben) === 'unharmed')
      expect([...ada.record.closes, ...ben.record.closes]).toEqual([])
    },
  )
})
