import { encodeAwareness } from '@weft/shared/protocol/awareness-codec.ts'
import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Document } from '../../../../server/document/document.ts'
import { Counters } from '../../../../server/observability/counters.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeSubscriber } from '../../../support/fake-subscriber.ts'
import { ManualLog } from '../../../support/manual-log.ts'

function openDocument() {
  const clock = new FakeClock()
  const log = new ManualLog()
  const counters = new Counters()
  const ports = { clock, log, counters, takesWrites: () => true, mostAwarenessStates: 10 }
  const document = new Document('d', { index: new DocumentIndex(), lastSeq: 0 }, ports)
  const join = (number: number, frameKey?: string): FakeSubscriber => {
    const subscriber = new FakeSubscriber(number, frameKey)
    document.subscribe(subscriber)
    return subscriber
  }
  return { clock, log, counters, document, join }
}

/** Somebody who types, and the updates that makes. */
function typist(clientId: number) {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  return {
    doc,
    type: (text: string): Uint8Array => {
      doc.getText('t').insert(doc.getText('t').length, text)
      return updates.at(-1) ?? new Uint8Array(0)
    },
    erase: (at: number, length: number): Uint8Array => {
      doc.getText('t').delete(at, length)
      return updates.at(-1) ?? new Uint8Array(0)
    },
  }
}

function textOf(...updates: Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('t').toString()
}

const by = (author: FakeSubscriber) => ({ author, user: null })

describe('a document', () => {
  test('[DOC1] an edit is logged and broadcast at once, to everyone but its author, unchanged', () => {
    const { clock, log, document, join } = openDocument()
    const [ada, bob, cleo] = [join(1), join(2), join(3)]
    const update = typist(1).type('hi')
    expect(document.receive(update, by(ada))).toEqual({ seq: 1, isWaiting: false, isNew: true })
    expect(log.rows).toMatchObject([{ documentId: 'd', seq: 1, author: null, update }])
    clock.endTurn()
    expect(ada.updates).toEqual([])
    expect(bob.updates).toEqual([update])
    expect(cleo.updates).toEqual([update])
  })

  test('[DOC2] an edit that brings nothing new is neither logged nor broadcast', () => {
    const { clock, log, document, join } = openDocument()
    const [ada, bob] = [join(1), join(2)]
    const update = typist(1).type('hi')
    document.receive(update, by(ada))
    clock.endTurn()
    expect(document.receive(update, by(bob))).toEqual({ seq: 1, isWaiting: false, isNew: false })
    clock.endTurn()
    expect(log.rows).toHaveLength(1)
    expect(ada.received).toEqual([])
  })

  test('[DOC3] news of durability reaches every session, and the document is durable then', () => {
    const { log, document, join } = openDocument()
    const ada = join(1)
    document.receive(typist(1).type('hi'), by(ada))
    expect(document.isSettled).toBe(false)
    log.commitThrough(1)
    expect(document.isSettled).toBe(true)
    expect(ada.durable).toEqual([1])
  })

  test('[BRO5] edits of one turn are one frame, encoded once for all who share a key', () => {
    const { clock, document, join } = openDocument()
    const ada = join(1)
    const readers = [join(2), join(3), join(4, 'other dialect')]
    const one = typist(1)
    document.receive(one.type('a'), by(ada))
    document.receive(one.type('b'), by(ada))
    clock.endTurn()
    for (const reader of readers) {
      expect(reader.updates).toHaveLength(1)
      expect(textOf(...reader.updates)).toBe('ab')
    }
    expect(readers.map((reader) => reader.encodings)).toEqual([1, 0, 1])
  })

  test('[BRO6] two who write in one turn each get what the other wrote', () => {
    const { clock, document, join } = openDocument()
    const [ada, bob, cleo] = [join(1), join(2), join(3)]
    const [fromAda, fromBob] = [typist(1).type('A'), typist(2).type('B')]
    document.receive(fromAda, by(ada))
    document.receive(fromBob, by(bob))
    clock.endTurn()
    expect(ada.updates).toEqual([fromBob])
    expect(bob.updates).toEqual([fromAda])
    expect(textOf(...cleo.updates)).toBe(textOf(fromAda, fromBob))
  })

  test('[BRO6] in a crowd of writers everybody gets the one frame', () => {
    const { clock, document, join } = openDocument()
    const writers = Array.from({ length: 6 }, (_, index) => join(index + 1))
    for (const [index, writer] of writers.entries()) document.receive(typist(index + 1).type('x'), by(writer))
    clock.endTurn()
    for (const writer of writers) expect(textOf(...writer.updates)).toBe('xxxxxx')
    expect(writers.reduce((sum, writer) => sum + writer.encodings, 0)).toBe(1)
  })

  test('[LAG1] a reader that is backed up gets nothing more, and the state it has is noted', () => {
    const { clock, document, join } = openDocument()
    const [ada, slow] = [join(1), join(2)]
    const one = typist(1)
    slow.isBackedUp = true
    document.receive(one.type('a'), by(ada))
    clock.endTurn()
    expect(slow.updates).toHaveLength(1)
    expect(slow.lagVector).toEqual(Y.encodeStateVector(one.doc))
    document.receive(one.type('b'), by(ada))
    clock.endTurn()
    expect(slow.updates).toHaveLength(1)
  })

  const appearance = (atClock: number) => {
    const state = new TextEncoder().encode('{}')
    return encodeAwareness([{ clientId: 1, clock: atClock, state }])
  }

  test('[LAG4] presence alone makes a backed-up reader lag', () => {
    const { clock, document, join } = openDocument()
    const [ada, slow] = [join(1), join(2)]
    slow.isBackedUp = true
    document.presence.receive(ada, appearance(1))
    clock.endTurn()
    document.presence.receive(ada, appearance(2))
    clock.advance(1000)
    expect(slow.received).toHaveLength(1)
    expect(slow.lagVector).toEqual(Uint8Array.of(0))
  })

  test('[LAG4] what gathers goes out before presence makes a reader lag', () => {
    const { clock, document, join } = openDocument()
    const [ada, slow] = [join(1), join(2)]
    const one = typist(1)
    slow.isBackedUp = true
    document.presence.receive(ada, appearance(1))
    document.receive(one.type('a'), by(ada))
    clock.endTurn()
    expect(textOf(...slow.updates)).toBe('a')
    expect(slow.lagVector).toEqual(Y.encodeStateVector(one.doc))
  })

  test('[JOIN1] a newcomer gets everything as step 2', () => {
    const { document, join } = openDocument()
    document.receive(typist(1).type('hello'), by(join(1)))
    const newcomer = join(2)
    document.answer(Uint8Array.of(0), newcomer)
    const [answer] = newcomer.received
    expect(answer?.type === 'step2' && textOf(answer.update)).toBe('hello')
  })

  test('[JOIN2] a crowd of joiners shares one frame, and gets what came since after it', () => {
    const { clock, document, join } = openDocument()
    const ada = join(1)
    const one = typist(1)
    document.receive(one.type('x'.repeat(70_000)), by(ada))
    const joiners = [join(2), join(3)]
    for (const joiner of joiners) document.answer(Uint8Array.of(0), joiner)
    expect(joiners.map((joiner) => joiner.encodings)).toEqual([1, 0])
    document.receive(one.erase(0, 69_999), by(ada))
    const late = join(4)
    document.answer(Uint8Array.of(0), late)
    expect(late.received.map((message) => message.type)).toEqual(['step2', 'update'])
    expect(textOf(...late.received.flatMap((each) => ('update' in each ? [each.update] : [])))).toBe('x')
    clock.advance(1000)
    const later = join(5)
    document.answer(Uint8Array.of(0), later)
    expect(later.received).toHaveLength(1)
  })

  test('[DOC4] a malformed update changes nothing and costs its sender only', () => {
    const { clock, log, document, join } = openDocument()
    const [ada, bob] = [join(1), join(2)]
    expect(() => document.receive(Uint8Array.of(1, 2, 3), by(ada))).toThrow(
      expect.objectContaining({ code: 'update-malformed' }),
    )
    clock.endTurn()
    expect(log.rows).toEqual([])
    expect(bob.received).toEqual([])
  })

  test('[DOC5] what is logged does not keep the network buffer it came in alive', () => {
    const { log, document, join } = openDocument()
    const update = typist(1).type('hi')
    const networkBuffer = new Uint8Array(64 * 1024)
    networkBuffer.set(update, 100)
    document.receive(networkBuffer.subarray(100, 100 + update.length), by(join(1)))
    expect(log.rows[0]?.update).toEqual(update)
    expect(log.rows[0]?.update.buffer.byteLength).toBe(update.length)
  })
})
