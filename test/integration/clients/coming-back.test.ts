import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { type ClientKind, clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import type { RunningServer } from '../../support/clients/start-server.ts'
import { startServer } from '../../support/clients/start-server.ts'
import { type StockClient, textOf, type } from '../../support/clients/stock-client.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'

/** What passes: a restart, a disk that fails for a while. Clients come back by themselves with all they typed. */
const closing = closingAfterEach()

/** From now on every write to a file fails, as on a full disk; `null` makes room again. */
function limitFileSize(server: RunningServer, bytes: number | null): void {
  const limit = `--fsize=${bytes ?? 'unlimited'}:unlimited`
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(server.pid), limit])
  if (status !== 0) throw new Error(String(stderr))
}

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

interface Visitor {
  readonly kind: ClientKind
  readonly documentId: string
  readonly client: StockClient
}

/** One client of every kind, each on a document of its own, synced. */
async function everyKind(server: RunningServer): Promise<readonly Visitor[]> {
  const visitors = clientKinds.map((kind) => {
    const documentId = `of ${kind.name}`
    return { kind, documentId, client: closing(kind.open({ wsUrl: server.wsUrl, documentId })) }
  })
  await eventually(() => visitors.every(({ client }) => client.isSynced()))
  return visitors
}

const reading = (server: RunningServer, documentId: string) =>
  closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId }))

/** What each kind is expected to have, by name, so that a failure says whose it is. */
const byKind = <T>(visitors: readonly Visitor[], of: (visitor: Visitor) => T) =>
  Object.fromEntries(visitors.map((visitor) => [visitor.kind.name, of(visitor)]))

const allSaved = (visitors: readonly Visitor[]) =>
  visitors.every(({ kind, client }) => kind.dialect === 'y-websocket' || client.isSaved())

describe('a restart', () => {
  it('closes every kind of client with 1012; each comes back with what it typed meanwhile', async () => {
    const first = closing(await startServer())
    const visitors = await everyKind(first)
    for (const { client } of visitors) type(client, 'before ')
    await first.kill('SIGTERM')
    await eventually(() => visitors.every(({ client }) => client.record.closes.length > 0))
    expect(byKind(visitors, ({ client }) => client.record.closes[0]?.code)).toEqual(
      byKind(visitors, () => 1012),
    )
    for (const { client } of visitors) type(client, 'meanwhile ')
    const { dataDirectory, url } = first
    const second = closing(await startServer({ dataDirectory, port: Number(new URL(url).port) }))
    const readers = visitors.map(({ documentId }) => reading(second, documentId))
    await eventually(() => readers.every((reader) => textOf(reader) === 'before meanwhile '), {
      timeoutMs: 30_000,
    })
    await eventually(() => allSaved(visitors))
    expect(visitors.flatMap(({ client }) => client.denials)).toEqual([])
  })
})

describe.skipIf(!hasPrlimit)('a disk that fails for a while', () => {
  it('editing together goes on, nothing is said to be saved, and saving resumes by itself', async () => {
    const server = closing(await startServer())
    const visitors = await everyKind(server)
    const partners = visitors.map(({ documentId }) => reading(server, documentId))
    await eventually(() => partners.every((partner) => partner.isSaved()))
    limitFileSize(server, 0)
    for (const { client } of visitors) type(client, 'A')
    await eventually(() => partners.every((partner) => textOf(partner) === 'A'))
    for (const partner of partners) type(partner, 'B')
    await eventually(() => visitors.every(({ client }) => textOf(client) === 'AB'))
    expect(partners.map((partner) => partner.isSaved())).toEqual(partners.map(() => false))
    limitFileSize(server, null)
    await eventually(() => partners.every((partner) => partner.isSaved()), { timeoutMs: 30_000 })
    await server.kill('SIGKILL')
    const again = closing(await startServer({ dataDirectory: server.dataDirectory }))
    const readers = visitors.map(({ documentId }) => reading(again, documentId))
    await eventually(() => readers.every((reader) => reader.isSynced()))
    expect(readers.map(textOf)).toEqual(readers.map(() => 'AB'))
  })

  it('writes past the bound are turned away, and offered again once there is room', async () => {
    const server = closing(await startServer({ flags: ['--max-unsaved-bytes', '4096'] }))
    const visitors = await everyKind(server)
    limitFileSize(server, 0)
    for (const { client } of visitors) type(client, 'x'.repeat(5000))
    await eventually(async () => ((await server.counters()).unsavedBytes ?? 0) > 4096)
    for (const { client } of visitors) type(client, 'refused, for now')
    limitFileSize(server, null)
    await eventually(() => visitors.every(({ client }) => client.record.closes.length > 0), {
      timeoutMs: 30_000,
    })
    expect(byKind(visitors, ({ client }) => client.record.closes[0]?.code)).toEqual(
      byKind(visitors, () => 1013),
    )
    const readers = visitors.map(({ documentId }) => reading(server, documentId))
    const text = `${'x'.repeat(5000)}refused, for now`
    await eventually(() => readers.every((reader) => textOf(reader) === text), { timeoutMs: 30_000 })
    await eventually(() => allSaved(visitors))
    expect(visitors.flatMap(({ client }) => client.denials)).toEqual([])
  })
})
