/**
 * Time as a port. Everything that waits or measures takes a `Clock`, so that a test can own time and a
 * stepped wall clock cannot end a session or a lease: `now` is monotonic.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  now(): number
  /** Milliseconds since the Unix epoch, for display and log rows only. */
  wallTimeMs(): number
  /** Calls `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): Cancel
  /** Calls `run` once when the current event-loop turn has read what was there to read. */
  atEndOfTurn(run: () => void): void
}

export type Cancel = () => void
