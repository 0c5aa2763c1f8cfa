/**
 * When each transaction of a recording is due when it is played at its own pace. Pure.
 *
 * Three rules turn what the recordings know into a pace that can be watched. Authors without timestamps type
 * a key every 200 ms (60 words a minute). Pauses longer than 2 s become 2 s: people went to lunch, one of them
 * for six weeks. Timestamps count whole seconds, so an author's transactions of one second are spread over it.
 * And nobody is due before what they had seen was.
 */
import type { RecordedTransaction, Recording } from './trace.ts'

export const TYPICAL_GAP_MS = 200
export const LONGEST_PAUSE_MS = 2_000

/** Milliseconds after the start, per transaction of the recording. */
export function dueTimesMs(recording: Recording): Float64Array {
  const timesMs = spreadSeconds(recording)
  const dueMs = new Float64Array(recording.transactions.length)
  const previousOf = new Map<number, number>()
  for (const [index, txn] of recording.transactions.entries()) {
    const previous = previousOf.get(txn.author)
    const own = previous === undefined ? 0 : (dueMs[previous] ?? 0) + gapMs(timesMs[previous], timesMs[index])
    dueMs[index] = txn.parents.reduce((latest, parent) => Math.max(latest, dueMs[parent] ?? 0), own)
    previousOf.set(txn.author, index)
  }
  return dueMs
}

function gapMs(before: number | null | undefined, after: number | null | undefined): number {
  if (before == null || after == null) return TYPICAL_GAP_MS
  return Math.min(Math.max(after - before, 0), LONGEST_PAUSE_MS)
}

/** The transactions' times, those of one author within one second moved apart evenly. */
function spreadSeconds(recording: Recording): (number | null)[] {
  const times = recording.transactions.map((txn) => txn.timeMs)
  for (const group of sameSecond(recording.transactions)) {
    for (const [place, index] of group.entries()) {
      times[index] = (times[index] ?? 0) + (place * 1_000) / group.length
    }
  }
  return times
}

function sameSecond(transactions: readonly RecordedTransaction[]): number[][] {
  const groups: number[][] = []
  const openOf = new Map<number, { timeMs: number; group: number[] }>()
  for (const [index, { author, timeMs }] of transactions.entries()) {
    if (timeMs === null) continue
    const open = openOf.get(author)
    if (open?.timeMs === timeMs) open.group.push(index)
    else {
      const group = [index]
      openOf.set(author, { timeMs, group })
      groups.push(group)
    }
  }
  return groups
}
