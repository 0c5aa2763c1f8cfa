/** One round of one server: starts the load generator and reads what it found. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Percentiles } from '../../server/replay/percentiles.ts'
import type { MeasuredServer } from './servers.ts'

export interface RoundSettings {
  readonly documents: number
  /** Updates per second over all documents. */
  readonly rate: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

export interface LoadInput extends RoundSettings {
  /** Part of the documents' names: every round has its own. */
  readonly round: string
  readonly server: Pick<MeasuredServer, 'dialect' | 'url' | 'keepsDocuments'>
  readonly serverPid: number
}

export interface LoadResult {
  readonly updates: number
  readonly updatesPerSecond: number
  /** Fewer than updates where the server sent several as one. */
  readonly framesReceived: number
  readonly cpuMicrosPerUpdate: number
  /** Of one core. */
  readonly serverCpuShare: number
  readonly propagationMs: Percentiles | null
  readonly ackMs: Percentiles | null
  /** Every update was acknowledged, where there are acks, and every insertion arrived. */
  readonly isComplete: boolean
  readonly checkedDocuments: number
  /** Of those checked by a fresh client; null for a server that keeps no documents. */
  readonly wrongDocuments: number | null
  /** Of one core. */
  readonly loadCpuShare: number
  /** How late keystrokes were given to their sockets. */
  readonly lateMs: Percentiles | null
}

export async function runRound(
  server: MeasuredServer,
  round: string,
  settings: RoundSettings,
): Promise<LoadResult> {
  const { dialect, url, keepsDocuments, pid } = server
  const input: LoadInput = { ...settings, round, server: { dialect, url, keepsDocuments }, serverPid: pid }
  const output = await runLoad(JSON.stringify(input))
  return JSON.parse(output) as LoadResult
}

/** The load generator, not the server, may have been what was slow: then the round says little. */
export function isLoadSaturated(result: LoadResult): boolean {
  return result.loadCpuShare > 0.85 || (result.lateMs?.p99 ?? 0) > 25
}

function runLoad(input: string): Promise<string> {
  const args = [...process.execArgv, join(import.meta.dirname, 'load.ts'), input]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`the load generator ended with ${code}`))
    })
  })
}
