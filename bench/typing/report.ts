/** What the rounds of the typing benchmark come to. Pure. */
import { type Spread, spreadOf } from '../support/statistics.ts'
import { textTable } from '../support/text-table.ts'
import { isLoadSaturated, type LoadResult, type RoundSettings } from './round.ts'
import type { MeasuredServer } from './servers.ts'

export interface ServerRounds {
  readonly server: Pick<MeasuredServer, 'name' | 'about'>
  readonly results: readonly LoadResult[]
}

export interface TypingSummary {
  readonly settings: RoundSettings
  readonly servers: readonly ServerSummary[]
}

export interface ServerSummary {
  readonly name: string
  readonly about: string
  readonly cpuMicrosPerUpdate: Spread | null
  readonly updatesPerSecond: Spread | null
  readonly serverCpuShare: Spread | null
  readonly propagationP50Ms: Spread | null
  readonly propagationP99Ms: Spread | null
  readonly ackP50Ms: Spread | null
  readonly ackP99Ms: Spread | null
  readonly framesPerUpdate: Spread | null
  /** Everything arrived, was acknowledged, and every checked document read what it should. */
  readonly isCorrect: boolean
  readonly saturatedRounds: number
  readonly rounds: readonly LoadResult[]
}

export function summarize(all: readonly ServerRounds[], settings: RoundSettings): TypingSummary {
  const { documents, rate, seconds, warmUpSeconds } = settings
  return { settings: { documents, rate, seconds, warmUpSeconds }, servers: all.map(summarizeServer) }
}

function summarizeServer({ server, results }: ServerRounds): ServerSummary {
  const over = (pick: (result: LoadResult) => number | undefined) =>
    spreadOf(results.map(pick).filter((value) => value !== undefined))
  return {
    name: server.name,
    about: server.about,
    cpuMicrosPerUpdate: over((result) => result.cpuMicrosPerUpdate),
    updatesPerSecond: over((result) => result.updatesPerSecond),
    serverCpuShare: over((result) => result.serverCpuShare),
    propagationP50Ms: over((result) => result.propagationMs?.p50),
    propagationP99Ms: over((result) => result.propagationMs?.p99),
    ackP50Ms: over((result) => result.ackMs?.p50),
    ackP99Ms: over((result) => result.ackMs?.p99),
    framesPerUpdate: over((result) => result.framesReceived / result.updates),
    isCorrect: results.every((result) => result.isComplete && (result.wrongDocuments ?? 0) === 0),
    saturatedRounds: results.filter(isLoadSaturated).length,
    rounds: results,
  }
}

export function renderTyping({ settings, servers }: TypingSummary): string {
  const floor = servers.find((server) => server.name === 'relay')?.cpuMicrosPerUpdate?.median
  const rows = servers.map((server) => [
    server.about,
    withSpread(server.cpuMicrosPerUpdate),
    ratio(server.cpuMicrosPerUpdate?.median, floor),
    percent(server.serverCpuShare),
    rounded(server.updatesPerSecond),
    pair(server.propagationP50Ms, server.propagationP99Ms),
    pair(server.ackP50Ms, server.ackP99Ms),
    server.isCorrect ? 'yes' : 'NO',
  ])
  const head = ['', 'µs CPU/update', '× relay', 'core', 'updates/s', 'propagation ms', 'ack ms', 'correct']
  const { documents, rate, seconds } = settings
  const intro = `${documents} documents × 2 people, ${rate} updates/s, rounds of ${seconds} s; medians (least–most), p50/p99`
  return `${intro}\n\n${textTable(head, rows)}${warnings(servers)}`
}

function warnings(servers: readonly ServerSummary[]): string {
  return servers
    .filter((server) => server.saturatedRounds > 0)
    .map(
      (server) =>
        `\nThe load generator itself was saturated in ${server.saturatedRounds} rounds of "${server.name}".\n`,
    )
    .join('')
}

function withSpread(spread: Spread | null): string {
  if (spread === null) return '–'
  return `${Math.round(spread.median)} (${Math.round(spread.min)}–${Math.round(spread.max)})`
}

function ratio(value: number | undefined, floor: number | undefined): string {
  return value === undefined || floor === undefined ? '–' : (value / floor).toFixed(2)
}

function percent(spread: Spread | null): string {
  return spread === null ? '–' : `${Math.round(spread.median * 100)} %`
}

function rounded(spread: Spread | null): string {
  return spread === null ? '–' : `${Math.round(spread.median)}`
}

function pair(p50: Spread | null, p99: Spread | null): string {
  return p50 === null || p99 === null ? '–' : `${p50.median.toFixed(1)} / ${p99.median.toFixed(1)}`
}
