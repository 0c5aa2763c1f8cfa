import type { Duplex } from 'node:stream'
import type { Clock } from '@weft/shared/clock.ts'

/**
 * What waits to be written to one socket. Frames that gather in a turn are one write; a large frame goes out
 * in pieces, so that it can be seen whether a slow reader takes any of it. Memory is bounded by its users,
 * which queue nothing more once `isBackedUp`.
 */
export class Outbox {
  readonly #socket: Duplex
  readonly #clock: Clock
  readonly #events: OutboxEvents
  #frames: Uint8Array[] = []
  /** How much of the first frame has been handed to the socket. */
  #offset = 0
  #queuedBytes = 0
  #isFlushScheduled = false
  #isWaitingForDrain = false

  constructor(socket: Duplex, clock: Clock, events: OutboxEvents) {
    this.#socket = socket
    this.#clock = clock
    this.#events = events
    socket.on('drain', this.#handleDrain)
  }

  get isBackedUp(): boolean {
    return this.#queuedBytes + this.#socket.writableLength > HIGH_WATER_BYTES
  }

  get isEmpty(): boolean {
    return this.#queuedBytes === 0 && this.#socket.writableLength === 0
  }

  /** Queues a frame for the end of the turn. The bytes may be shared and must not change. */
  send(frame: Uint8Array): void {
    this.#frames.push(frame)
    this.#queuedBytes += frame.length
    if (this.#isFlushScheduled || this.#isWaitingForDrain) return
    this.#isFlushScheduled = true
    this.#clock.atEndOfTurn(this.#flush)
  }

  /**
   * Hands everything over to the socket, so that what is written to it next comes after. With
   * `isFrameOnly`, no more than the rest of a frame that has been begun.
   */
  surrender(isFrameOnly: boolean): void {
    if (isFrameOnly) this.#keepBegunFrame()
    while (this.#queuedBytes > 0) this.#socket.write(this.#take(Number.POSITIVE_INFINITY))
  }

  readonly #flush = (): void => {
    this.#isFlushScheduled = false
    while (this.#queuedBytes > 0) {
      const piece = this.#take(PIECE_BYTES)
      this.#events.onWrite(piece.length)
      if (this.#socket.write(piece)) continue
      this.#isWaitingForDrain = true
      return
    }
  }

  readonly #handleDrain = (): void => {
    this.#isWaitingForDrain = false
    this.#events.onProgress()
    this.#flush()
    if (!this.#isWaitingForDrain && this.#queuedBytes === 0) this.#events.onEmpty()
  }

  /** At most about `mostBytes` from the front: several small frames joined, or a piece of a large one. */
  #take(mostBytes: number): Uint8Array {
    const [first] = this.#frames
    if (first === undefined) return EMPTY
    if (first.length - this.#offset > mostBytes) return this.#takePiece(first, mostBytes)
    const taken: Uint8Array[] = []
    let bytes = 0
    for (const frame of this.#frames) {
      if (bytes + frame.length - this.#offset > mostBytes) break
      const rest = this.#offset === 0 ? frame : frame.subarray(this.#offset)
      this.#offset = 0
      taken.push(rest)
      bytes += rest.length
    }
    this.#frames = taken.length === this.#frames.length ? [] : this.#frames.slice(taken.length)
    this.#queuedBytes -= bytes
    return taken.length === 1 ? (taken[0] ?? EMPTY) : Buffer.concat(taken, bytes)
  }

  #takePiece(frame: Uint8Array, bytes: number): Uint8Array {
    const piece = frame.subarray(this.#offset, this.#offset + bytes)
    this.#offset += bytes
    this.#queuedBytes -= bytes
    return piece
  }

  #keepBegunFrame(): void {
    this.#frames = this.#offset === 0 ? [] : this.#frames.slice(0, 1)
    this.#queuedBytes = this.#frames.reduce((sum, frame) => sum + frame.length, -this.#offset)
  }
}

export interface OutboxEvents {
  /** A write was made. */
  onWrite(bytes: number): void
  /** The kernel took something that had been waiting. */
  onProgress(): void
  /** Everything that had been waiting is gone. */
  onEmpty(): void
}

const EMPTY = new Uint8Array(0)
/** Past this a reader lags: some 20 frames of a busy room, far more than a blink of a good connection. */
const HIGH_WATER_BYTES = 1024 * 1024
/** Small enough that a reader of a few kB/s shows progress within seconds, large enough to cost nothing. */
const PIECE_BYTES = 64 * 1024
