import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'

/** Why strace cannot be used here, or null. Reported as the reason of a skip, never passed over in silence. */
export function whyNoStrace(): string | null {
  const probe = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true'])
  if (probe.error !== undefined) return 'strace is missing: apt-get install strace'
  return probe.status === 0 ? null : `strace may not trace here: ${String(probe.stderr).trim()}`
}

export interface Injection {
  readonly syscalls: string
  /** What strace makes of them, such as `error=EIO` or `delay_exit=300000`. */
  readonly fault: string
  /** Only where they concern this file. */
  readonly path?: string
}

/** Makes system calls of a running process fail until `heal` is called. */
export class FaultyDisk {
  readonly #strace: ChildProcess
  readonly #ended: Promise<void>
  #stderr = ''

  static async begin(pid: number, injection: Injection): Promise<FaultyDisk> {
    const disk = new FaultyDisk(pid, injection)
    await disk.#attached()
    return disk
  }

  private constructor(pid: number, { syscalls, fault, path }: Injection) {
    const filter = path === undefined ? [] : ['-P', path]
    const inject = ['-e', `trace=${syscalls}`, '-e', `inject=${syscalls}:${fault}`]
    this.#strace = spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', ...filter, ...inject])
    this.#ended = new Promise((resolve) => this.#strace.on('close', () => resolve()))
    this.#strace.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk)
    })
    onTestFinished(() => this.heal())
  }

  async heal(): Promise<void> {
    if (this.#strace.exitCode === null && this.#strace.signalCode === null) this.#strace.kill('SIGINT')
    await this.#ended
  }

  async #attached(): Promise<void> {
    while (!this.#stderr.includes('attached')) {
      if (this.#strace.exitCode !== null) throw new Error(`strace: ${this.#stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

/** Mounts a small file system of its own at `directory`; answers why not, or null when it is there. */
export function mountSmallDisk(directory: string, size: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory], { stdio: 'pipe' })
  } catch (error) {
    return `a small disk needs root and mount: ${error instanceof Error ? error.message : String(error)}`
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory])
  })
  return null
}
