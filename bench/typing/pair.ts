/** Two people in one document, who type its keystrokes in order and never before they could have. */
import * as Y from 'yjs'
import { TEXT_NAME } from '../../server/replay/yjs-edit.ts'
import type { MeasuredServer } from './servers.ts'
import { emptyUpdate, Typist, until } from './typist.ts'
import type { DocumentWork, Keystroke } from './work.ts'

export interface Samples {
  readonly ackMs: number[]
  readonly propagationMs: number[]
}

export interface PairOptions {
  readonly server: Pick<MeasuredServer, 'dialect' | 'url' | 'keepsDocuments'>
  readonly document: string
  readonly work: DocumentWork
  readonly samples: Samples
}

interface Person {
  readonly typist: Typist
  /** Due, but the other's keystroke that this one builds on has not arrived. */
  readonly held: { keystroke: Keystroke; frame: Uint8Array }[]
  /** Own insertions that the other has not got: Yjs clock and when they were sent. */
  readonly underWay: { clockEnd: number; sentMs: number }[]
  /** Own Yjs clock as far as it was sent; a deletion does not move it. */
  sentClock: number
}

export class Pair {
  readonly #options: PairOptions
  readonly #people: readonly [Person, Person]
  readonly #frames: readonly Uint8Array[]
  sentCount = 0

  constructor(options: PairOptions) {
    this.#options = options
    this.#people = [this.#person(0), this.#person(1)]
    this.#frames = options.work.keystrokes.map((keystroke) =>
      this.#typist(keystroke).frameOf(keystroke.update),
    )
  }

  async opened(): Promise<void> {
    for (const { typist } of this.#people) await typist.opened()
  }

  /** Sends a keystroke that is due now, or as soon as what it builds on has arrived. */
  type(index: number): void {
    const keystroke = this.#options.work.keystrokes[index]
    const frame = this.#frames[index]
    if (keystroke === undefined || frame === undefined) return
    const person = this.#people[keystroke.person === 0 ? 0 : 1]
    person.held.push({ keystroke, frame })
    this.#sendDue(person)
  }

  /** Everything typed is acknowledged and on the other's screen, as far as insertions tell. */
  get isQuiet(): boolean {
    return this.#people.every(
      ({ typist, held, underWay }) => held.length + underWay.length + typist.unackedCount === 0,
    )
  }

  get unackedCount(): number {
    return this.#people.reduce((sum, { typist }) => sum + typist.unackedCount, 0)
  }

  /** Update frames that the two have received together. */
  get receivedCount(): number {
    return this.#people.reduce((sum, { typist }) => sum + typist.updatesReceived, 0)
  }

  /** Whether someone who comes now reads what the recording says. */
  async isRight(): Promise<boolean> {
    const doc = new Y.Doc()
    const { server, document, work } = this.#options
    const reader = new Typist({
      ...{ ...server, document, seed: emptyUpdate, otherClock: 0, otherClientId: 0 },
      onAck: () => {},
      onArrived: () => {},
      onContent: (update) => Y.applyUpdate(doc, update),
    })
    const reads = () => doc.getText(TEXT_NAME).toString() === work.endText
    try {
      await reader.opened()
      await until(reads, 2_000)
      return true
    } catch {
      return false
    } finally {
      reader.close()
    }
  }

  close(): void {
    for (const { typist } of this.#people) typist.close()
  }

  #person(number: 0 | 1): Person {
    const { server, document, work, samples } = this.#options
    const otherClientId = work.clientIds[1 - number] ?? 0
    const clocks = Y.parseUpdateMeta(work.seed).to
    const typist = new Typist({
      ...{ ...server, document, otherClientId },
      seed: number === 0 ? work.seed : emptyUpdate,
      otherClock: clocks.get(otherClientId) ?? 0,
      onAck: (sentMs) => samples.ackMs.push(performance.now() - sentMs),
      onArrived: (clockEnd) => this.#arrived(number, clockEnd),
      onContent: null,
    })
    return { typist, held: [], underWay: [], sentClock: clocks.get(work.clientIds[number] ?? 0) ?? 0 }
  }

  #typist({ person }: Keystroke): Typist {
    return this.#people[person === 0 ? 0 : 1].typist
  }

  #sendDue(person: Person): void {
    for (let due = person.held[0]; due !== undefined; due = person.held[0]) {
      const { clockEnd, needsClock } = due.keystroke
      if (person.typist.arrivedClock < needsClock) return
      person.held.shift()
      const nowMs = performance.now()
      if (clockEnd > person.sentClock) person.underWay.push({ clockEnd, sentMs: nowMs })
      person.sentClock = clockEnd
      person.typist.type(due.frame, nowMs)
      this.sentCount += 1
    }
  }

  #arrived(receiver: 0 | 1, clockEnd: number): void {
    const { underWay } = this.#people[receiver === 0 ? 1 : 0]
    const nowMs = performance.now()
    for (let first = underWay[0]; first !== undefined && first.clockEnd <= clockEnd; first = underWay[0]) {
      underWay.shift()
      this.#options.samples.propagationMs.push(nowMs - first.sentMs)
    }
    this.#sendDue(this.#people[receiver])
  }
}
