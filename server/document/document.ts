import type { Clock } from '@weft/shared/clock.ts'
import type { WeftError } from '@weft/shared/errors.ts'
import type { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import type { Counters } from '../observability/counters.ts'
import type { DurabilityListener, UpdateLog } from '../storage/update-log.ts'
import { Broadcast } from './broadcast.ts'
import { FullStateCache } from './full-state-cache.ts'
import { PresencePublisher } from './presence.ts'
import { SharedFrame, type Subscriber } from './subscriber.ts'

/**
 * One open document: the index of its bytes, its place in the log, the sessions it publishes to. It is given
 * loaded and never serves before that; loading and unloading are the registry's.
 *
 * An edit goes index, then log and broadcast at once; what waits for the disk is only the acknowledgement.
 */
export class Document implements DurabilityListener {
  readonly id: string
  readonly #ports: DocumentPorts
  readonly #index: DocumentIndex
  readonly #subscribers = new Set<Subscriber>()
  readonly #broadcast: Broadcast
  readonly #fullState: FullStateCache
  readonly presence: PresencePublisher
  #lastSeq: number
  #durableSeq: number
  /** Grows with every visible change; a state vector would not show a deletion. */
  #version = 0
  #isRefused = false

  constructor(id: string, loaded: LoadedState, ports: DocumentPorts) {
    this.id = id
    this.#ports = ports
    this.#index = loaded.index
    this.#lastSeq = loaded.lastSeq
    this.#durableSeq = loaded.lastSeq
    this.#broadcast = new Broadcast(ports.clock, this.#subscribers, () => this.#index.stateVector())
    this.#fullState = new FullStateCache(ports.clock)
    this.presence = new PresencePublisher(ports.clock, this.#subscribers, {
      mostStates: ports.mostAwarenessStates,
      lag: (subscriber) => this.#lag(subscriber),
    })
  }

  get sessionCount(): number {
    return this.#subscribers.size
  }

  /** Nothing here is waiting for the disk, or nothing will ever get there. */
  get isSettled(): boolean {
    return this.#isRefused || this.#durableSeq === this.#lastSeq
  }

  /** The store takes no more of it: it must be opened anew to know why. */
  get isRefused(): boolean {
    return this.#isRefused
  }

  get retainedBytes(): number {
    return this.#index.retainedBytes
  }

  get durableSeq(): number {
    return this.#durableSeq
  }

  /** False while the disk fails or lags and as much as may be kept in memory is waiting for it. */
  get takesWrites(): boolean {
    return this.#ports.takesWrites()
  }

  /** The update would bring nothing new. Throws as `receive` does where it is malformed. */
  covers(update: Uint8Array): boolean {
    return this.#index.covers(update)
  }

  stateVector(): Uint8Array {
    return this.#index.stateVector()
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber)
    this.presence.leave(subscriber)
  }

  /**
   * Takes an update in, whole or not at all. Throws `update-malformed`, `update-limit`,
   * `update-pending-full` or `refused-too-large`, having changed nothing.
   */
  receive(update: Uint8Array, from: { readonly author: Subscriber; readonly user: string | null }): Receipt {
    const { novel, log, isWaiting } = this.#index.apply(update)
    if (log !== null) this.#append(owned(log), from.user)
    if (novel !== null) {
      this.#version += 1
      this.#broadcast.add(novel, from.author)
    }
    return { seq: this.#lastSeq, isWaiting, isNew: log !== null }
  }

  /** Answers sync step 1: everything the state vector does not cover. Throws `vector-malformed` or `-limit`. */
  answer(stateVector: Uint8Array, subscriber: Subscriber): void {
    if (isEmptyVector(stateVector)) this.#sendFullState(subscriber)
    else this.sendSince(stateVector, subscriber, 'step2')
    if (subscriber.isBackedUp) subscriber.lagFrom(this.#index.stateVector())
  }

  /** One update with everything the vector does not cover. */
  sendSince(stateVector: Uint8Array, subscriber: Subscriber, type: 'step2' | 'update'): void {
    new SharedFrame({ type, update: this.#index.diff(stateVector) }).sendTo(subscriber)
  }

  handleDurable(seq: number): void {
    this.#durableSeq = Math.max(this.#durableSeq, seq)
    for (const subscriber of this.#subscribers) subscriber.handleDurable(this.#durableSeq)
  }

  /** Erased, or its stored log found damaged, while it was open: every session is refused, nothing is acked. */
  handleRefused(error: WeftError): void {
    this.#isRefused = true
    for (const subscriber of [...this.#subscribers]) subscriber.handleRefused(error)
  }

  /** Sends what has gathered in a window now: before the sockets are closed. */
  flushBroadcast(): void {
    this.#broadcast.flush()
  }

  /** Lets go of timers and shared frames. The document must not be used after it. */
  close(): void {
    this.#broadcast.close()
    this.presence.close()
    this.#fullState.clear()
  }

  /** What gathers in the window is not sent yet but covered by the state vector: it has to go out first. */
  #lag(subscriber: Subscriber): void {
    this.#broadcast.flush()
    if (!subscriber.isLagging) subscriber.lagFrom(this.#index.stateVector())
  }

  #append(update: Uint8Array, user: string | null): void {
    this.#lastSeq += 1
    this.#ports.counters.rowsLogged += 1
    const timeMs = this.#ports.clock.wallTimeMs()
    this.#ports.log.append({ documentId: this.id, seq: this.#lastSeq, timeMs, author: user, update }, this)
  }

  #sendFullState(subscriber: Subscriber): void {
    const index = this.#index
    const state = this.#fullState.get(() => ({
      update: index.fullState(),
      stateVector: index.stateVector(),
      version: this.#version,
    }))
    state.frame.sendTo(subscriber)
    if (state.version !== this.#version) this.sendSince(state.stateVector, subscriber, 'update')
  }
}

export interface LoadedState {
  readonly index: DocumentIndex
  readonly lastSeq: number
}

export interface DocumentPorts {
  readonly clock: Clock
  readonly log: UpdateLog
  readonly counters: Counters
  readonly takesWrites: () => boolean
  readonly mostAwarenessStates: number
}

export interface Receipt {
  /** The update may be acknowledged when the log is durable through this `seq`. */
  readonly seq: number
  /** Part of it waits for structs that are not here: its sender is to be asked for them. */
  readonly isWaiting: boolean
  /** It brought something that had to be logged. */
  readonly isNew: boolean
}

/**
 * Bytes to keep while the disk is busy or failing. What came in may be a view on a network buffer a thousand
 * times its size, and would keep all of it alive.
 */
function owned(bytes: Uint8Array): Uint8Array {
  return bytes.length * 2 < bytes.buffer.byteLength ? bytes.slice() : bytes
}

function isEmptyVector(stateVector: Uint8Array): boolean {
  return stateVector.length === 1 && stateVector[0] === 0
}
