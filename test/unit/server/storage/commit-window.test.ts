import { expect, test } from 'vitest'
import { commitWindowMs, nextRowsPerSecond } from '../../../../server/storage/commit-window.ts'
import { retryDelayMs } from '../../../../server/storage/retry-delay.ts'

test.each([
  { rowsPerSecond: 0, windowMs: 2 },
  { rowsPerSecond: 16, windowMs: 2 },
  { rowsPerSecond: 40, windowMs: 5 },
  { rowsPerSecond: 200, windowMs: 25 },
  { rowsPerSecond: 400, windowMs: 50 },
  { rowsPerSecond: 1_000_000, windowMs: 50 },
])('[LOG4] at $rowsPerSecond rows a second the window is $windowMs ms', ({ rowsPerSecond, windowMs }) => {
  expect(commitWindowMs(rowsPerSecond)).toBe(windowMs)
})

test('[LOG4] a steady load is measured within a second, whatever the size of the commits', () => {
  for (const elapsedMs of [2, 10, 50]) {
    let rowsPerSecond = 0
    for (let timeMs = 0; timeMs < 1000; timeMs += elapsedMs) {
      rowsPerSecond = nextRowsPerSecond({ rowsPerSecond, rows: (400 * elapsedMs) / 1000, elapsedMs })
    }
    expect(rowsPerSecond).toBeGreaterThan(380)
    expect(rowsPerSecond).toBeLessThanOrEqual(400)
  }
})

test('[LOG4] a lone row after a second of quiet is met with a short window', () => {
  const rowsPerSecond = nextRowsPerSecond({ rowsPerSecond: 10_000, rows: 1, elapsedMs: 1500 })
  expect(commitWindowMs(rowsPerSecond)).toBeLessThan(5)
})

test('[LOG4] two commits in the same instant measure no infinite load', () => {
  expect(nextRowsPerSecond({ rowsPerSecond: 0, rows: 1, elapsedMs: 0 })).toBeLessThan(1000)
})

test('[LOG11] waits between tries double from 100 ms to 5 s, and randomness takes at most half away', () => {
  expect([0, 1, 2, 5, 6, 7, 1000].map((attempt) => retryDelayMs(attempt, 0))).toEqual([
    100, 200, 400, 3200, 5000, 5000, 5000,
  ])
  expect(retryDelayMs(6, 1)).toBe(2500)
})
