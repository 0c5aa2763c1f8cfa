import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { startServer } from '../../support/clients/start-server.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'
import { stockYWebsocket } from '../../support/clients/stock-y-websocket.ts'
import { readColdDocument } from '../../support/storage/cold-reader.ts'
import { FaultyDisk, whyNoStrace } from '../../support/storage/fault-tools.ts'

/** The server as people see it while its disk fails: real clients, and system calls that really fail. */
const closing = closingAfterEach()
const SYNC_FAILS = { syscalls: 'fsync,fdatasync', fault: 'error=EIO' }

async function twoPeople(flags: readonly string[] = []) {
  const server = closing(await startServer({ flags }))
  const { wsUrl } = server
  const ada = closing(stockProvider({ version: 4, wsUrl, documentId: 'd' }))
  const ben = closing(stockYWebsocket({ version: 3, wsUrl, documentId: 'd' }))
  await eventually(() => ada.isSaved() && ben.isSynced())
  return { server, ada, ben }
}

test('[DSK1] while syncs fail people go on editing together, nothing is acked, and saving resumes by itself', async (context) => {
  const reason = whyNoStrace()
  context.skip(reason !== null, reason ?? '')
  const { server, ada, ben } = await twoPeople()
  const disk = await FaultyDisk.begin(server.pid, SYNC_FAILS)
  type(ada, 'typed while the disk fails ')
  await eventually(() => textOf(ben) === textOf(ada))
  type(ben, 'and answered')
  await eventually(() => textOf(ada).endsWith('answered'))
  await eventually(async () => (await fetch(`${server.url}/readyz`)).status === 503, { timeoutMs: 20_000 })
  expect(ada.isSaved(), 'not one ack').toBe(false)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await disk.heal()
  await eventually(() => ada.isSaved(), { timeoutMs: 30_000 })
  expect(ada.record.closes).toEqual([])
  await server.kill('SIGKILL')
  const again = closing(await startServer({ dataDirectory: server.dataDirectory }))
  const cleo = closing(stockProvider({ version: 4, wsUrl: again.wsUrl, documentId: 'd' }))
  await eventually(() => cleo.isSynced())
  expect(textOf(cleo)).toBe(textOf(ada))
})

test('[DSK2] past the bound writes are turned away, and offered again when the disk is back', async (context) => {
  const reason = whyNoStrace()
  context.skip(reason !== null, reason ?? '')
  const { server, ada, ben } = await twoPeople(['--max-unsaved-bytes', '2048'])
  const disk = await FaultyDisk.begin(server.pid, SYNC_FAILS)
  for (let word = 0; word < 40; word++) type(ada, `word ${word} ${'.'.repeat(100)} `)
  await eventually(async () => ((await server.counters()).unsavedBytes ?? 0) >= 2048)
  const { rowsLogged } = await server.counters()
  type(ada, 'turned away')
  ben.document.getArray('still').push(['turned away too'])
  await eventually(async () => ((await server.counters()).updatesReceived ?? 0) > 40)
  expect((await server.counters()).rowsLogged).toBe(rowsLogged)
  expect(ada.isSaved()).toBe(false)
  await disk.heal()
  await eventually(() => ada.record.closes.length > 0, { timeoutMs: 30_000 })
  expect(ada.record.closes[0]?.code).toBe(1013)
  await eventually(() => ada.isSaved() && textOf(ben) === textOf(ada), { timeoutMs: 30_000 })
  expect(textOf(ada).match(/turned away/g)).toHaveLength(1)
  await eventually(() => ada.document.getArray('still').length === 1, { timeoutMs: 30_000 })
  expect(Y.encodeStateVector(ben.document)).toEqual(Y.encodeStateVector(ada.document))
})

test('[DSK4] a disk that never answers does not keep the server from ending, and no acked edit is lost', async (context) => {
  const reason = whyNoStrace()
  context.skip(reason !== null, reason ?? '')
  const { server, ada } = await twoPeople()
  type(ada, 'acked')
  await eventually(() => ada.isSaved())
  // Each sync takes longer than stopping may; a traced process is seen to end only when its delay is over.
  await FaultyDisk.begin(server.pid, { syscalls: 'fsync,fdatasync', fault: 'delay_enter=18000000' })
  type(ada, ', never acked')
  await eventually(async () => ((await server.counters()).rowsLogged ?? 0) === 2)
  const startedAtMs = performance.now()
  await server.kill('SIGTERM')
  expect(performance.now() - startedAtMs).toBeLessThan(25_000)
  expect(ada.isSaved()).toBe(false)
  const [cold] = readColdDocument(server.dataDirectory, 'd')
  expect(Y.decodeUpdate(cold ?? new Uint8Array(2)).structs).not.toEqual([])
})
