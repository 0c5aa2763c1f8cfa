/**
 * How long rows gather before they are committed. Nobody waits for an ack to go on typing, and every commit and
 * every ack frame costs, so a busy shard commits in larger groups; but a lone writer sees "saved" at once.
 *
 * The rule: 1 ms for every 8 rows a second, at least 2 ms, at most 50. At 16 rows a second and below waiting
 * would gather nothing; at 400 rows a second 50 ms gather 20 rows, and more would only delay acks.
 */
export function commitWindowMs(rowsPerSecond: number): number {
  return Math.min(longestMs, Math.max(shortestMs, rowsPerSecond / 8))
}

const shortestMs = 2
const longestMs = 50

/** How fast the estimate forgets: what was measured this long ago counts a third. */
const memoryMs = 250

/**
 * The load as an average that forgets: `rows` arrived in the `elapsedMs` since the last commit. Weighted by
 * time, so that a pause of a second makes a shard quiet again whatever was before.
 */
export function nextRowsPerSecond(load: {
  readonly rowsPerSecond: number
  readonly rows: number
  readonly elapsedMs: number
}): number {
  const elapsedMs = Math.max(1, load.elapsedMs)
  const current = (load.rows * 1000) / elapsedMs
  const kept = Math.exp(-elapsedMs / memoryMs)
  return current + (load.rowsPerSecond - current) * kept
}
