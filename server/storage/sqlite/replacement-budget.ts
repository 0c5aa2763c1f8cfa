import type { Clock } from '@weft/shared/clock.ts'

const mostPerWindow = 5
const windowMs = 60_000

/**
 * At most 5 replacements of a storage thread in any minute. A file that opens and then fails again at once
 * must not keep a core busy with starting threads.
 */
export class ReplacementBudget {
  readonly #clock: Clock
  #spentAtMs: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether one more may be started now; if so it counts as started. */
  spend(): boolean {
    const nowMs = this.#clock.now()
    this.#spentAtMs = this.#spentAtMs.filter((spentAtMs) => nowMs - spentAtMs < windowMs)
    if (this.#spentAtMs.length >= mostPerWindow) return false
    this.#spentAtMs.push(nowMs)
    return true
  }
}
