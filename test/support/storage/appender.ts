import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { readColdDocument } from './cold-reader.ts'
import { rowBytes } from './row-bytes.ts'

export interface AppenderOptions {
  readonly directory: string
  readonly shards?: number
  readonly documents?: number
  readonly rowsPerSecond?: number
  readonly snapshotEvery?: number
  readonly pauseMs?: number
  /** A command that runs the process, such as strace and its arguments. */
  readonly under?: readonly string[]
}

/** An `appending-process` as its test sees it: what it said so far, and ways to end it. */
export class Appender {
  readonly lines: { readonly atMs: number; readonly text: string }[] = []
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  #stderr = ''

  constructor(options: AppenderOptions) {
    const { directory, shards = 2, documents = 10, rowsPerSecond = 500, under = [] } = options
    const script = fileURLToPath(new URL('./appending-process.ts', import.meta.url))
    const numbers = [shards, documents, rowsPerSecond, options.snapshotEvery ?? 0, options.pauseMs ?? 0].map(
      String,
    )
    const [command = '', ...args] = [
      ...under,
      process.execPath,
      '--conditions=@weft/source',
      script,
      directory,
      ...numbers,
    ]
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#exited = new Promise((resolve) => this.#child.on('close', () => resolve()))
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk)
    })
    if (this.#child.stdout === null) throw new Error('stdout is piped')
    createInterface({ input: this.#child.stdout }).on('line', (text) =>
      this.lines.push({ atMs: performance.now(), text }),
    )
    onTestFinished(() => this.killNow())
  }

  /** The lines said from now on. */
  sinceNow(): () => string[] {
    const from = this.lines.length
    return () => this.lines.slice(from).map(({ text }) => text)
  }

  /** kill -9 of the process and of what it runs under. */
  async killNow(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.signal('SIGKILL')
    await this.#exited
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process was not started')
    return this.#child.pid
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {
      // It has ended meanwhile.
    }
  }

  /** Resolves when a line has been said (`after` that many lines); fails with what was said instead. */
  async said(pattern: RegExp, options: { timeoutMs?: number; after?: number } = {}): Promise<string> {
    const { timeoutMs = 30_000, after = 0 } = options
    const untilMs = performance.now() + timeoutMs
    for (;;) {
      const line = this.lines.slice(after).find(({ text }) => pattern.test(text))
      if (line !== undefined) return line.text
      const hasEnded = this.#child.exitCode !== null || this.#child.signalCode !== null
      if (performance.now() > untilMs || hasEnded) throw new Error(`never said ${pattern}: ${this.#report()}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async exited(): Promise<void> {
    await this.#exited
  }

  /** The last acknowledged seq of each document. */
  acked(): Map<string, number> {
    const acked = new Map<string, number>()
    for (const { text } of this.lines) {
      const [, documentId, seq] = /^ack (\S+) (\d+)$/.exec(text) ?? []
      if (documentId !== undefined) acked.set(documentId, Number(seq))
    }
    return acked
  }

  get ackedRows(): number {
    return this.lines.filter(({ text }) => text.startsWith('ack ')).length
  }

  #report(): string {
    const tail = this.lines.slice(-5).map(({ text }) => text)
    return `${JSON.stringify(tail)} exit ${this.#child.exitCode} ${this.#child.signalCode}\n${this.#stderr.slice(-2000)}`
  }
}

/** Every acknowledged row is there for somebody who has nothing but the files, and nothing else is mixed in. */
export function expectAckedRowsOnDisk(directory: string, acked: Map<string, number>): void {
  for (const [documentId, seq] of acked) {
    const found = Buffer.concat(readColdDocument(directory, documentId)).toString()
    let expected = ''
    let rows = 0
    while (expected.length < found.length || rows < seq)
      expected += Buffer.from(rowBytes(documentId, ++rows)).toString()
    expect(found === expected, `${documentId}: ${seq} rows acknowledged, ${rows} expected to be found`).toBe(
      true,
    )
  }
}
