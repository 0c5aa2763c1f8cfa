import { performance } from 'node:perf_hooks'
import type { Clock } from '@weft/shared/clock.ts'

/**
 * The real `Clock`. Its timers keep the process alive: whoever sets one owns it and cancels it when it closes.
 * An unref'd window of the update log would let a process exit with rows that nobody committed.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTimeMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  atEndOfTurn: (run) => {
    setImmediate(run)
  },
}
