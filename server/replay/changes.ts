/** Lets loops wait for conditions that other events make true, without polling and never for ever. */
import type { Clock } from '@weft/shared/clock.ts'
import type { WeftError } from '@weft/shared/errors.ts'

export interface Condition {
  readonly isTrue: () => boolean
  /** The error of a wait in which nothing has changed for too long. */
  readonly whenStalled: (quietMs: number) => WeftError
}

export interface ChangesOptions {
  readonly clock: Clock
  /** Waits end with an error when nothing at all has changed for this long while something is owed. */
  readonly stallMs: number
  readonly isOwed: () => boolean
  /** Ends all waits. */
  readonly signal: AbortSignal
}

export class Changes {
  readonly #options: ChangesOptions
  readonly #waiting = new Set<Waiter>()
  #changedAtMs: number

  constructor(options: ChangesOptions) {
    this.#options = options
    this.#changedAtMs = options.clock.now()
  }

  /** Call after anything that a waiting condition may depend on. */
  notify(): void {
    this.#changedAtMs = this.#options.clock.now()
    for (const waiter of this.#waiting) {
      if (waiter.condition.isTrue()) waiter.end()
    }
  }

  /** Throws the condition's error on a stall, the signal's reason when aborted. */
  async until(condition: Condition): Promise<void> {
    const { clock, stallMs, isOwed, signal } = this.#options
    signal.throwIfAborted()
    if (condition.isTrue()) return
    let quietSinceMs = clock.now()
    await new Promise<void>((resolve, reject) => {
      const end = (error?: unknown) => {
        this.#waiting.delete(waiter)
        signal.removeEventListener('abort', abort)
        cancelCheck()
        if (error === undefined) resolve()
        else reject(error)
      }
      const waiter: Waiter = { condition, end: () => end() }
      const abort = () => end(signal.reason)
      const check = () => {
        if (!isOwed()) quietSinceMs = clock.now()
        const quietMs = clock.now() - Math.max(quietSinceMs, this.#changedAtMs)
        if (quietMs >= stallMs) end(condition.whenStalled(quietMs))
        else cancelCheck = clock.after(stallMs - quietMs, check)
      }
      let cancelCheck = clock.after(stallMs, check)
      signal.addEventListener('abort', abort)
      this.#waiting.add(waiter)
    })
  }
}

interface Waiter {
  readonly condition: Condition
  end(): void
}
