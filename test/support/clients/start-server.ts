import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A real server process. */
export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** `ws://127.0.0.1:PORT`, for providers and y-websocket alike */
  readonly wsUrl: string
  readonly pid: number
  readonly dataDirectory: string
  /** Sends a signal; a process that ends by it is waited for, one that is stopped is not. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Ends the process in order and removes its temporary data directory. Resolves to the exit code. */
  stop(): Promise<number | null>
  destroy(): Promise<void>
  stderr(): string
  /** What the process has done since it started, from `/v1/counters`. */
  counters(): Promise<Readonly<Record<string, number>>>
}

export interface ServerOptions {
  /** More flags of `weft serve`. */
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Kept when the server stops; without it a temporary one is made and removed. */
  readonly dataDirectory?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** Words before the command, such as `strace -f …`. */
  readonly wrapper?: readonly string[]
  readonly timeoutMs?: number
}

const root = new URL('../../../', import.meta.url).pathname

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'weft-test-')))
  const serve = ['serve', '--host', '127.0.0.1', '--port', String(options.port ?? 0), '--data', dataDirectory]
  const command = [
    ...(options.wrapper ?? []),
    process.execPath,
    '--conditions=@weft/source',
    join(root, 'server/bin/weft.js'),
    ...serve,
    ...(options.flags ?? []),
  ]
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test run that is interrupted must not leave servers behind.
  const endWithTests = () => child.kill('SIGKILL')
  process.once('exit', endWithTests)
  child.once('exit', () => process.off('exit', endWithTests))
  const errors = collect(child)
  const url = await readyUrl(child, errors, options.timeoutMs ?? 20_000)
  const exited = once(child, 'exit')

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await exited
    }
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true })
    return child.exitCode
  }
  return {
    url,
    wsUrl: url.replace('http', 'ws'),
    pid: child.pid ?? 0,
    dataDirectory,
    stop,
    destroy: async () => void (await stop()),
    stderr: () => errors.join(''),
    counters: async () => (await fetch(`${url}/v1/counters`)).json() as Promise<Record<string, number>>,
    kill: async (signal) => {
      child.kill(signal)
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await exited
    },
  }
}

function collect(child: ChildProcess): string[] {
  const chunks: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  return chunks
}

const readyLine = /^weft ready (http:\/\/\S+)$/

/** The line a person waits for, too. */
function readyUrl(child: ChildProcess, errors: string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`the server ${what}\n${errors.join('')}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`was not ready after ${timeoutMs} ms`)
    }, timeoutMs)
    child.on('error', (error) => fail(`did not start: ${error.message}`))
    child.on('close', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code} before it was ready`)
    })
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      const url = readyLine.exec(line)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
  })
}
