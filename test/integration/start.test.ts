import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { environmentVariableOf, flagOf, serveOptions } from '../../server/config/options.ts'
import { exitCodes } from '../../server/exit-codes.ts'
import { closingAfterEach } from '../support/clients/client-group.ts'
import { eventually } from '../support/clients/eventually.ts'
import { startServer } from '../support/clients/start-server.ts'
import { type } from '../support/clients/stock-client.ts'
import { stockProvider } from '../support/clients/stock-provider.ts'

const root = new URL('../../', import.meta.url).pathname
const scratch = await mkdtemp(join(tmpdir(), 'weft-start-'))
const closing = closingAfterEach()
afterAll(() => rm(scratch, { recursive: true, force: true }))

/** Runs `weft` to its end. */
async function weft(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(root, 'server/bin/weft.js'), ...args], {
    cwd: scratch,
    env: { ...process.env, ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (output.stdout += chunk))
  child.stderr.on('data', (chunk) => (output.stderr += chunk))
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { code: code as number, ...output }
}

/** Every file below a directory with size, time of change and content, to see that nothing was touched. */
async function contentsOf(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true })
  const described = names.toSorted().map(async (name) => {
    const path = join(directory, name)
    const found = await stat(path)
    return `${name} ${found.size} ${found.mtimeMs} ${found.isFile() ? await readFile(path, 'latin1') : ''}`
  })
  return Promise.all(described)
}

describe('weft serve: what it says', () => {
  test('[CFG5] --help has a line for every option, with default and variable', async () => {
    const { code, stdout } = await weft(['serve', '--help'])
    expect(code).toBe(0)
    for (const name of Object.keys(serveOptions)) {
      expect(stdout).toContain(flagOf(name))
      expect(stdout).toContain(environmentVariableOf(name))
    }
    expect(stdout).toContain('Exit codes')
    expect((await weft(['--help'])).stdout).toContain('replay')
  })

  test.each([
    ['unknown flag', ['serve', '--prot', '1'], '--prot'],
    ['bad value', ['serve', '--port', 'http'], '--port'],
    ['unknown command', ['sevre'], 'sevre'],
    ['stray argument', ['serve', 'now'], 'argument'],
  ])('[RUN1] %s: one clear line, exit 64', async (_what, args, names) => {
    const { code, stdout, stderr } = await weft(args)
    expect(code).toBe(exitCodes.usage)
    expect(stdout).toBe('')
    expect(stderr.split('\n')[0]).toContain(names)
  })

  test('[RUN2] port taken: exit 69 and no data directory is made', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const data = join(scratch, 'never-made')
    const { code, stderr } = await weft(['serve', '--port', String(port), '--data', data])
    taken.close()
    expect(code).toBe(exitCodes.portTaken)
    expect(stderr).toMatch(/in use.*\nhint: .*--port 0/s)
    await expect(stat(data)).rejects.toThrow('ENOENT')
  })

  test('[RUN3] data directory owned by another running server: exit 75, naming it, nothing changed', async () => {
    const owner = closing(await startServer())
    const { code, stderr } = await weft(['serve', '--port', '0', '--data', owner.dataDirectory])
    expect(code).toBe(exitCodes.dataOwned)
    expect(stderr).toContain(String(owner.pid))
    const ada = closing(stockProvider({ version: 4, wsUrl: owner.wsUrl, documentId: 'still-served' }))
    await eventually(() => ada.isSaved())
  })

  test('[RUN4] data directory of a newer format: exit 78, nothing changed', async () => {
    const old = await startServer({ dataDirectory: join(scratch, 'newer') })
    await old.stop()
    const file = join(scratch, 'newer/format.json')
    const format = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    await writeFile(file, JSON.stringify({ ...format, weftFormat: 999 }))
    const before = await contentsOf(join(scratch, 'newer'))
    const { code, stderr } = await weft(['serve', '--port', '0', '--data', join(scratch, 'newer')])
    expect(code).toBe(exitCodes.dataNewer)
    expect(stderr).toContain('999')
    expect(await contentsOf(join(scratch, 'newer'))).toEqual(before)
  })

  test.each([
    ['a file', 'file'],
    ['below a file', 'file/below'],
    ['a directory of something else', 'foreign'],
  ])('[RUN5] data directory that is %s: exit 73, nothing changed', async (_what, name) => {
    await writeFile(join(scratch, 'file'), 'mine')
    await mkdir(join(scratch, 'foreign'), { recursive: true })
    await writeFile(join(scratch, 'foreign/photo.jpg'), 'mine')
    const before = await contentsOf(join(scratch, 'foreign'))
    const { code, stderr } = await weft(['serve', '--port', '0', '--data', join(scratch, name)])
    expect(code).toBe(exitCodes.dataUnusable)
    expect(stderr).toContain('hint: ')
    expect(await readFile(join(scratch, 'file'), 'utf8')).toBe('mine')
    expect(await contentsOf(join(scratch, 'foreign'))).toEqual(before)
  })
})

describe('weft serve: its life', () => {
  test('[RUN6] a flag wins over its variable', async () => {
    const server = closing(
      await startServer({ env: { WEFT_LOG_FORMAT: 'pretty' }, flags: ['--log-format', 'json'] }),
    )
    await server.stop()
    // The pipe may still hold what the process wrote before it ended.
    await eventually(() => server.stderr().includes('\n'))
    expect(JSON.parse(server.stderr().split('\n')[0] ?? '')).toMatchObject({ level: 30 })
  })

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '[RUN7] %s saves, closes with 1012 and exits 0',
    async (signal) => {
      const server = await startServer({ dataDirectory: join(scratch, signal) })
      const ada = closing(stockProvider({ version: 4, wsUrl: server.wsUrl, documentId: 'last-words' }))
      await eventually(() => ada.isSaved())
      type(ada, 'written a moment before')
      await eventually(async () => ((await server.counters()).rowsLogged ?? 0) > 0)
      await server.kill(signal)
      await eventually(() => ada.record.closes.length > 0)
      expect(ada.record.closes[0]?.code).toBe(1012)
      expect(await server.stop(), 'the exit code').toBe(0)
      const again = closing(await startServer({ dataDirectory: join(scratch, signal) }))
      const ben = closing(stockProvider({ version: 4, wsUrl: again.wsUrl, documentId: 'last-words' }))
      await eventually(() => ben.document.getText('text').toString() === 'written a moment before')
    },
  )

  test('[RUN8] a second Ctrl-C ends at once, whoever does not answer', async () => {
    const server = await startServer({ dataDirectory: join(scratch, 'impatient') })
    const silent = new WebSocket(`${server.wsUrl}/some-document`)
    await once(silent, 'open')
    silent.pause()
    process.kill(server.pid, 'SIGINT')
    await eventually(() => server.stderr().includes('stopping'))
    const startedAtMs = performance.now()
    await server.kill('SIGINT')
    expect(await server.stop()).toBe(exitCodes.interrupted)
    expect(performance.now() - startedAtMs, 'it would wait 2 s for the silent client').toBeLessThan(1500)
    silent.terminate()
  })

  test('[RUN9] /healthz and /readyz answer; unknown paths and methods are refused', async () => {
    const { url } = closing(await startServer())
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' })
    expect((await fetch(`${url}/nothing-here`)).status).toBe(404)
    expect((await fetch(`${url}/%2e%2e/package.json`)).status).toBe(404)
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
    const page = await fetch(url)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
  })

  test('[RUN10] behind a path prefix, pages and sockets are below it', async () => {
    const server = closing(await startServer({ flags: ['--path-prefix', '/collaboration'] }))
    expect((await fetch(`${server.url}/collaboration/healthz`)).status).toBe(200)
    expect((await fetch(`${server.url}/collaboration/`)).headers.get('content-type')).toContain('text/html')
    const wsUrl = `${server.wsUrl}/collaboration`
    const ada = closing(stockProvider({ version: 4, wsUrl, documentId: 'prefixed' }))
    await eventually(() => ada.isSaved())
  })
})
