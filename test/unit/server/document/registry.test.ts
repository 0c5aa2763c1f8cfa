import { WeftError } from '@weft/shared/errors.ts'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocumentRegistry, type RegistryLimits } from '../../../../server/document/registry.ts'
import { Counters } from '../../../../server/observability/counters.ts'
import type { DocumentStore, StoredDocument } from '../../../../server/storage/port.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeSubscriber } from '../../../support/fake-subscriber.ts'
import { ManualLog } from '../../../support/manual-log.ts'

/** A store whose loads end when the test says so. */
class ManualStore implements Pick<DocumentStore, 'load'> {
  readonly loads: {
    id: string
    resolve: (stored: StoredDocument) => void
    reject: (error: Error) => void
  }[] = []

  load(documentId: string): Promise<StoredDocument> {
    return new Promise((resolve, reject) => this.loads.push({ id: documentId, resolve, reject }))
  }

  finish(index: number, stored: StoredDocument = { state: 'absent' }): void {
    this.loads[index]?.resolve(stored)
  }
}

const limits: RegistryLimits = {
  index: {},
  idleUnloadMs: 30_000,
  maxMemoryBytes: 1024 * 1024,
  maxSessionsPerDocument: 3,
  mostAwarenessStates: 10,
}

function openRegistry(overrides: Partial<RegistryLimits> = {}) {
  const clock = new FakeClock()
  const store = new ManualStore()
  const log = new ManualLog()
  const counters = new Counters()
  const shard = { store: store as unknown as DocumentStore, log }
  const ports = { clock, counters, takesWrites: () => true, shardFor: () => shard }
  return { clock, store, log, counters, registry: new DocumentRegistry(ports, { ...limits, ...overrides }) }
}

const settle = (clock: FakeClock) => clock.advanceAsync(0)

function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

const stored = (...updates: Uint8Array[]): StoredDocument => ({
  state: 'present',
  lineage: 'l',
  snapshot: null,
  updates: updates.map((update, index) => ({ seq: index + 1, update })),
})

describe('open documents', () => {
  test('[REG1] however many ask at once, a document is loaded once', async () => {
    const { clock, store, registry } = openRegistry()
    const joins = [1, 2, 3].map((number) => registry.join('d', new FakeSubscriber(number)))
    await settle(clock)
    expect(store.loads).toHaveLength(1)
    store.finish(0)
    await settle(clock)
    const [first, ...others] = await Promise.all(joins)
    for (const other of others) expect(other).toBe(first)
    expect(first?.sessionCount).toBe(3)
  })

  test('[REG2] nobody is subscribed before it is loaded; what was stored is there then', async () => {
    const { clock, store, registry } = openRegistry()
    let isJoined = false
    const ada = new FakeSubscriber(1)
    const joining = registry.join('d', ada).then((document) => {
      isJoined = true
      return document
    })
    await settle(clock)
    expect(isJoined).toBe(false)
    store.finish(0, stored(updateOf('hello')))
    await settle(clock)
    const document = await joining
    document.answer(Uint8Array.of(0), ada)
    const doc = new Y.Doc()
    for (const message of ada.received) if ('update' in message) Y.applyUpdate(doc, message.update)
    expect(doc.getText('t').toString()).toBe('hello')
    expect(document.durableSeq).toBe(1)
  })

  test('[REG3] a load that fails leaves nothing behind and writes nothing; the next one may succeed', async () => {
    const { clock, store, log, registry } = openRegistry()
    const failing = registry.join('d', new FakeSubscriber(1))
    failing.catch(() => undefined)
    await settle(clock)
    store.loads[0]?.reject(new Error('disk'))
    await expect(failing).rejects.toThrow('disk')
    expect(registry.size).toBe(0)
    expect(log.rows).toEqual([])
    const joining = registry.join('d', new FakeSubscriber(2))
    await settle(clock)
    store.finish(1)
    await settle(clock)
    expect((await joining).sessionCount).toBe(1)
  })

  test('[REG4] bytes that no longer decode are damage, said with their seq, and nothing is served', async () => {
    const { clock, store, registry } = openRegistry()
    const joining = registry.join('d', new FakeSubscriber(1))
    joining.catch(() => undefined)
    await settle(clock)
    store.finish(0, stored(updateOf('a'), Uint8Array.of(9, 9, 9)))
    await settle(clock)
    await expect(joining).rejects.toMatchObject({
      code: 'storage-damaged',
      message: expect.stringContaining('seq 2'),
    })
    expect(registry.size).toBe(0)
  })

  test('[REG5] an erased id is gone', async () => {
    const { clock, store, registry } = openRegistry()
    const joining = registry.join('d', new FakeSubscriber(1))
    joining.catch(() => undefined)
    await settle(clock)
    store.finish(0, { state: 'gone', erasedAtMs: 1 })
    await settle(clock)
    await expect(joining).rejects.toMatchObject({ code: 'refused-gone' })
  })

  test('[REG6] one session too many is refused, the others stay', async () => {
    const { clock, store, registry } = openRegistry()
    const joins = [1, 2, 3, 4].map((number) => registry.join('d', new FakeSubscriber(number)))
    joins[3]?.catch(() => undefined)
    await settle(clock)
    store.finish(0)
    await settle(clock)
    await expect(joins[3]).rejects.toMatchObject({ code: 'refused-quota' })
    expect((await joins[0])?.sessionCount).toBe(3)
  })

  async function joined(setup: ReturnType<typeof openRegistry>, id: string, number: number, bytes = 1) {
    const subscriber = new FakeSubscriber(number)
    const joining = setup.registry.join(id, subscriber)
    await settle(setup.clock)
    setup.store.finish(setup.store.loads.length - 1, stored(updateOf('x'.repeat(bytes))))
    await settle(setup.clock)
    return { subscriber, document: await joining }
  }

  test('[REG7] a document without sessions leaves memory when it has idled, not before', async () => {
    const setup = openRegistry()
    const { subscriber, document } = await joined(setup, 'd', 1)
    setup.registry.leave(document, subscriber)
    setup.clock.advance(29_000)
    expect(setup.registry.size).toBe(1)
    setup.clock.advance(3000)
    expect(setup.registry.size).toBe(0)
  })

  test('[REG7] one that has sessions, or edits that are not on disk, stays', async () => {
    const setup = openRegistry()
    const first = await joined(setup, 'busy', 1)
    const second = await joined(setup, 'unsaved', 2)
    second.document.receive(updateOf('edit'), { author: second.subscriber, user: null })
    setup.registry.leave(second.document, second.subscriber)
    setup.clock.advance(100_000)
    expect(setup.registry.size).toBe(2)
    setup.log.commitThrough(2)
    setup.clock.advance(2000)
    expect(setup.registry.size).toBe(1)
    expect(first.document.sessionCount).toBe(1)
  })

  test('[REG10] a document the store takes no more of refuses its sessions and is opened anew for whoever comes', async () => {
    const setup = openRegistry()
    const { subscriber, document } = await joined(setup, 'd', 1)
    document.receive(updateOf('never stored'), { author: subscriber, user: null })
    document.handleRefused(new WeftError('refused-gone', 'erased'))
    expect(subscriber.refusals).toMatchObject([{ code: 'refused-gone' }])
    setup.registry.leave(document, subscriber)
    expect(setup.registry.size).toBe(0)
    await joined(setup, 'd', 2)
    expect(setup.store.loads).toHaveLength(2)
  })

  test('[REG8] short of memory, idle documents go first, least recently used first', async () => {
    const setup = openRegistry({ maxMemoryBytes: 250_000 })
    for (const [index, id] of ['a', 'b'].entries()) {
      const { subscriber, document } = await joined(setup, id, index + 1, 100_000)
      setup.registry.leave(document, subscriber)
    }
    await joined(setup, 'c', 3, 100_000)
    expect(setup.registry.size).toBe(3)
    await joined(setup, 'd', 4, 1)
    expect([...setup.registry.documents()].map((document) => document.id)).toEqual(['b', 'c', 'd'])
  })

  test('[REG9] when nothing idles, opening waits 5 s for room, then is refused as overload', async () => {
    const setup = openRegistry({ maxMemoryBytes: 100_000 })
    const busy = await joined(setup, 'busy', 1, 200_000)
    const refused = setup.registry.join('late', new FakeSubscriber(2))
    refused.catch(() => undefined)
    await setup.clock.advanceAsync(4000)
    expect(setup.store.loads).toHaveLength(1)
    await setup.clock.advanceAsync(2000)
    await expect(refused).rejects.toMatchObject({ code: 'refused-overload' })
    const waiting = setup.registry.join('lucky', new FakeSubscriber(3))
    await setup.clock.advanceAsync(1000)
    setup.registry.leave(busy.document, busy.subscriber)
    await setup.clock.advanceAsync(200)
    setup.store.finish(1)
    await settle(setup.clock)
    expect((await waiting).id).toBe('lucky')
  })
})
