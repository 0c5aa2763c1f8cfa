/** Waiting for time to pass, on a `Clock` and with an end. */
import type { Clock } from '@weft/shared/clock.ts'

/** Throws the signal's reason when it is aborted. */
export async function sleep(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (durationMs <= 0) return
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      cancel()
      reject(signal.reason)
    }
    const cancel = clock.after(durationMs, () => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
    signal.addEventListener('abort', abort, { once: true })
  })
}

/** Lets the event loop read what came in meanwhile. */
export function endOfTurn(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.atEndOfTurn(resolve))
}
