import type { WeftError } from '@weft/shared/errors.ts'
import type { ServerMessage } from '@weft/shared/protocol/messages.ts'

/**
 * A session as its document sees it. The document declares what it needs of those it publishes to and knows
 * nothing of sockets or dialects.
 */
export interface Subscriber {
  /** Order of arrival in this process; a greater one is newer. */
  readonly number: number
  /** Subscribers with equal keys are sent the same bytes, so a message is encoded once for all of them. */
  readonly frameKey: string
  /** The bytes that go on the wire, WebSocket header included; null where the dialect has no such message. */
  encode(message: ServerMessage): Uint8Array | null
  /** Queues bytes for the end of the turn. */
  send(frame: Uint8Array): void
  /** More is queued than a reader that keeps up would leave. */
  readonly isBackedUp: boolean
  /** While lagging nothing is queued for it; it asks for one diff when its socket has drained. */
  readonly isLagging: boolean
  /** From now on lagging, having been sent everything that `stateVector` covers. */
  lagFrom(stateVector: Uint8Array): void
  /** Every row of the document up to and including `seq` is on disk. */
  handleDurable(seq: number): void
  /** The document is not to be had any more, and what this session wrote last is not stored. */
  handleRefused(error: WeftError): void
}

/** Encodes a message once for each distinct `frameKey` among the subscribers it is sent to. */
export class SharedFrame {
  readonly #message: ServerMessage
  readonly #frames = new Map<string, Uint8Array | null>()

  constructor(message: ServerMessage) {
    this.#message = message
  }

  sendTo(subscriber: Subscriber): void {
    let frame = this.#frames.get(subscriber.frameKey)
    if (frame === undefined) {
      frame = subscriber.encode(this.#message)
      this.#frames.set(subscriber.frameKey, frame)
    }
    if (frame !== null) subscriber.send(frame)
  }
}
