import { expect, test } from 'vitest'
import { ReplacementBudget } from '../../../../../server/storage/sqlite/replacement-budget.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

test('[STO18] a file that keeps failing costs at most 5 threads in any minute, and gets one at least every 20 s', () => {
  const clock = new FakeClock()
  const budget = new ReplacementBudget(clock)
  const spentAtMs: number[] = []
  for (let timeMs = 0; timeMs < 600_000; timeMs += 100) {
    if (budget.spend()) spentAtMs.push(clock.now())
    clock.advance(100)
  }
  expect(spentAtMs.slice(0, 2)).toEqual([0, 100])
  for (const [index, atMs] of spentAtMs.entries()) {
    expect(spentAtMs.filter((other) => other >= atMs && other < atMs + 60_000).length).toBeLessThanOrEqual(5)
    expect((spentAtMs[index + 1] ?? atMs) - atMs).toBeLessThanOrEqual(20_100)
  }
})
