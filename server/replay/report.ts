/** What a replay found out: the object that `--json` prints, and the same for people. */
import type { Difference } from './difference.ts'
import type { ReplayOptions } from './options.ts'
import { type Percentiles, percentilesOf } from './percentiles.ts'
import type { ReplayTotals } from './totals.ts'

export interface ReplayReport {
  readonly recording: string
  readonly url: string
  readonly documents: readonly string[]
  readonly authorsPerDocument: number
  readonly dialect: ReplayOptions['dialect']
  readonly speed: ReplayOptions['speed']
  /** How far it came. `done`: every edit made, seen by all and acknowledged, and the texts compared. */
  readonly outcome: 'done' | 'failed' | 'interrupted'
  readonly error: string | null
  /** Edits of the recording, over all documents. */
  readonly edits: number
  readonly editsMade: number
  /** Made, but another author had deleted the same, so that there was nothing to send. */
  readonly editsWithoutEffect: number
  readonly editsSent: number
  /** Null for y-websocket, which has no acknowledgements. */
  readonly editsAcked: number | null
  /** Acknowledged, and missing in what the server offered on a later connection. Null for y-websocket. */
  readonly ackedEditsLost: number | null
  readonly reconnects: number
  readonly durationMs: number
  /** From the edit to its arrival in each other client's document; time offline included. */
  readonly propagationMs: Percentiles | null
  /** From the edit to its acknowledgement; time offline included. */
  readonly ackMs: Percentiles | null
  /** Documents whose text is not the recording's end. Null when it did not come to the comparison. */
  readonly differences: readonly Difference[] | null
}

export interface ReportInput {
  readonly options: ReplayOptions
  readonly documents: readonly string[]
  readonly authorsPerDocument: number
  readonly totals: ReplayTotals
  readonly durationMs: number
  readonly outcome: ReplayReport['outcome']
  readonly error: string | null
  readonly differences: readonly Difference[] | null
}

export function reportOf({ options, totals, durationMs, ...rest }: ReportInput): ReplayReport {
  const hasAcks = options.dialect === 'hocuspocus'
  return {
    recording: options.file,
    url: options.url,
    dialect: options.dialect,
    speed: options.speed,
    ...rest,
    edits: totals.editsInAll,
    editsMade: totals.made,
    editsWithoutEffect: totals.withoutEffect,
    editsSent: totals.sent,
    editsAcked: hasAcks ? totals.acked : null,
    ackedEditsLost: hasAcks ? totals.lost.size : null,
    reconnects: totals.reconnects,
    durationMs: Math.round(durationMs),
    propagationMs: percentilesOf(totals.propagationMs),
    ackMs: percentilesOf(totals.ackMs),
  }
}

/** Whether the replay proved what it set out to prove. */
export function isGood(report: ReplayReport): boolean {
  return report.outcome === 'done' && report.differences?.length === 0 && (report.ackedEditsLost ?? 0) === 0
}

export function renderReport(report: ReplayReport): string {
  const rows: [string, string][] = [
    ['edits', editsLine(report)],
    ['acknowledged', acksLine(report)],
    ['propagation', times(report.propagationMs)],
    ['acknowledgement', report.editsAcked === null ? '–' : times(report.ackMs)],
    ['duration', `${seconds(report.durationMs)}, ${rate(report)}`],
    ['reconnects', `${report.reconnects}`],
    ['text', textLine(report)],
  ]
  return rows.map(([name, value]) => `${name.padEnd(17)}${value}\n`).join('')
}

const number = new Intl.NumberFormat('en-US')

function editsLine({ edits, editsSent, editsMade, editsWithoutEffect }: ReplayReport): string {
  const unmade = editsMade < edits ? ` of ${number.format(edits)}` : ''
  const idle =
    editsWithoutEffect > 0 ? ` (${number.format(editsWithoutEffect)} had nothing left to delete)` : ''
  return `${number.format(editsSent)} sent${unmade}${idle}`
}

function acksLine({ editsAcked, ackedEditsLost, editsSent }: ReplayReport): string {
  if (editsAcked === null) return 'y-websocket has no acknowledgements'
  const open = editsSent - editsAcked
  const missing = open > 0 ? `, ${number.format(open)} not` : ''
  const lost = ackedEditsLost ?? 0
  return `${number.format(editsAcked)}${missing}${lost > 0 ? `, LOST AFTERWARDS BY THE SERVER: ${number.format(lost)}` : ''}`
}

function textLine({ documents, differences, authorsPerDocument }: ReplayReport): string {
  if (differences === null) return 'not compared'
  const all = documents.length === 1 ? 'the document' : `all ${documents.length} documents`
  if (differences.length === 0) return `a fresh client reads the recording's end in ${all}`
  const first = differences[0]
  if (first === undefined) return ''
  const where = `"${first.document}" from character ${number.format(first.at)} on`
  const texts = `expected ${JSON.stringify(first.expected)}, found ${JSON.stringify(first.found)}`
  const lengths = `${number.format(first.expectedLength)} and ${number.format(first.foundLength)} characters`
  const others =
    differences.length > 1 ? `; ${differences.length} of ${documents.length} documents differ` : ''
  return `DIFFERS in ${where}: ${texts} (${lengths}${others}; ${authorsPerDocument} authors wrote)`
}

function times(percentiles: Percentiles | null): string {
  if (percentiles === null) return '–'
  return `p50 ${milliseconds(percentiles.p50)}, p99 ${milliseconds(percentiles.p99)}, max ${milliseconds(percentiles.max)}`
}

function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${number.format(Math.round(value))} ms`
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(1)} s`
}

function rate({ editsMade, durationMs }: ReplayReport): string {
  return `${number.format(Math.round((editsMade * 1_000) / Math.max(1, durationMs)))} edits/s`
}
