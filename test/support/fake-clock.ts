import type { Cancel, Clock } from '@weft/shared/clock.ts'

/**
 * A `Clock` that a test owns: nothing happens until it says so. Monotonic and wall time are told apart, so
 * that a test can step the wall clock and see that nothing depends on it.
 */
export class FakeClock implements Clock {
  #nowMs = 0
  #wallOffsetMs: number
  #timers: { readonly atMs: number; readonly order: number; readonly run: () => void }[] = []
  #turnEnd: (() => void)[] = []
  #order = 0

  constructor(wallTimeMs = 1_800_000_000_000) {
    this.#wallOffsetMs = wallTimeMs
  }

  now(): number {
    return this.#nowMs
  }

  wallTimeMs(): number {
    return this.#wallOffsetMs + this.#nowMs
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  atEndOfTurn(run: () => void): void {
    this.#turnEnd.push(run)
  }

  /** Timers that wait. */
  get pendingTimers(): number {
    return this.#timers.length
  }

  /** Milliseconds until the next timer, or null when none waits. */
  get nextTimerInMs(): number | null {
    const next = this.#nextTimer()
    return next === undefined ? null : next.atMs - this.#nowMs
  }

  /** Runs what waits for the end of this turn, and what that adds. */
  endTurn(): void {
    for (let run = this.#turnEnd.shift(); run !== undefined; run = this.#turnEnd.shift()) run()
  }

  /** Lets `durationMs` pass: timers run in order of their time, each at its own time. */
  advance(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs
    this.endTurn()
    for (let timer = this.#due(untilMs); timer !== undefined; timer = this.#due(untilMs)) this.#fire(timer)
    this.#nowMs = untilMs
  }

  /** As `advance`, and lets promises settle before the first timer and after each. */
  async advanceAsync(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs
    await settlePromises()
    this.endTurn()
    await settlePromises()
    for (let timer = this.#due(untilMs); timer !== undefined; timer = this.#due(untilMs)) {
      this.#fire(timer)
      await settlePromises()
    }
    this.#nowMs = untilMs
  }

  /** The operator or NTP sets the wall clock; monotonic time does not notice. */
  stepWallTime(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  #fire(timer: { readonly atMs: number; readonly run: () => void }): void {
    this.#timers = this.#timers.filter((other) => other !== timer)
    this.#nowMs = Math.max(this.#nowMs, timer.atMs)
    timer.run()
    this.endTurn()
  }

  #due(untilMs: number) {
    const next = this.#nextTimer()
    return next !== undefined && next.atMs <= untilMs ? next : undefined
  }

  #nextTimer() {
    return this.#timers.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
  }
}

/** Enough turns of the microtask queue for any chain of promises a test starts. */
async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}
