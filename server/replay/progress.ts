/** The progress bar of a replay; on stderr and only on a terminal, so that output can be piped. */
import type { Clock } from '@weft/shared/clock.ts'
import cliProgress from 'cli-progress'
import type { ReplayTotals } from './totals.ts'

/** Such as `process.stderr`. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

const REFRESH_MS = 200

/** Starts drawing; the returned function ends it and leaves the last state on the screen. */
export function showProgress(clock: Clock, totals: ReplayTotals, stream: ProgressStream): () => void {
  if (stream.isTTY !== true) return () => {}
  const bar = new cliProgress.SingleBar({ stream, format: FORMAT, hideCursor: true, barsize: 30 })
  const startedMs = clock.now()
  bar.start(totals.editsInAll, 0, { rate: 0, acked: 0 })
  const draw = () => {
    const rate = Math.round((totals.made * 1_000) / Math.max(1, clock.now() - startedMs))
    bar.update(totals.made, { rate, acked: totals.acked })
  }
  let cancel = clock.after(REFRESH_MS, tick)
  function tick() {
    draw()
    cancel = clock.after(REFRESH_MS, tick)
  }
  return () => {
    cancel()
    draw()
    bar.stop()
  }
}

const FORMAT = '{bar} {percentage}% | {value}/{total} edits, {acked} acked | {rate}/s | {eta_formatted} left'
