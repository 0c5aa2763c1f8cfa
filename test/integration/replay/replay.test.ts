import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { loadRecording } from '../../../server/replay/load-recording.ts'
import type { ReplayOptions } from '../../../server/replay/options.ts'
import { type ReplayWorld, runReplay } from '../../../server/replay/replay.ts'
import type { ReplayReport } from '../../../server/replay/report.ts'
import { closingAfterEach } from '../../support/clients/client-group.ts'
import { eventually } from '../../support/clients/eventually.ts'
import { inProcessServer } from '../../support/clients/in-process-server.ts'
import { hocuspocusServer, yWebsocketServer } from '../../support/clients/reference-servers.ts'
import { startServer } from '../../support/clients/start-server.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'
import { readColdDocument } from '../../support/storage/cold-reader.ts'

const root = new URL('../../../', import.meta.url).pathname
const friends = join(root, 'bench/traces/friendsforever.json.gz')
const svelte = join(root, 'bench/traces/sveltecomponent.json.gz')
const scratch = await mkdtemp(join(tmpdir(), 'weft-replay-'))
afterAll(() => rm(scratch, { recursive: true, force: true }))
const closing = closingAfterEach()

describe('weft replay', () => {
  test('[RPL9] two people write a real document through the server, as fast as they can', async () => {
    const server = closing(await startServer())
    const { code, report } = await replay({ file: friends, url: server.wsUrl, document: 'friends' })
    expect(code).toBe(0)
    expect(report).toMatchObject({ outcome: 'done', edits: 26_078, ackedEditsLost: 0, differences: [] })
    expect(report?.editsSent).toBe(26_078 - (report?.editsWithoutEffect ?? 0))
    expect(report?.editsAcked).toBe(report?.editsSent)
    expect(report?.propagationMs?.count).toBeGreaterThan(26_000)
    expect(report?.ackMs?.count).toBe(report?.editsAcked)
  })

  test('[RPL9] one person, many documents at once, through y-websocket, under an odd id', async () => {
    const server = closing(await startServer())
    const { code, report } = await replay({
      ...{ file: svelte, url: server.wsUrl, document: 'Über raum/1', dialect: 'y-websocket', repeat: 2 },
    })
    expect(code).toBe(0)
    expect(report?.documents).toEqual(['Über raum/1-1', 'Über raum/1-2'])
    expect(report).toMatchObject({
      editsSent: 2 * 18_335,
      editsAcked: null,
      ackedEditsLost: null,
      ackMs: null,
    })
    expect(report?.propagationMs?.count).toBe(2 * 18_335)
  })

  test.each([
    ['hocuspocus', hocuspocusServer],
    ['y-websocket', yWebsocketServer],
  ] as const)(
    '[RPL9] plays into the server that %s clients were written for as well',
    async (dialect, start) => {
      const server = closing(await start())
      const file = await typedRecording('a'.repeat(300))
      expect((await replay({ file, url: server.wsUrl, dialect })).code).toBe(0)
    },
  )

  test('[RPL9] a document that was written to before is refused, and nothing is added to it', async () => {
    const server = closing(await startServer())
    const file = await typedRecording('once')
    expect((await replay({ file, url: server.wsUrl })).code).toBe(0)
    const again = await replay({ file, url: server.wsUrl })
    expect(again.code).toBe(64)
    expect(again.err).toMatch(/not empty[\s\S]*--document/)
    const reader = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'typed' }))
    await eventually(() => reader.isSynced())
    expect(reader.document.getText('text').toString()).toBe('once')
  })

  test('[RPL9] a text that differs ends it with 1 and says where', async () => {
    const server = closing(await startServer())
    const stranger = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'typed' }))
    const text = stranger.document.getText('text')
    const file = await typedRecording('b'.repeat(40))
    const playing = replay({ file, url: server.wsUrl, speed: 10 })
    await untilLong(stranger.document, 5)
    text.insert(0, 'X')
    const { code, report } = await playing
    expect(code).toBe(1)
    expect(report?.differences).toMatchObject([{ at: 0, expectedLength: 40, foundLength: 41 }])
  })

  test('[RPL8] a server killed with -9 in the middle: it goes on, nothing acknowledged is lost', async () => {
    const dataDirectory = join(scratch, 'killed')
    let server = await startServer({ dataDirectory })
    const playing = replay({ file: friends, url: server.wsUrl, document: 'friends', speed: 250 })
    const watcher = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'friends' }))
    for (const length of [2_000, 8_000]) {
      await untilLong(watcher.document, length)
      await server.kill('SIGKILL')
      server = await startServer({ dataDirectory, port: Number(new URL(server.url).port) })
    }
    const { code, report } = await playing
    expect(report).toMatchObject({ outcome: 'done', ackedEditsLost: 0, differences: [] })
    expect(report?.reconnects).toBeGreaterThanOrEqual(4)
    expect(code).toBe(0)
    await server.stop()
    const cold = new Y.Doc()
    for (const update of readColdDocument(dataDirectory, 'friends')) Y.applyUpdate(cold, update)
    expect(cold.getText('text').toString()).toBe((await loadRecording(friends)).endContent)
  })

  test('[RPL7] a server that forgets what it acknowledged is found out, although the text is whole', async () => {
    const flags = ['--store', 'memory']
    const first = await startServer({ flags })
    const playing = replay({ file: friends, url: first.wsUrl, document: 'friends', speed: 300 })
    const watcher = closing(stockProvider({ version: 4, wsUrl: first.wsUrl, documentId: 'friends' }))
    await untilLong(watcher.document, 2_000)
    await first.kill('SIGKILL')
    // Or it would bring back what it has seen before anyone can notice.
    watcher.destroy()
    const second = closing(await startServer({ flags, port: Number(new URL(first.url).port) }))
    const { code, report } = await playing
    expect(second.pid).not.toBe(first.pid)
    expect(report?.differences).toEqual([])
    expect(report?.ackedEditsLost).toBeGreaterThan(100)
    expect(code).toBe(1)
  })

  test('[RPL8] Ctrl-C ends it with 130 and what it knows so far', async () => {
    const server = closing(await startServer())
    const watcher = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'slow' }))
    const bin = join(root, 'server/bin/weft.js')
    const args = [
      bin,
      'replay',
      friends,
      '--url',
      server.wsUrl,
      '--document',
      'slow',
      '--speed',
      '5',
      '--json',
    ]
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    await untilLong(watcher.document, 3)
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([130, null])
    expect(JSON.parse(output)).toMatchObject({ outcome: 'interrupted', edits: 26_078, differences: null })
  })

  test('[RPL8] no server: one clear line, and no long wait', async () => {
    const file = await typedRecording('x')
    const { code, err } = await replay({ file, url: 'ws://127.0.0.1:9' }, { connectTimeoutMs: 300 })
    expect(code).toBe(1)
    expect(err).toMatch(/ws:\/\/127\.0\.0\.1:9 did not open "typed"[\s\S]*is the server running/)
  })

  test.each(['hocuspocus', 'y-websocket'] as const)(
    '[RPL8] %s: a server that refuses is believed',
    async (dialect) => {
      const denied = () => Promise.resolve({ isAllowed: false } as const)
      const server = closing(await inProcessServer({ authorize: denied }))
      const file = await typedRecording('x')
      const { code, err } = await replay({ file, url: server.wsUrl, dialect, token: 'wrong' })
      expect(code).toBe(1)
      expect(err).toMatch(/refuses[\s\S]*--token/)
    },
  )

  test('[RPL2] a file that is no recording is refused before anything is opened', async () => {
    const { code, err } = await replay({ file: join(root, 'package.json'), url: 'ws://127.0.0.1:9' })
    expect(code).toBe(64)
    expect(err).toMatch(/not a recorded editing session/)
  })
})

function untilLong(document: Y.Doc, length: number): Promise<unknown> {
  return eventually(() => document.getText('text').length > length, { timeoutMs: 60_000 })
}

/** Runs the command with `--json`, at full speed unless told otherwise. */
async function replay(options: Partial<ReplayOptions> & { file: string }, world: Partial<ReplayWorld> = {}) {
  const out = new PassThrough()
  const err = new PassThrough()
  const all: ReplayOptions = {
    ...{ url: '', document: null, speed: 'max', repeat: 1, dialect: 'hocuspocus', token: '', json: true },
    ...options,
  }
  const code = await runReplay(all, { out, err, ...world })
  const printed = String(out.read() ?? '')
  const report = printed === '' ? null : (JSON.parse(printed) as ReplayReport)
  return { code, report, err: String(err.read() ?? '') }
}

/** A recording of one person who types this, letter by letter; its default document is "typed". */
async function typedRecording(endContent: string): Promise<string> {
  const file = join(scratch, 'typed.json')
  const txns = [...endContent].map((letter, index) => ({ patches: [[index, 0, letter]] }))
  await writeFile(file, JSON.stringify({ startContent: '', endContent, txns }))
  return file
}
