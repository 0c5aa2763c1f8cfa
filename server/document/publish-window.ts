import type { Cancel, Clock } from '@weft/shared/clock.ts'

/**
 * When what gathers for an audience goes out. The first change after quiet leaves at the end of the turn it
 * came in, so a lone typist is never delayed; after that a window opens that grows with the audience, since
 * what a frame costs is the kernel's write and not its content. Two people: no window.
 */
export class PublishWindow {
  readonly #clock: Clock
  readonly #rule: WindowRule
  readonly #publish: () => number
  #opensAtMs = Number.NEGATIVE_INFINITY
  #isScheduled = false
  #cancel: Cancel | null = null

  /** `publish` sends what has gathered and returns how many there are in the audience. */
  constructor(clock: Clock, rule: WindowRule, publish: () => number) {
    this.#clock = clock
    this.#rule = rule
    this.#publish = publish
  }

  /** Something has gathered. */
  request(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    const waitMs = this.#opensAtMs - this.#clock.now()
    if (waitMs <= 0) this.#clock.atEndOfTurn(this.#fire)
    else this.#cancel = this.#clock.after(waitMs, this.#fire)
  }

  /** Sends now what has gathered, if anything has. */
  flush(): void {
    if (this.#isScheduled) this.#fire()
  }

  close(): void {
    this.#cancel?.()
    this.#isScheduled = false
  }

  readonly #fire = (): void => {
    if (!this.#isScheduled) return
    this.#isScheduled = false
    this.#cancel?.()
    this.#cancel = null
    const audience = this.#publish()
    this.#opensAtMs = this.#clock.now() + windowMs(this.#rule, audience)
  }
}

export interface WindowRule {
  readonly perSessionMs: number
  readonly mostMs: number
}

/** About what writing one frame to each session costs, so that a busy room spends half its time writing. */
export const updateWindow: WindowRule = { perSessionMs: 0.1, mostMs: 50 }
/** Presence costs the square of the people present and ages badly, so it may wait longer than text. */
export const awarenessWindow: WindowRule = { perSessionMs: 0.2, mostMs: 200 }

/** Below a millisecond, which timers cannot measure, there is no window. */
export function windowMs(rule: WindowRule, audience: number): number {
  const wanted = Math.min(rule.mostMs, rule.perSessionMs * audience)
  return wanted < 1 ? 0 : wanted
}
