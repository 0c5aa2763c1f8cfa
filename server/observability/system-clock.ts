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
    if (turnEnd.push(run) === 1) setImmediate(endTurn)
  },
}

/**
 * One immediate a turn for everybody: a document that publishes at the end of a turn queues frames, and the
 * sockets they were queued on are flushed in the same turn and not in the next.
 */
const turnEnd: (() => void)[] = []

function endTurn(): void {
  // What is added meanwhile is run too.
  for (const run of turnEnd) run()
  turnEnd.length = 0
}
