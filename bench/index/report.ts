/** The index bench as text for the terminal. Pure. */

import type { Spread } from '../support/statistics.ts'
import { textTable } from '../support/text-table.ts'
import type { Verdict } from './expectations.ts'
import type { HostileResult } from './hostile.ts'
import { columns, type MeasuredRow } from './rows.ts'

export interface IndexReport {
  readonly node: string
  readonly rounds: number
  readonly documents: readonly { readonly name: string; readonly bytes: number }[]
  readonly rows: readonly MeasuredRow[]
  readonly hostile: readonly HostileResult[]
  readonly verdicts: readonly Verdict[]
}

export function renderIndex({ rounds, documents, rows, hostile, verdicts }: IndexReport): string {
  const sizes = documents.map(({ name, bytes }) => `${name} ${asBytes(bytes)}`).join(', ')
  const table = textTable(
    ['document', 'operation', ...columns],
    rows.map((row) => [
      row.document,
      row.operation,
      ...columns.map((column) => cell(row, row.values[column])),
    ]),
  )
  const bombs = textTable(
    ['64 KiB of …', 'ms', 'MiB'],
    hostile.map((each) => [
      each.name,
      each.medianMs.toFixed(1),
      (each.allocatedBytes / 1024 ** 2).toFixed(1),
    ]),
  )
  const promises = textTable(
    ['promise', 'worst', 'kept'],
    verdicts.map(({ promise, measured, isKept }) => [promise, measured, isKept ? 'yes' : 'NO']),
  )
  return `Encoded: ${sizes}. Medians of ${rounds} interleaved rounds.\n\n${table}\n${bombs}\n${promises}`
}

function cell(row: MeasuredRow, spread: Spread | undefined): string {
  if (spread === undefined) return '–'
  return row.unit === 'bytes' ? asBytes(spread.median) : asMicros(spread.median)
}

function asMicros(micros: number): string {
  if (micros >= 1_000) return `${(micros / 1_000).toFixed(micros < 100_000 ? 1 : 0)} ms`
  return `${micros < 0.1 ? micros.toFixed(3) : micros < 10 ? micros.toFixed(2) : micros.toFixed(0)} µs`
}

function asBytes(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(0)} kB`
}
