/** How long to wait before the next try to make a shard writable again, and how that grows. */
const firstMs = 100
const longestMs = 5000

/**
 * Doubles from 100 ms to 5 s and stays there: disks get space again, and nobody should have to restart a
 * server for it. `random` (0 to 1) takes up to half of it away, so that eight shards on one disk do not all
 * try in the same moment.
 */
export function retryDelayMs(attempt: number, random: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16))
  return fullMs * (1 - random / 2)
}
