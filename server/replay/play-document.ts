/**
 * One document of a replay: its authors connect, and each makes the recorded edits in order. An author makes
 * an edit when it is due, when everything that the recording says this author had seen has come through the
 * server, and while not too much is on its way.
 */
import type { Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import { AckLedger } from './ack-ledger.ts'
import type { Peer } from './arrivals.ts'
import { Changes } from './changes.ts'
import { type Difference, differenceOf } from './difference.ts'
import type { Dialect } from './options.ts'
import { Participant, type ParticipantReport } from './participant.ts'
import { endOfTurn, sleep } from './sleep.ts'
import type { RecordedEdit, YjsRecording } from './to-yjs.ts'
import type { ReplayTotals } from './totals.ts'

export interface DocumentReplayOptions {
  readonly clock: Clock
  readonly recording: YjsRecording
  /** Milliseconds after the start, per transaction of the recording; null: without waiting. */
  readonly dueMs: Float64Array | null
  readonly url: string
  readonly document: string
  readonly dialect: Dialect
  readonly token: string
  readonly totals: ReplayTotals
  /** Aborted when the person, or another document's failure, ends the replay. */
  readonly signal: AbortSignal
  readonly connectTimeoutMs: number
  readonly stallMs: number
}

export class DocumentReplay {
  readonly #options: DocumentReplayOptions
  readonly #peers: readonly Peer[]
  readonly #authors: readonly Participant[]
  readonly #participants: Participant[]
  readonly #refused = new AbortController()
  readonly #connecting: Changes
  readonly #playing: Changes

  constructor(options: DocumentReplayOptions) {
    const { clock, recording, totals } = options
    this.#options = options
    const signal = AbortSignal.any([options.signal, this.#refused.signal])
    const { connectTimeoutMs, stallMs } = options
    this.#connecting = new Changes({ clock, signal, stallMs: connectTimeoutMs, isOwed: () => true })
    this.#playing = new Changes({ clock, signal, stallMs, isOwed: () => !this.#isQuiet() })
    this.#peers = recording.clientIds.map((clientId) => ({
      clientId,
      ledger: new AckLedger((afterMs) => {
        totals.acked += 1
        totals.ackMs.push(afterMs)
      }),
    }))
    this.#authors = recording.clientIds.map((_, self) => this.#join(self))
    this.#participants = [...this.#authors]
    if (this.#authors.length === 1) this.#participants.push(this.#join(READER))
  }

  /** Throws `replay-failed` when the server does not answer, `replay-input` when the document is in use. */
  async connect(): Promise<void> {
    const { url, document } = this.#options
    for (const participant of this.#participants) await this.#untilSynced(participant)
    if (this.#participants.every((participant) => participant.isUntouched)) return
    const hint = `choose another --document: this one was written to before, maybe by an earlier replay`
    throw new WeftError('replay-input', `the document "${document}" on ${url} is not empty`, { hint })
  }

  /** Resolves when every edit is made, on everybody's screen, and acknowledged where there are acks. */
  async play(): Promise<void> {
    const startMs = this.#options.clock.now()
    await Promise.all(this.#authors.map((author, self) => this.#write(author, self, startMs)))
    await this.#playing.until({ isTrue: () => this.#isQuiet(), whenStalled: this.#stalled })
  }

  /** What a client that was never here before finds instead of the recording's end; null when it agrees. */
  async check(): Promise<Difference | null> {
    const { clock, document, recording, signal } = this.#options
    // What reaches it is no news that travelled, and it may be sent a state of a moment ago first.
    const reader = this.#join(READER, { ...this.#report(), onArrived: () => {}, onLost: () => {} })
    this.#participants.push(reader)
    await this.#untilSynced(reader)
    if (reader.text !== recording.endContent) await sleep(clock, SETTLE_MS, signal)
    return differenceOf(document, recording.endContent, reader.text)
  }

  close(): void {
    for (const participant of this.#participants) participant.close()
  }

  async #write(author: Participant, self: number, startMs: number): Promise<void> {
    const { clock, recording, dueMs, totals, signal } = this.#options
    const edits = recording.edits.filter((edit) => edit.author === self)
    for (const [number, edit] of edits.entries()) {
      if (dueMs !== null) await sleep(clock, startMs + (dueMs[edit.transaction] ?? 0) - clock.now(), signal)
      await this.#playing.until({
        isTrue: () => this.#hasRoom(author, self, number) && hasSeenItsNeeds(author, edit),
        whenStalled: this.#stalled,
      })
      if (!author.make(edit.update)) totals.withoutEffect += 1
      totals.made += 1
      if (number % EDITS_PER_TURN === 0) await endOfTurn(clock)
    }
  }

  #hasRoom(author: Participant, self: number, made: number): boolean {
    const hasAcks = this.#options.dialect === 'hocuspocus'
    if (hasAcks && author.ledger.unackedCount >= IN_FLIGHT_MAX) return false
    return this.#participants.every((participant) => participant.hasSeen(self, made - IN_FLIGHT_MAX))
  }

  /** Nothing that was made is on its way. */
  #isQuiet(): boolean {
    return (
      this.#authors.every((author) => author.isSaved) &&
      this.#participants.every((participant) =>
        this.#peers.every((peer, author) => participant.hasSeen(author, peer.ledger.made.length)),
      )
    )
  }

  readonly #stalled = (quietMs: number): WeftError => {
    const unacked = this.#peers.reduce((sum, peer) => sum + peer.ledger.unackedCount, 0)
    const offline = this.#participants.filter((participant) => !participant.isSynced).length
    const acks = this.#options.dialect === 'hocuspocus' ? `, ${unacked} edits are not acknowledged` : ''
    const clients = `${offline} of ${this.#participants.length} clients are offline`
    const hint = 'is the server still running? edits that it acknowledged must be on its disk'
    const message = `nothing came for ${Math.round(quietMs / 1_000)} s in "${this.#options.document}"${acks}, ${clients}`
    return new WeftError('replay-failed', message, { hint })
  }

  #join(self: number, report = this.#report()): Participant {
    const { clock, dialect, url, document, token } = this.#options
    const participant = new Participant({
      ...{ clock, dialect, url, document, token, self, report },
      peers: this.#peers,
    })
    if (self !== READER) participant.setUser(personaOf(self))
    return participant
  }

  async #untilSynced(participant: Participant): Promise<void> {
    const { url, document } = this.#options
    await this.#connecting.until({
      isTrue: () => participant.isSynced,
      whenStalled: (quietMs) => {
        const hint = 'is the server running, and is this its URL? start one with `weft serve`, see --url'
        const message = `${url} did not open "${document}" within ${Math.round(quietMs / 1_000)} s`
        return new WeftError('replay-failed', message, { hint })
      },
    })
  }

  #report(): ParticipantReport {
    const { totals, document } = this.#options
    return {
      onArrived: (afterMs) => totals.propagationMs.push(afterMs),
      onReconnect: () => {
        totals.reconnects += 1
      },
      onLost: (author, number) => {
        totals.lost.add(`${author} ${number} ${document}`)
      },
      onRefused: (error) => this.#refused.abort(error),
      onChange: () => {
        this.#connecting.notify()
        this.#playing.notify()
      },
    }
  }
}

/** Edits an author may be ahead of the acknowledgements and of the others' screens. */
const IN_FLIGHT_MAX = 200
/** For a newcomer to get what came since the state that it was sent. */
const SETTLE_MS = 2_000
/** Edits made without letting the event loop look for what came in. */
const EDITS_PER_TURN = 16
/** In place of an author's number. A recording of one person has nobody to arrive at: a reader joins. */
const READER = -1

function hasSeenItsNeeds(author: Participant, edit: RecordedEdit): boolean {
  return edit.needs.every((count, other) => author.hasSeen(other, count))
}

function personaOf(author: number): { name: string; color: string } {
  // White names on them can be read.
  const colors = ['#be185d', '#1d4ed8', '#15803d', '#b45309', '#6d28d9']
  return { name: `Author ${author + 1}`, color: colors[author % colors.length] ?? '#475569' }
}
