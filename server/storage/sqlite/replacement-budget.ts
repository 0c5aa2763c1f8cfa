import type { Clock } from '@weft/shared/clock.ts'

const mostAtOnce = 2
const refillMs = 20_000

/**
 * At most 5 replacements of a storage thread in any minute: two at once, then one every 20 s. A file that
 * opens and then fails again must not keep a core busy with starting threads, and must not wait a minute
 * either once it is sound.
 */
export class ReplacementBudget {
  readonly #clock: Clock
  #left = mostAtOnce
  #countedAtMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#countedAtMs = clock.now()
  }

  /** Whether one more may be started now; if so it counts as started. */
  spend(): boolean {
    const nowMs = this.#clock.now()
    this.#left = Math.min(mostAtOnce, this.#left + (nowMs - this.#countedAtMs) / refillMs)
    this.#countedAtMs = nowMs
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
