import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { startServer } from '../../support/clients/start-server.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'
import { hasStrace } from '../../support/clients/tools.ts'

const closing = closingAfterEach()

/** Every flush takes 300 ms longer; detached, so that signals reach the server and not `strace`. */
const slowDisk = [
  ...['strace', '-D', '-f', '-qq', '-o', '/dev/null'],
  ...['-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:delay_exit=300000'],
]

describe.each([4, 3] as const)('provider %d', (version) => {
  it('shows 0 unsynced changes only when every edit is on disk: kill -9 at that moment loses none', async () => {
    const server = closing(await startServer())
    const ada = closing(stockProvider({ version, wsUrl: server.wsUrl, documentId: 'saved' }))
    await eventually(() => ada.isSaved())
    const killed = new Promise<void>((resolve, reject) => {
      ada.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
        if (number === 0) server.kill('SIGKILL').then(resolve, reject)
      })
    })
    for (let word = 0; word < 20; word++) type(ada, `word${word} `)
    await killed
    const typed = textOf(ada)
    ada.disconnect()
    const again = closing(await startServer({ dataDirectory: server.dataDirectory }))
    const ben = closing(stockProvider({ version, wsUrl: again.wsUrl, documentId: 'saved' }))
    await eventually(() => ben.isSynced())
    expect(textOf(ben)).toBe(typed)
  })

  it('shows 0 after an offline time only when all of what was typed there is on disk', async () => {
    const server = closing(await startServer())
    const ada = closing(stockProvider({ version, wsUrl: server.wsUrl, documentId: 'saved' }))
    await eventually(() => ada.isSaved())
    ada.disconnect()
    await eventually(() => !ada.isSynced())
    for (let word = 0; word < 20; word++) type(ada, `word${word} `)
    const killed = new Promise<void>((resolve, reject) => {
      ada.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
        if (number === 0) server.kill('SIGKILL').then(resolve, reject)
      })
    })
    ada.connect()
    await killed
    const typed = textOf(ada)
    ada.disconnect()
    const again = closing(await startServer({ dataDirectory: server.dataDirectory }))
    const ben = closing(stockProvider({ version, wsUrl: again.wsUrl, documentId: 'saved' }))
    await eventually(() => ben.isSynced())
    expect(textOf(ben)).toBe(typed)
  })

  it.skipIf(!hasStrace())('stays above 0 as long as the disk takes', async () => {
    const made = closing(await startServer())
    await made.kill('SIGTERM')
    const { dataDirectory } = made
    const server = closing(await startServer({ dataDirectory, wrapper: slowDisk, timeoutMs: 60_000 }))
    const ada = closing(stockProvider({ version, wsUrl: server.wsUrl, documentId: 'slow' }))
    await eventually(() => ada.isSaved(), { timeoutMs: 30_000 })
    const startedAt = performance.now()
    type(ada, 'patience')
    expect(ada.provider.unsyncedChanges).toBe(1)
    await eventually(() => ada.isSaved(), { timeoutMs: 30_000 })
    expect(performance.now() - startedAt).toBeGreaterThan(250)
  })
})
