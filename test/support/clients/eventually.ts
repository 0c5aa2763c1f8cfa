import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until `condition` returns something truthy and returns that; exceptions count as "not yet". Rejects
 * with the last exception, or `what`, after `timeoutMs`.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, what = 'the condition' }: { timeoutMs?: number; what?: string } = {},
): Promise<Exclude<Awaited<T>, false | null | undefined | 0 | ''>> {
  const deadline = performance.now() + timeoutMs
  let failure: unknown = new Error(`${what} did not come true within ${timeoutMs} ms`)
  for (;;) {
    try {
      const value = await condition()
      if (value) return value as Exclude<Awaited<T>, false | null | undefined | 0 | ''>
    } catch (error) {
      failure = error
    }
    if (performance.now() > deadline) throw failure
    await delay(10)
  }
}

/** Fails as soon as `condition` stops holding within `durationMs`: for claims that something does not happen. */
export async function holds(
  condition: () => boolean,
  durationMs: number,
  what = 'the condition',
): Promise<void> {
  const deadline = performance.now() + durationMs
  while (performance.now() < deadline) {
    if (!condition()) throw new Error(`${what} held no longer`)
    await delay(10)
  }
}
