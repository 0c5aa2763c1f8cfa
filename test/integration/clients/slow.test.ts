import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { decodeServer } from '../../support/clients/client-codec.ts'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { type ClientKind, clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { joinedRawClient } from '../../support/clients/raw-client.ts'
import { type RunningServer, startServer } from '../../support/clients/start-server.ts'
import { type StockClient, textOf, type } from '../../support/clients/stock-client.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'
import { tcpProxy } from '../../support/clients/tcp-proxy.ts'

const closing = closingAfterEach()
const mebibyte = 1024 * 1024
const documentId = 'slow'

function residentBytes(server: RunningServer): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** Some 8 MiB of presence, which leaves nothing behind in the document: all it can cost is what is queued. */
async function flood(client: StockClient): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    client.awareness?.setLocalStateField('padding', `${round} ${'x'.repeat(7_900)}`)
    await delay(2)
  }
}

/** How long each of some edits takes from one client to another, in milliseconds. */
async function latencies(from: StockClient, to: StockClient, edits: number): Promise<number[]> {
  const taken: number[] = []
  for (let edit = 0; edit < edits; edit++) {
    const arrived = new Promise<void>((resolve) => to.document.once('update', () => resolve()))
    const startedAt = performance.now()
    type(from, `edit${edit} `)
    await arrived
    taken.push(performance.now() - startedAt)
  }
  return taken.toSorted((a, b) => a - b)
}

describe.skipIf(process.platform !== 'linux')('readers of 1 kB/s', () => {
  it('cost at most 10 MiB each, get one merged diff when they drain, and nobody notices', async () => {
    const slowReaders = 5
    const server = closing(await startServer())
    const proxy = closing(await tcpProxy(server.wsUrl))
    const open = (wsUrl: string) => closing(stockProvider({ version: 4, wsUrl, documentId }))
    const [ada, ben] = [open(server.wsUrl), open(server.wsUrl)]
    const slow = Array.from({ length: slowReaders }, () => open(proxy.wsUrl))
    await eventually(() => [ada, ben, ...slow].every((client) => client.isSynced()))
    await flood(ada)
    const undisturbed = await latencies(ada, ben, 40)
    await eventually(() => slow.every((client) => textOf(client) === textOf(ada)))
    const before = residentBytes(server)

    proxy.throttleToClient(1_000)
    // First the kernels on the way fill up, a few MiB for each of them; what comes after is the server's.
    const lagging = async () => (await server.counters()).sessionsLagged ?? 0
    for (let attempt = 0; attempt < 10 && (await lagging()) < slowReaders; attempt++) await flood(ada)
    expect(await lagging()).toBe(slowReaders)
    await flood(ada)
    await flood(ada)
    for (const client of slow) client.record.received.length = 0
    const disturbed = await latencies(ada, ben, 40)
    expect(residentBytes(server) - before).toBeLessThan(slowReaders * 10 * mebibyte)
    expect(disturbed[20]).toBeLessThan(Math.max(20, 3 * (undisturbed[20] ?? 0)))

    proxy.throttleToClient(null)
    await eventually(() => slow.every((client) => textOf(client) === textOf(ada)), { timeoutMs: 30_000 })
    expect(slow.map(updatesReceived)).toEqual(slow.map(() => 1))
    expect(slow.flatMap((client) => client.record.closes)).toEqual([])
    const name = () => slow.map((client) => client.awareness?.getStates().get(ada.document.clientID)?.name)
    ada.awareness?.setLocalStateField('name', 'Ada')
    await eventually(() => name().every((seen) => seen === 'Ada'))
  })
})

function updatesReceived(client: StockClient): number {
  const messages = client.record.received.map((frame) => decodeServer('hocuspocus', frame).message)
  return messages.filter((message) => message.type === 'update' || message.type === 'step2').length
}

/** Twenty megabytes of text; returns it. */
async function writeLargeDocument(server: RunningServer): Promise<string> {
  const author = stockProvider({ version: 4, wsUrl: server.wsUrl, documentId })
  await eventually(() => author.isSynced())
  for (let page = 0; page < 20; page++) type(author, `${page}`.padEnd(1_000_000, '.'))
  await eventually(() => author.isSaved(), { timeoutMs: 60_000 })
  author.destroy()
  return textOf(author)
}

describe('a document of 20 MB', () => {
  const kinds = clientKinds.filter(({ name }) => /4\.8$|3\.1/.test(name))

  it.each(kinds)('reaches $name over 1 MB/s at the first attempt', async (kind: ClientKind) => {
    const server = closing(await startServer())
    const text = await writeLargeDocument(server)
    const proxy = closing(await tcpProxy(server.wsUrl))
    proxy.throttleToClient(1_000_000)
    const joiner = closing(kind.open({ wsUrl: proxy.wsUrl, documentId }))
    await eventually(() => joiner.isSynced(), { timeoutMs: 60_000 })
    expect(textOf(joiner) === text).toBe(true)
    expect(joiner.record.opens).toBe(1)
  })

  it.skipIf(process.env.WEFT_SLOW !== '1')(
    'reaches a patient client over 150 kB/s, however long it takes',
    { timeout: 300_000 },
    async () => {
      const server = closing(await startServer())
      const text = await writeLargeDocument(server)
      const proxy = closing(await tcpProxy(server.wsUrl))
      const joiner = closing(await joinedRawClient({ wsUrl: proxy.wsUrl, dialect: 'hocuspocus', documentId }))
      proxy.throttleToClient(150_000)
      joiner.send({ type: 'step1', stateVector: Uint8Array.of(0) })
      const step2 = await eventually(() => joiner.received.find((message) => message.type === 'step2'), {
        timeoutMs: 240_000,
      })
      const document = new Y.Doc()
      if ('update' in step2) Y.applyUpdate(document, step2.update)
      expect(document.getText('text').toString() === text).toBe(true)
      expect(joiner.closed).toBeNull()
    },
  )
})
