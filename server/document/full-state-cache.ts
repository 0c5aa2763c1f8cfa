import type { Cancel, Clock } from '@weft/shared/clock.ts'
import { SharedFrame } from './subscriber.ts'

/**
 * The whole document as one frame, shared by a crowd of joiners: composed for the first, kept for a second,
 * then let go. Whoever comes within that second is sent the frame and, after it, what has come since.
 */
export class FullStateCache {
  readonly #clock: Clock
  #kept: FullState | null = null
  #cancel: Cancel | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The kept state, or the one that `compose` makes now. */
  get(compose: () => ComposedState): FullState {
    if (this.#kept !== null) return this.#kept
    const { update, stateVector, version } = compose()
    const state = { stateVector, version, frame: new SharedFrame({ type: 'step2', update }) }
    if (update.length >= SMALLEST_KEPT_BYTES) this.#keep(state)
    return state
  }

  clear(): void {
    this.#cancel?.()
    this.#kept = null
  }

  #keep(state: FullState): void {
    this.#kept = state
    this.#cancel = this.#clock.after(KEPT_MS, () => this.clear())
  }
}

interface ComposedState {
  readonly update: Uint8Array
  readonly stateVector: Uint8Array
  readonly version: number
}

export interface FullState {
  /** What the frame holds, to ask the index for what has come since. */
  readonly stateVector: Uint8Array
  /** The document's version when the frame was composed. */
  readonly version: number
  readonly frame: SharedFrame
}

const KEPT_MS = 1000
/** A smaller document costs less to compose than to remember. */
const SMALLEST_KEPT_BYTES = 64 * 1024
