import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { clientKinds } from '../../support/clients/client-kinds.ts'
import { eventually } from '../../support/clients/eventually.ts'
import type { RunningServer } from '../../support/clients/start-server.ts'
import { startServer } from '../../support/clients/start-server.ts'
import { textOf, type } from '../../support/clients/stock-client.ts'
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

describe('a restart', () => {
  it.each(clientKinds)(
    'closes $name with 1012 and finds it again, with what it typed meanwhile',
    async (kind) => {
      const first = closing(await startServer())
      const client = closing(kind.open({ wsUrl: first.wsUrl, documentId: 'restarted' }))
      await eventually(() => client.isSynced())
      type(client, 'before ')
      await first.kill('SIGTERM')
      await eventually(() => client.record.closes.length > 0)
      expect(client.record.closes[0]?.code).toBe(1012)
      expect(client.denials).toEqual([])
      type(client, 'meanwhile ')
      const { dataDirectory, url } = first
      const second = closing(await startServer({ dataDirectory, port: Number(new URL(url).port) }))
      const reader = closing(stockProvider({ version: 4, wsUrl: second.wsUrl, documentId: 'restarted' }))
      await eventually(() => textOf(reader) === 'before meanwhile ', { timeoutMs: 30_000 })
      if (kind.dialect === 'hocuspocus') await eventually(() => client.isSaved())
    },
  )
})

describe.skipIf(!hasPrlimit)('a disk that fails for a while', () => {
  it.each(clientKinds)('$name: editing together goes on, and saving resumes by itself', async (kind) => {
    const server = closing(await startServer())
    const ada = closing(kind.open({ wsUrl: server.wsUrl, documentId: 'full' }))
    const ben = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'full' }))
    await eventually(() => ada.isSynced() && ben.isSaved())
    limitFileSize(server, 0)
    type(ada, 'A')
    await eventually(() => textOf(ben) === 'A')
    type(ben, 'B')
    await eventually(() => textOf(ada) === 'AB')
    expect(ben.isSaved()).toBe(false)
    limitFileSize(server, null)
    await eventually(() => ben.isSaved(), { timeoutMs: 30_000 })
    await server.kill('SIGKILL')
    const again = closing(await startServer({ dataDirectory: server.dataDirectory }))
    const reader = closing(stockProvider({ version: 4, wsUrl: again.wsUrl, documentId: 'full' }))
    await eventually(() => reader.isSynced())
    expect(textOf(reader)).toBe('AB')
  })

  it.each(clientKinds)('$name: writes past the bound are offered again once there is room', async (kind) => {
    const server = closing(await startServer({ flags: ['--max-unsaved-bytes', '4096'] }))
    const client = closing(kind.open({ wsUrl: server.wsUrl, documentId: 'full' }))
    await eventually(() => client.isSynced())
    limitFileSize(server, 0)
    type(client, 'x'.repeat(5000))
    await eventually(async () => ((await server.counters()).unsavedBytes ?? 0) > 4096)
    type(client, 'refused, for now')
    limitFileSize(server, null)
    await eventually(() => client.record.closes.length > 0, { timeoutMs: 30_000 })
    expect(client.record.closes[0]?.code).toBe(1013)
    expect(client.denials).toEqual([])
    const reader = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'full' }))
    await eventually(() => textOf(reader).endsWith('refused, for now'), { timeoutMs: 30_000 })
    if (kind.dialect === 'hocuspocus') await eventually(() => client.isSaved())
  })
})
