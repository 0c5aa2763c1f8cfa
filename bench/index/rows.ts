import { type Spread, spreadOf } from '../support/statistics.ts'

export const columns = ['Y.Doc', 'mergeUpdates/diffUpdate', 'index'] as const
export type Column = (typeof columns)[number]

/** One operation on one document, with a way to measure it for each column that knows it. */
export interface Row {
  readonly document: string
  readonly operation: Operation
  readonly unit: 'µs' | 'bytes'
  readonly measure: Partial<Record<Column, () => number>>
}

export type Operation =
  | 'apply one update'
  | 'state for a joiner'
  | 'state after one more edit'
  | 'resync, up to date'
  | 'resync, near the end'
  | 'merge one update'
  | 'open'
  | 'memory held'
  | 'memory held, typed key by key'

export interface MeasuredRow {
  readonly document: string
  readonly operation: Operation
  readonly unit: 'µs' | 'bytes'
  readonly values: Partial<Record<Column, Spread>>
}

/** Measures all rows `rounds` times, each time every column in turn: a noisy minute hits all of them. */
export function measureRows(rows: readonly Row[], rounds: number): MeasuredRow[] {
  const all = rows.map((row) => ({ row, samples: new Map<Column, number[]>() }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { row, samples } of all) {
      for (const column of columns) {
        const value = row.measure[column]?.()
        if (value !== undefined) samples.set(column, [...(samples.get(column) ?? []), value])
      }
    }
  }
  return all.map(({ row, samples }) => summarize(row, samples))
}

function summarize(row: Row, samples: ReadonlyMap<Column, readonly number[]>): MeasuredRow {
  const values: Partial<Record<Column, Spread>> = {}
  for (const [column, list] of samples) {
    const spread = spreadOf(list)
    if (spread !== null) values[column] = spread
  }
  const { document, operation, unit } = row
  return { document, operation, unit, values }
}
