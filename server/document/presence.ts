import type { Clock } from '@weft/shared/clock.ts'
import {
  type AwarenessEntry,
  decodeAwareness,
  encodeAwareness,
} from '@weft/shared/protocol/awareness-codec.ts'
import { awarenessLimits } from '@weft/shared/protocol/limits.ts'
import { AwarenessTable } from './awareness-table.ts'
import { awarenessWindow, PublishWindow } from './publish-window.ts'
import { SharedFrame, type Subscriber } from './subscriber.ts'

/**
 * A document's presence: the table, and its news to the subscribers, coalesced to the newest state of each
 * client id. Never touches the log.
 */
export class PresencePublisher {
  readonly #clock: Clock
  readonly #subscribers: ReadonlySet<Subscriber>
  readonly #table: AwarenessTable
  readonly #window: PublishWindow
  readonly #lag: (subscriber: Subscriber) => void
  /** Changed client ids since the last frame, and who changed them last. */
  #changed = new Map<number, Subscriber>()

  constructor(clock: Clock, subscribers: ReadonlySet<Subscriber>, options: PresenceOptions) {
    this.#clock = clock
    this.#subscribers = subscribers
    this.#table = new AwarenessTable(options.mostStates)
    this.#lag = options.lag
    this.#window = new PublishWindow(clock, awarenessWindow, () => this.#publish())
  }

  /** Takes in an awareness update. Throws `awareness-malformed` or `awareness-limit`, having changed nothing. */
  receive(author: Subscriber, update: Uint8Array): void {
    const entries = decodeAwareness(update, awarenessLimits, (clientId, clock) =>
      this.#table.concerns(author, clientId, clock),
    )
    this.#note(author, this.#table.apply(author, entries, this.#clock.now()))
  }

  leave(subscriber: Subscriber): void {
    this.#note(subscriber, this.#table.leave(subscriber, this.#clock.now()))
  }

  /** An awareness update of everybody, or null when nobody is there. */
  everyone(): Uint8Array | null {
    return encodedUnlessEmpty(this.#table.everyone())
  }

  /** For a session that missed news while it was lagging. */
  everyoneAndDepartures(): Uint8Array | null {
    return encodedUnlessEmpty(this.#table.everyoneAndDepartures())
  }

  close(): void {
    this.#window.close()
  }

  #note(author: Subscriber, clientIds: readonly number[]): void {
    if (clientIds.length === 0) return
    for (const clientId of clientIds) this.#changed.set(clientId, author)
    this.#window.request()
  }

  #publish(): number {
    const changed = this.#changed
    this.#changed = new Map()
    this.#table.forgetDepartures(this.#clock.now())
    const authors = new Set(changed.values())
    const [onlyAuthor] = authors.size === 1 ? authors : []
    const update = encodeAwareness(this.#table.entriesOf(changed.keys()))
    const frame = new SharedFrame({ type: 'awareness', update })
    for (const subscriber of this.#subscribers) {
      if (subscriber.isLagging || subscriber === onlyAuthor) continue
      frame.sendTo(subscriber)
      // Presence alone can fill a slow reader's queue: in a quiet document full of cursors nothing else is sent.
      if (subscriber.isBackedUp) this.#lag(subscriber)
    }
    return this.#subscribers.size
  }
}

export interface PresenceOptions {
  readonly mostStates: number
  /** Called for a subscriber that has fallen behind; nothing is queued for it until it has drained. */
  readonly lag: (subscriber: Subscriber) => void
}

function encodedUnlessEmpty(entries: readonly AwarenessEntry[]): Uint8Array | null {
  return entries.length === 0 ? null : encodeAwareness(entries)
}
