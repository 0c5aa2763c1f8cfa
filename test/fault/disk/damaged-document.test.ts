import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { startServer } from '../../support/clients/start-server.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'
import { stockYWebsocket } from '../../support/clients/stock-y-websocket.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

const closing = closingAfterEach()

test('[DSK3] a damaged document is refused with its reason; the server lives and serves the others', async () => {
  const dataDirectory = temporaryDirectory()
  const first = await startServer({ dataDirectory })
  for (const documentId of ['damaged', 'whole']) {
    const ada = stockProvider({ version: 4, wsUrl: first.wsUrl, documentId })
    type(ada, `the text of ${documentId}`)
    await eventually(() => ada.isSaved())
    ada.destroy()
  }
  await first.stop()
  flipStoredText(dataDirectory, 'damaged')

  const server = closing(await startServer({ dataDirectory }))
  const ada = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'damaged' }))
  const ben = closing(stockYWebsocket({ version: 3, wsUrl: server.wsUrl, documentId: 'damaged' }))
  const cleo = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'whole' }))
  await eventually(() => cleo.isSaved() && ada.denials.length > 0 && ben.record.closes.length > 0)
  expect(textOf(cleo)).toBe('the text of whole')
  expect(ada.denials).toEqual(['damaged'])
  expect(ben.record.closes[0]?.code).toBe(4422)
  expect(textOf(ada) + textOf(ben)).toBe('')
  expect(server.stderr()).toMatch(/"document":"damaged".*row 1/)
  expect(await server.stop()).toBe(0)
})

/** What a bad disk does: one bit of one stored update is another. */
function flipStoredText(dataDirectory: string, documentId: string): void {
  const shard = createHash('sha256').update(documentId).digest().readUInt32BE(0) % 8
  const database = new DatabaseSync(join(dataDirectory, 'shards', `0${shard}.sqlite`))
  const select = 'SELECT bytes FROM updates WHERE document = (SELECT number FROM documents WHERE id = ?)'
  const bytes = database.prepare(select).get(documentId)?.bytes as Uint8Array
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
  const update = 'UPDATE updates SET bytes = ? WHERE document = (SELECT number FROM documents WHERE id = ?)'
  database.prepare(update).run(bytes, documentId)
  database.close()
}
