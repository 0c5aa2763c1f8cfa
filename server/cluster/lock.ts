import type { Clock } from '@weft/shared/clock.ts'
import { type ExclusiveHold, tryHold } from '../storage/sqlite/exclusive-hold.ts'

/** How long a new start waits for the old one to end: a restart overlaps with its predecessor's last commit. */
const patienceMs = 5000
const pollMs = 100

/**
 * Waits for the lock at `path`; answers null when it is still held after 5 s. Polls, because the lock is the
 * operating system's and nobody is told when it is freed; the event loop goes on meanwhile.
 */
export async function acquireLock(path: string, clock: Clock): Promise<ExclusiveHold | null> {
  const untilMs = clock.now() + patienceMs
  for (;;) {
    const hold = tryHold(path)
    if (hold !== null || clock.now() >= untilMs) return hold
    await new Promise<void>((resolve) => clock.after(pollMs, resolve))
  }
}
