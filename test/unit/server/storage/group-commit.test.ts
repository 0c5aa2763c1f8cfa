import type { WeftError } from '@weft/shared/errors.ts'
import { describe, expect, test } from 'vitest'
import { GroupCommit } from '../../../../server/storage/group-commit.ts'
import type { DurabilityListener } from '../../../../server/storage/update-log.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { ScriptedStore } from '../../../support/storage/scripted-store.ts'

describe('gathering', () => {
  test('[LOG1] a row after quiet waits for a short window, then is committed', async () => {
    const { clock, store, write } = setUp()
    write('a')
    expect(store.batches).toEqual([])
    await clock.advanceAsync(5)
    expect(store.batches).toEqual([['a#1']])
  })

  test('[LOG2] rows of a window leave as one commit, in the order they came', async () => {
    const { clock, store, write } = setUp()
    write('a', 'b', 'a')
    await clock.advanceAsync(5)
    expect(store.batches).toEqual([['a#1', 'b#1', 'a#2']])
  })

  test('[LOG2] rows that come while a commit runs wait for the next one', async () => {
    const { clock, store, write } = setUp()
    write('a')
    await clock.advanceAsync(5)
    write('b', 'a')
    await clock.advanceAsync(1000)
    expect(store.batches).toHaveLength(1)
    await store.end('succeeds')
    await clock.advanceAsync(50)
    expect(store.batches).toEqual([['a#1'], ['b#1', 'a#2']])
  })

  test('[LOG3] news of durability comes once per document and commit, only after the commit', async () => {
    const { clock, store, write, durable } = setUp()
    write('a', 'a', 'b', 'a')
    await clock.advanceAsync(5)
    expect(durable).toEqual([])
    await store.end('succeeds')
    expect(durable).toEqual(['a through 3', 'b through 1'])
  })

  test('[LOG4] the window grows with the load and shrinks again when it is quiet', async () => {
    const { clock, store, write } = setUp()
    for (let round = 0; round < 1000; round++) {
      write('a')
      if (store.running > 0) await store.end('succeeds')
      await clock.advanceAsync(1)
    }
    if (store.running > 0) await store.end('succeeds')
    expect(store.batches.slice(-3).map((batch) => batch.length)).toEqual([50, 50, 50])
    await clock.advanceAsync(1000)
    if (store.running > 0) await store.end('succeeds')
    await clock.advanceAsync(2000)
    const before = store.batches.length
    write('a')
    await clock.advanceAsync(50)
    await store.end('succeeds')
    write('a')
    await clock.advanceAsync(5)
    expect(store.batches.length).toBe(before + 2)
  })

  test('[LOG5] a commit is bounded; a large backlog leaves in several, without waiting', async () => {
    const { clock, store, write } = setUp()
    const mebibyte = new Uint8Array(1024 * 1024)
    for (let index = 0; index < 20; index++) write({ documentId: 'a', update: mebibyte })
    expect(store.batches).toHaveLength(1)
    await store.end('succeeds')
    expect(store.batches).toHaveLength(2)
    await store.end('succeeds')
    await clock.advanceAsync(50)
    expect(store.batches.flat()).toEqual(Array.from({ length: 20 }, (_, index) => `a#${index + 1}`))
    for (const batch of store.batches) expect(batch.length).toBeLessThanOrEqual(8)
  })

  test('[LOG2] rows that waited through a slow commit wait no longer', async () => {
    const { clock, store, write } = setUp()
    write('a')
    await clock.advanceAsync(5)
    write('b')
    await clock.advanceAsync(300)
    await store.end('succeeds')
    expect(store.batches).toEqual([['a#1'], ['b#1']])
  })

  test('[LOG6] what waits is counted until it is durable', async () => {
    const { clock, store, write, log } = setUp()
    write({ documentId: 'a', update: new Uint8Array(1000) })
    const one = log.unsavedBytes
    expect(one).toBeGreaterThanOrEqual(1000)
    await clock.advanceAsync(5)
    write({ documentId: 'a', update: new Uint8Array(1000) })
    expect(log.unsavedBytes).toBe(2 * one)
    await store.end('succeeds')
    expect(log.unsavedBytes).toBe(one)
    await clock.advanceAsync(50)
    await store.end('succeeds')
    expect(log.unsavedBytes).toBe(0)
  })
})

describe('flushing', () => {
  test('[LOG7] flush commits at once and resolves when everything appended so far is durable', async () => {
    const { store, write, log } = setUp()
    write('a')
    const flushed = settled(log.flush(1000))
    expect(store.batches).toEqual([['a#1']])
    write('b')
    expect(flushed.state).toBe('pending')
    await store.end('succeeds')
    expect(flushed.state).toBe('resolved')
  })

  test('[LOG7] flush during a commit waits for the next one too', async () => {
    const { clock, store, write, log } = setUp()
    write('a')
    await clock.advanceAsync(5)
    write('b')
    const flushed = settled(log.flush(1000))
    await store.end('succeeds')
    expect(flushed.state).toBe('pending')
    await store.end('succeeds')
    expect(flushed.state).toBe('resolved')
  })

  test('[LOG7] flush gives up after its time, and of an empty log resolves at once', async () => {
    const { clock, store, write, log } = setUp()
    await log.flush(0)
    write('a')
    const flushed = settled(log.flush(200))
    await store.end('fails')
    await clock.advanceAsync(199)
    expect(flushed.state).toBe('pending')
    await clock.advanceAsync(1)
    expect(flushed.error?.code).toBe('storage-failed')
  })

  test('[LOG7] closing rejects a flush that waits and leaves no timer', async () => {
    const { clock, store, write, log } = setUp()
    write('a')
    const flushed = settled(log.flush(200))
    await store.end('fails')
    await log.close()
    expect(flushed.error?.code).toBe('storage-failed')
    expect(clock.pendingTimers).toBe(0)
    await clock.advanceAsync(100_000)
    expect(store.recoveries).toBe(0)
  })
})

describe('trouble', () => {
  test('[LOG8] a commit that failed acks nothing; after recovery the whole backlog is appended again, in order', async () => {
    const { clock, store, write, log, durable, health } = setUp()
    write('a', 'b')
    await clock.advanceAsync(5)
    write('a')
    await store.end('fails')
    write('c')
    expect(log.health).toBe('failing')
    expect(durable).toEqual([])
    await clock.advanceAsync(100)
    await store.end('succeeds')
    expect(store.batches.at(-1)).toEqual(['a#1', 'b#1', 'a#2', 'c#1'])
    expect(durable).toEqual([])
    expect(log.health).toBe('failing')
    await store.end('succeeds')
    expect(durable).toEqual(['a through 2', 'b through 1', 'c through 1'])
    expect(log.health).toBe('healthy')
    expect(health).toEqual(['failing', 'healthy'])
  })

  test('[LOG9] nothing is appended between a failure and a recovery', async () => {
    const { clock, store, write } = setUp()
    write('a')
    await clock.advanceAsync(5)
    await store.end('fails')
    write('a', 'b')
    await clock.advanceAsync(100)
    expect(store.recoveries).toBe(1)
    write('c')
    await clock.advanceAsync(10_000)
    expect(store.batches).toHaveLength(1)
    await store.end('fails')
    await clock.advanceAsync(10_000)
    expect(store.batches).toHaveLength(1)
    expect(store.recoveries).toBe(2)
  })

  test('[LOG10] a commit of unknown outcome is appended again, and is there once', async () => {
    const { clock, store, write, durable } = setUp()
    write('a', 'a')
    await clock.advanceAsync(5)
    await store.end('lost-answer')
    expect(durable).toEqual([])
    await clock.advanceAsync(100)
    await store.end('succeeds')
    await store.end('succeeds')
    expect(durable).toEqual(['a through 2'])
    expect(await store.load('a')).toMatchObject({ updates: [{ seq: 1 }, { seq: 2 }] })
  })

  test('[LOG11] tries go on for ever, at most 5 s apart', async () => {
    const { clock, store, write } = setUp()
    write('a')
    await clock.advanceAsync(5)
    await store.end('fails')
    const waitsMs: number[] = []
    for (let attempt = 0; attempt < 40; attempt++) {
      const waitMs = clock.nextTimerInMs ?? Number.NaN
      waitsMs.push(waitMs)
      await clock.advanceAsync(waitMs)
      await store.end('fails')
    }
    expect(waitsMs[0]).toBeLessThanOrEqual(100)
    expect(waitsMs.slice(10).every((waitMs) => waitMs >= 2500 && waitMs <= 5000)).toBe(true)
    expect(store.recoveries).toBe(40)
  })

  test('[LOG11] waits begin anew after a commit has succeeded', async () => {
    const { clock, store, write } = setUp()
    write('a')
    await clock.advanceAsync(5)
    for (let attempt = 0; attempt < 6; attempt++) {
      await store.end('fails')
      await clock.advanceAsync(clock.nextTimerInMs ?? 0)
    }
    await store.end('succeeds')
    await store.end('succeeds')
    write('a')
    await clock.advanceAsync(50)
    await store.end('fails')
    expect(clock.nextTimerInMs).toBeLessThanOrEqual(100)
  })

  test('[LOG12] a store that failed elsewhere is recovered without waiting for a row', async () => {
    const { clock, store, log, health } = setUp()
    log.handleStoreFailure()
    expect(log.health).toBe('failing')
    await clock.advanceAsync(100)
    await store.end('succeeds')
    expect(health).toEqual(['failing', 'healthy'])
    expect(store.batches).toEqual([])
  })

  test('[LOG12] such news during a commit or a recovery changes nothing', async () => {
    const { clock, store, write, log, durable } = setUp()
    write('a')
    await clock.advanceAsync(5)
    log.handleStoreFailure()
    await store.end('succeeds')
    expect(durable).toEqual(['a through 1'])
    expect(log.health).toBe('healthy')
  })

  test('[LOG13] rows that can never be stored are dropped and their document told; the others are committed', async () => {
    const { clock, store, write, log, durable, refused } = setUp()
    await store.erase('gone')
    write('a', 'gone', 'b', 'gone')
    await clock.advanceAsync(5)
    await store.end('succeeds')
    expect(refused).toEqual(['gone: refused-gone'])
    expect(durable).toEqual([])
    await clock.advanceAsync(50)
    await store.end('succeeds')
    expect(durable).toEqual(['a through 1', 'b through 1'])
    expect(log).toMatchObject({ health: 'healthy', unsavedBytes: 0 })
  })

  test('[LOG13] a flush does not wait for rows that were refused, nor skip ones that were not', async () => {
    const { store, write, log } = setUp()
    await store.erase('gone')
    write('gone', 'gone', 'a')
    const flushed = settled(log.flush(10_000))
    write('b')
    await store.end('succeeds')
    expect(flushed.state).toBe('pending')
    await store.end('succeeds')
    expect(flushed.state).toBe('resolved')
  })

  test('[LOG3] a late answer after closing acks nothing', async () => {
    const { clock, store, write, log, durable } = setUp()
    write('a')
    await clock.advanceAsync(5)
    const closed = log.close()
    await store.end('succeeds')
    await closed
    expect(durable).toEqual([])
  })
})

function setUp() {
  const clock = new FakeClock()
  const store = new ScriptedStore()
  const log = new GroupCommit({ store, clock, random: () => 0.5 })
  const durable: string[] = []
  const refused: string[] = []
  const health: string[] = []
  log.onHealth((value) => health.push(value))
  const documents = new Map<string, DurabilityListener & { seq: number }>()
  const open = (documentId: string) => {
    const opened = documents.get(documentId) ?? {
      seq: 0,
      handleDurable: (seq: number) => void durable.push(`${documentId} through ${seq}`),
      handleRefused: (error: WeftError) => void refused.push(`${documentId}: ${error.code}`),
    }
    documents.set(documentId, opened)
    return opened
  }
  const write = (...rows: (string | { documentId: string; update: Uint8Array })[]) => {
    for (const row of rows) {
      const { documentId, update } = typeof row === 'string' ? { documentId: row, update: bytesOf(row) } : row
      const document = open(documentId)
      document.seq++
      log.append({ documentId, seq: document.seq, timeMs: 0, author: null, update }, document)
    }
  }
  return { clock, store, log, write, durable, refused, health }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function settled(promise: Promise<void>): { state: string; error: WeftError | undefined } {
  const seen: { state: string; error: WeftError | undefined } = { state: 'pending', error: undefined }
  promise.then(
    () => {
      seen.state = 'resolved'
    },
    (error: WeftError) => {
      seen.state = 'rejected'
      seen.error = error
    },
  )
  return seen
}
