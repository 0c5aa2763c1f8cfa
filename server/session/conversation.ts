import { unreachable, WeftError } from '@weft/shared/errors.ts'
import type { ClientMessage, ServerMessage } from '@weft/shared/protocol/messages.ts'
import type { Document } from '../document/document.ts'
import type { Subscriber } from '../document/subscriber.ts'
import type { Counters } from '../observability/counters.ts'
import { AckQueue } from './ack-queue.ts'
import type { Authorization, SessionIdentity, SessionSocket } from './ports.ts'

/**
 * What a live session and its document say to each other: sync, edits and their acknowledgements, presence,
 * and the one diff of a reader that lagged. Its document publishes to it. Errors of the client are thrown to
 * the session, which refuses.
 */
export class Conversation implements Subscriber {
  readonly number: number
  readonly frameKey: string
  readonly #identity: SessionIdentity
  readonly #grant: Authorization & { isAllowed: true }
  readonly #socket: SessionSocket
  readonly #counters: Counters
  readonly #refuse: (error: WeftError) => void
  readonly #acks = new AckQueue()
  #document: Document | null = null
  #lagVector: Uint8Array | null = null
  #isAskingForMissing = false
  #hasRefusedWrites = false
  /** Edits that came before the session was live and were not kept; the first step 2 brings them again. */
  #owedToDropped = 0

  constructor(
    identity: SessionIdentity,
    grant: Authorization & { isAllowed: true },
    socket: SessionSocket,
    ports: { readonly counters: Counters; readonly refuse: (error: WeftError) => void },
  ) {
    this.number = identity.number
    this.frameKey = `${identity.codec.dialect} ${identity.address}`
    this.#identity = identity
    this.#grant = grant
    this.#socket = socket
    this.#counters = ports.counters
    this.#refuse = ports.refuse
  }

  get isLagging(): boolean {
    return this.#lagVector !== null
  }

  get isBackedUp(): boolean {
    return this.#socket.isBackedUp
  }

  /** Edits were turned away, and would be taken now. */
  get mustOfferAgain(): boolean {
    return this.#hasRefusedWrites && this.#document?.takesWrites === true
  }

  begin(document: Document): void {
    this.#document = document
  }

  /** Returns the document it was about. */
  end(): Document | null {
    const document = this.#document
    this.#document = null
    this.#lagVector = null
    return document
  }

  welcome(droppedEdits: number): void {
    const document = this.#document
    if (document === null) return
    this.#owedToDropped = droppedEdits
    this.confirmAccess()
    if (this.#identity.codec.dialect === 'y-websocket') this.#askForMissing(document)
    this.#sendAwareness(document.presence.everyone())
  }

  confirmAccess(): void {
    this.#say({ type: 'authenticated', access: this.#grant.access })
  }

  handle(message: ClientMessage): void {
    const document = this.#document
    if (document === null) return
    switch (message.type) {
      case 'step1':
        return this.#answerStep1(document, message.stateVector)
      case 'step2':
      case 'update':
        return this.#receive(document, message)
      case 'awareness':
        return this.#receivePresence(document, message.update)
      case 'query-awareness':
        return this.#answerQuery(document)
      case 'auth':
      case 'stateless':
      case 'close':
        return
      default:
        return unreachable(message)
    }
  }

  handleDurable(seq: number): void {
    if (!this.#acks.isEmpty) this.#sendAcks(this.#acks.release(seq))
  }

  handleRefused(error: WeftError): void {
    this.#refuse(error)
  }

  /** The socket's queue is empty again: one diff makes up for all that was not queued meanwhile. */
  handleDrained(): void {
    const document = this.#document
    const vector = this.#lagVector
    if (document === null || vector === null) return
    this.#lagVector = null
    document.sendSince(vector, this, 'update')
    this.#sendAwareness(document.presence.everyoneAndDepartures())
    if (this.isBackedUp) this.lagFrom(document.stateVector())
  }

  lagFrom(stateVector: Uint8Array): void {
    if (!this.isLagging) this.#counters.sessionsLagged += 1
    this.#lagVector = stateVector
  }

  encode(message: ServerMessage): Uint8Array | null {
    const payload = this.#identity.codec.encode(this.#identity.address, message)
    return payload === null ? null : this.#socket.frame(payload)
  }

  send(frame: Uint8Array): void {
    this.#socket.send(frame)
  }

  /** Hocuspocus clients are asked in turn each time they ask; y-websocket clients were at the welcome. */
  #answerStep1(document: Document, stateVector: Uint8Array): void {
    this.#acks.startHandshake()
    if (this.#identity.codec.dialect === 'hocuspocus') this.#askForMissing(document)
    document.answer(stateVector, this)
  }

  #receive(document: Document, message: Edit): void {
    this.#counters.updatesReceived += 1
    this.#counters.updateBytesReceived += message.update.length
    if (message.type === 'step2') this.#isAskingForMissing = false
    if (this.#grant.access === 'readonly') return this.#answerReadOnly(document, message)
    this.#hasRefusedWrites ||= !document.takesWrites
    // Once one edit was turned away, later ones may build on it: all of them come again after a reconnect.
    if (this.#hasRefusedWrites) return
    const receipt = document.receive(message.update, { author: this, user: this.#grant.user })
    if (receipt.isWaiting && message.type === 'update') this.#askForMissing(document)
    this.#owe(message, receipt.seq)
    this.handleDurable(document.durableSeq)
  }

  #owe(message: Edit, seq: number): void {
    this.#acks.add(seq)
    if (message.type !== 'step2') return
    this.#acks.noteStep2(seq, this.#owedToDropped)
    this.#owedToDropped = 0
  }

  #answerReadOnly(document: Document, message: Edit): void {
    const isApplied = message.type === 'step2' && document.covers(message.update)
    this.#say({ type: 'sync-status', isApplied })
  }

  /** Presence over its limit is not shown to others; it would be harsh to take the document away for it. */
  #receivePresence(document: Document, update: Uint8Array): void {
    try {
      document.presence.receive(this, update)
    } catch (error) {
      if (!(error instanceof WeftError) || error.code !== 'awareness-limit') throw error
      this.#counters.presenceIgnored += 1
    }
  }

  #answerQuery(document: Document): void {
    if (this.#identity.codec.dialect === 'y-websocket') this.#sendAwareness(document.presence.everyone())
  }

  /** At most one question at a time: what a client does not have it cannot send, however often it is asked. */
  #askForMissing(document: Document): void {
    if (this.#isAskingForMissing) return
    this.#isAskingForMissing = true
    this.#say({ type: 'step1', stateVector: document.stateVector() })
  }

  #sendAwareness(update: Uint8Array | null): void {
    if (update !== null) this.#say({ type: 'awareness', update })
  }

  #sendAcks(count: number): void {
    if (count === 0) return
    this.#counters.acksSent += count
    const frame = this.encode({ type: 'sync-status', isApplied: true })
    if (frame === null) return
    for (let sent = 0; sent < count; sent++) this.send(frame)
  }

  #say(message: ServerMessage): void {
    const frame = this.encode(message)
    if (frame !== null) this.send(frame)
  }
}

type Edit = ClientMessage & { readonly type: 'step2' | 'update' }
