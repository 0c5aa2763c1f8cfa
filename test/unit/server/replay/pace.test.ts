import { describe, expect, it } from 'vitest'
import { dueTimesMs, LONGEST_PAUSE_MS, TYPICAL_GAP_MS } from '../../../../server/replay/pace.ts'
import type { RecordedTransaction } from '../../../../server/replay/trace.ts'

const txn = (author: number, parents: number[], timeMs: number | null): RecordedTransaction => ({
  author,
  parents,
  timeMs,
  patches: [],
})
const due = (authorCount: number, ...transactions: RecordedTransaction[]) => [
  ...dueTimesMs({ authorCount, transactions, endContent: '' }),
]

describe('[RPL4] the pace of a recording', () => {
  it('is the typical one where there are no times', () => {
    expect(due(1, txn(0, [], null), txn(0, [0], null))).toEqual([0, TYPICAL_GAP_MS])
  })

  it('keeps the recorded gaps and shortens pauses', () => {
    const times = due(1, txn(0, [], 5_000), txn(0, [0], 6_500), txn(0, [1], 3_600_000))
    expect(times).toEqual([0, 1_500, 1_500 + LONGEST_PAUSE_MS])
  })

  it('spreads what one author did within a second over it', () => {
    const second = [txn(0, [], 1_000), txn(0, [0], 1_000), txn(0, [1], 1_000), txn(0, [2], 1_000)]
    expect(due(1, ...second)).toEqual([0, 250, 500, 750])
  })

  it('lets authors type at once, but nobody before what they had seen', () => {
    const times = due(2, txn(0, [], null), txn(0, [0], null), txn(1, [1], null), txn(0, [1], null))
    expect(times).toEqual([0, TYPICAL_GAP_MS, TYPICAL_GAP_MS, 2 * TYPICAL_GAP_MS])
  })

  it('never runs backwards when the authors clocks disagree', () => {
    expect(due(1, txn(0, [], 9_000), txn(0, [0], 3_000))).toEqual([0, 0])
  })
})
