/**
 * Shows an author's caret where they last wrote, in awareness and in the form that editors' bindings use. At most
 * once per interval: people see no more, and every caret costs a frame to everybody.
 */
import type { Clock } from '@weft/shared/clock.ts'
import type { MadeEdit } from './yjs-edit.ts'

/** As `Y.relativePositionToJSON` writes it. */
export interface Caret {
  readonly item: { readonly client: number; readonly clock: number }
  /** Negative: right behind the item, where one has typed; else before it. */
  readonly assoc: -1 | 0
}

const INTERVAL_MS = 50

export class CaretDisplay {
  readonly #clock: Clock
  readonly #show: (caret: Caret) => void
  #latest: Caret | null = null
  #cancel: (() => void) | null = null
  #shownAtMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, show: (caret: Caret) => void) {
    this.#clock = clock
    this.#show = show
  }

  moveTo(caret: Caret): void {
    this.#latest = caret
    if (this.#cancel !== null) return
    const waitMs = this.#shownAtMs + INTERVAL_MS - this.#clock.now()
    if (waitMs <= 0) this.#showLatest()
    else this.#cancel = this.#clock.after(waitMs, () => this.#showLatest())
  }

  end(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #showLatest(): void {
    this.#cancel = null
    if (this.#latest === null) return
    this.#shownAtMs = this.#clock.now()
    this.#show(this.#latest)
    this.#latest = null
  }
}

/** Behind what was written last, or where something was deleted; null: nowhere. `clientId` is the author's. */
export function caretAfter(edit: MadeEdit, clientId: number, clockBefore: number): Caret | null {
  if (edit.clockEnd > clockBefore) return { item: { client: clientId, clock: edit.clockEnd - 1 }, assoc: -1 }
  const gone = edit.deleted.at(-1)
  return gone === undefined ? null : { item: { client: gone.client, clock: gone.clock }, assoc: 0 }
}
