/** A server in a process of its own, from its start to the line that says it is ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'

export interface ChildServer {
  readonly pid: number
  /** What the ready line's pattern captured; the empty string when it captures nothing. */
  readonly captured: string
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

export interface ChildServerOptions {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Matched against what the process writes to stdout. */
  readonly ready: RegExp
}

const START_TIMEOUT_MS = 20_000

/** Runs `node` with these arguments. Throws when it ends, or stays silent, instead of becoming ready. */
export async function startChildServer({ args, env, ready }: ChildServerOptions): Promise<ChildServer> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const captured = await readyLine(child, ready)
  return {
    pid: child.pid ?? 0,
    captured,
    stop: () => {
      child.kill('SIGTERM')
      return gone
    },
  }
}

function readyLine(child: ChildProcess, ready: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`${child.spawnargs.join(' ')} ${why}:\n${output}`))
    }
    const timer = setTimeout(() => fail('was not ready in time'), START_TIMEOUT_MS)
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000)
      const match = ready.exec(output)
      if (match === null) return
      clearTimeout(timer)
      resolve(match[1] ?? '')
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
  })
}

/** For servers that cannot choose a port themselves. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}
