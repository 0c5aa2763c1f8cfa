/**
 * One person of a replay: a document, a stock provider that syncs it, and what is known about the edits that
 * leave and arrive. It applies what it is told to; when is the business of `play-document.ts`.
 */
import type { Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import * as Y from 'yjs'
import { AckLedger } from './ack-ledger.ts'
import { Arrivals, type Peer } from './arrivals.ts'
import { CaretDisplay, caretAfter } from './caret.ts'
import { type Link, openLink } from './link.ts'
import { ackedSoFar, findMissingDeletes, findMissingInserts } from './lost-acks.ts'
import { observedWebSocket, type SocketObserver } from './observed-socket.ts'
import type { Dialect } from './options.ts'
import { readWire } from './wire.ts'
import { describeEdit, TEXT_NAME } from './yjs-edit.ts'

export interface ParticipantOptions {
  readonly clock: Clock
  readonly dialect: Dialect
  readonly url: string
  readonly document: string
  readonly token: string
  /** All authors; this one's own place among them, or -1 for one who only reads. */
  readonly peers: readonly Peer[]
  readonly self: number
  readonly report: ParticipantReport
}

/** What a participant tells while it is connected. Times in milliseconds. */
export interface ParticipantReport {
  onArrived(afterMs: number): void
  /** An acknowledged edit that the server does not have any more. */
  onLost(author: number, number: number): void
  onReconnect(): void
  /** Something that a condition may wait for has changed. */
  onChange(): void
  /** The server refuses for good. */
  onRefused(error: WeftError): void
}

export class Participant {
  readonly doc = new Y.Doc()
  readonly ledger: AckLedger
  readonly #options: ParticipantOptions
  readonly #arrivals: Arrivals
  readonly #link: Link
  readonly #caret: CaretDisplay
  /** Of the edits made so far. */
  #clockEnd = 0
  #connections = 0

  constructor(options: ParticipantOptions) {
    this.#options = options
    this.ledger = options.peers[options.self]?.ledger ?? new AckLedger(() => {})
    this.#arrivals = new Arrivals(this.doc, options.peers)
    this.#caret = new CaretDisplay(options.clock, (caret) =>
      this.#link.setPresence('cursor', { anchor: caret, head: caret }),
    )
    // Before the provider's own listener: the ledger must know an edit before its frame is on the wire.
    this.doc.on('update', this.#handleUpdate)
    this.#link = openLink({
      ...options,
      doc: this.doc,
      socketClass: observedWebSocket(() => this.#observeSocket()),
      onChange: () => options.report.onChange(),
    })
  }

  get isSynced(): boolean {
    return this.#link.isSynced
  }

  /** Every edit acknowledged, by the wire's account and by the provider's; true where there are no acks. */
  get isSaved(): boolean {
    const { unsyncedChanges } = this.#link
    return unsyncedChanges === null || (unsyncedChanges === 0 && this.ledger.unackedCount === 0)
  }

  get text(): string {
    return this.doc.getText(TEXT_NAME).toString()
  }

  /** Whether the document has, or ever had, any content. */
  get isUntouched(): boolean {
    return this.doc.store.clients.size === 0
  }

  setUser(user: { readonly name: string; readonly color: string }): void {
    this.#link.setPresence('user', user)
  }

  /** Whether this many edits of an author, from the first on, have come through the server; own ones have. */
  hasSeen(author: number, count: number): boolean {
    if (author === this.#options.self || this.#arrivals.held(author) >= count) return true
    // An edit without effect comes without an event.
    this.#lookForArrivals()
    return this.#arrivals.held(author) >= count
  }

  /**
   * Makes a recorded edit here, so that the provider sends it. False: it changed nothing. The document keeps a
   * client id of its own: Yjs takes an applied update under the document's id for another writer's, and the
   * author's ids must ascend.
   */
  make(update: Uint8Array): boolean {
    const before = this.ledger.made.length
    this.doc.transact(() => Y.applyUpdate(this.doc, update), made)
    if (this.ledger.made.length > before) return true
    // Another author had deleted the same: the provider has nothing to send, and nobody will get an event.
    this.ledger.noteMade(null, this.#options.clock.now())
    this.#options.report.onChange()
    return false
  }

  close(): void {
    this.#caret.end()
    this.#link.close()
    this.doc.destroy()
  }

  readonly #handleUpdate = (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction) => {
    const { clock, report, peers, self } = this.#options
    if (origin === made) {
      const clientId = peers[self]?.clientId ?? 0
      const edit = describeEdit(update, clientId, transaction)
      const caret = caretAfter(edit, clientId, this.#clockEnd)
      this.#clockEnd = edit.clockEnd
      if (caret !== null) this.#caret.moveTo(caret)
      return this.ledger.noteMade(edit, clock.now())
    }
    this.#lookForArrivals()
    report.onChange()
  }

  #lookForArrivals(): void {
    const { clock, report, peers, self } = this.#options
    const nowMs = clock.now()
    this.#arrivals.advance((author, number) => {
      const madeMs = author === self ? undefined : peers[author]?.ledger.madeAtMs(number)
      if (madeMs !== undefined) report.onArrived(nowMs - madeMs)
    })
  }

  #observeSocket(): SocketObserver {
    const { dialect, clock, report, peers } = this.#options
    const acks = this.ledger.openConnection()
    const acked = ackedSoFar(peers)
    const search = { peers, acked, onLost: report.onLost }
    return {
      opened: () => {
        this.#connections += 1
        if (this.#connections > 1) report.onReconnect()
      },
      sent: (frame) => {
        const message = readWire(dialect, frame)
        if (message.type === 'update') acks.updateSent(message.update)
        if (message.type === 'step2') acks.step2Sent()
      },
      received: (frame) => {
        const message = readWire(dialect, frame)
        if (message.type === 'step1') findMissingInserts({ ...search, stateVector: message.stateVector })
        if (message.type === 'step2') findMissingDeletes({ ...search, update: message.update })
        if (message.type === 'denied') report.onRefused(refused(message.reason))
        if (message.type !== 'sync-status') return
        if (!message.isApplied) return report.onRefused(refused('it took a change for refused'))
        acks.acked(clock.now())
        report.onChange()
      },
    }
  }
}

/** Origin of the edits that are made here. */
const made = 'replay'

function refused(reason: string): WeftError {
  const hint = 'is --token right, and may it write to this document?'
  return new WeftError('replay-failed', `the server refuses: ${reason}`, { hint })
}
