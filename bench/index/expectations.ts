/** What the design promises of the index, held against what was measured. Pure. */
import type { HostileResult } from './hostile.ts'
import type { Column, MeasuredRow, Operation } from './rows.ts'

export interface Verdict {
  readonly promise: string
  /** The worst document's figure. */
  readonly measured: string
  readonly isKept: boolean
}

export function verdicts(rows: readonly MeasuredRow[], hostile: readonly HostileResult[]): Verdict[] {
  const fewest = (operation: Operation, column: Column): number =>
    Math.min(...ratios(rows, operation, column).map((ratio) => ratio || Number.POSITIVE_INFINITY))
  const slowest = Math.max(...hostile.map(({ medianMs }) => medianMs))
  const greediest = Math.max(...hostile.map(({ allocatedBytes }) => allocatedBytes))
  return [
    atLeast('apply cheaper than Y.applyUpdate', fewest('apply one update', 'Y.Doc'), 8),
    atMost('state of a compacted document for a joiner, µs (no copy)', worst(rows, 'state for a joiner'), 1),
    atLeast(
      'up-to-date resync cheaper than diffUpdate',
      fewest('resync, up to date', 'mergeUpdates/diffUpdate'),
      100,
    ),
    atLeast('up-to-date resync cheaper than Y.Doc', fewest('resync, up to date', 'Y.Doc'), 1),
    atMost('memory held, of the encoded bytes', memoryRatio(rows, 'memory held'), 1.5),
    atMost(
      'memory held typed key by key, of the encoded bytes',
      memoryRatio(rows, 'memory held, typed key by key'),
      1.5,
    ),
    atMost('slowest 64 KiB, ms', slowest, 50),
    atMost('most memory for 64 KiB, MiB', greediest / 1024 ** 2, 16),
  ]
}

/** How many times as much a column takes as the index, per document. */
function ratios(rows: readonly MeasuredRow[], operation: Operation, column: Column): number[] {
  return rows
    .filter((row) => row.operation === operation)
    .map(({ values }) => (values[column]?.median ?? 0) / (values.index?.median ?? 1))
}

function worst(rows: readonly MeasuredRow[], operation: Operation): number {
  return Math.max(
    ...rows.filter((row) => row.operation === operation).map(({ values }) => values.index?.median ?? 0),
  )
}

function memoryRatio(rows: readonly MeasuredRow[], operation: Operation): number {
  return Math.max(...ratios(rows, operation, 'mergeUpdates/diffUpdate').map((ratio) => 1 / ratio))
}

function atLeast(promise: string, value: number, bound: number): Verdict {
  return {
    promise: `${promise}: at least ${bound} times`,
    measured: value.toFixed(1),
    isKept: value >= bound,
  }
}

function atMost(promise: string, value: number, bound: number): Verdict {
  return { promise: `${promise}: at most ${bound}`, measured: value.toFixed(2), isKept: value <= bound }
}
