import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentStore, LogRow, StoredDocument } from '../../server/storage/port.ts'

/** How a test gets a store of one kind: empty, and removed when the test is over. */
export interface StoreUnderTest {
  readonly store: DocumentStore
  /** Closes and opens again what the store keeps, or answers null when it keeps nothing beyond its life. */
  reopen(): Promise<DocumentStore | null>
  remove(): Promise<void>
}

/** The acceptance suite of `DocumentStore`: what every implementation must do, whatever it is made of. */
export function describeDocumentStore(kind: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${kind} as a DocumentStore`, () => {
    let opened: StoreUnderTest
    let store: DocumentStore

    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.remove())

    describe('rows', () => {
      test('[STO2] a document nobody wrote is absent', async () => {
        expect(await store.load('nobody')).toEqual({ state: 'absent' })
      })

      test('[STO3] what was appended is loaded, in order, byte for byte', async () => {
        await store.append([row('a', 1), row('b', 1), row('a', 2)])
        await store.append([row('a', 3)])
        expect(present(await store.load('a')).updates).toEqual([
          update('a', 1),
          update('a', 2),
          update('a', 3),
        ])
        expect(present(await store.load('b')).updates).toEqual([update('b', 1)])
        expect(present(await store.load('a')).snapshot).toBeNull()
      })

      test('[STO3] large, empty and author-bearing rows are kept as they are', async () => {
        const rows = [
          { ...row('a', 1), update: new Uint8Array(3_000_000).map((_, index) => index * 7) },
          { ...row('a', 2), update: new Uint8Array(0), author: 'Zoë' },
          { ...row('a', 3), author: '' },
        ]
        await store.append(rows)
        const updates = present(await store.load('a')).updates
        expect(
          updates.map(({ update }) => Buffer.compare(update, rows.shift()?.update ?? new Uint8Array(9))),
        ).toEqual([0, 0, 0])
      })

      test('[STO3] the caller may reuse memory that a row was cut from', async () => {
        const memory = new Uint8Array([9, 1, 2, 3, 9])
        await store.append([{ ...row('a', 1), update: memory.subarray(1, 4) }])
        expect(memory).toEqual(new Uint8Array([9, 1, 2, 3, 9]))
        memory.fill(0)
        expect(present(await store.load('a')).updates[0]?.update).toEqual(new Uint8Array([1, 2, 3]))
      })

      test('[STO4] a batch is appended whole or not at all', async () => {
        await store.append([row('a', 1)])
        await expect(store.append([row('b', 1), row('a', 3)])).rejects.toMatchObject({ documentId: 'a' })
        expect(await store.load('b')).toEqual({ state: 'absent' })
        expect(present(await store.load('a')).updates).toHaveLength(1)
      })

      test('[STO4] refused rows leave the store usable', async () => {
        await expect(store.append([row('a', 2)])).rejects.toMatchObject({ code: 'storage-damaged' })
        await store.append([row('a', 1)])
        expect(present(await store.load('a')).updates).toHaveLength(1)
      })

      test('[STO5] appending the same rows again changes nothing, and what is new among them is taken', async () => {
        await store.append([row('a', 1), row('a', 2)])
        await store.append([row('a', 1), row('a', 2), row('a', 3)])
        expect(present(await store.load('a')).updates).toHaveLength(3)
      })

      test('[STO5] other bytes under a seq that is taken are refused', async () => {
        await store.append([row('a', 1)])
        const other = { ...row('a', 1), update: new Uint8Array([99]) }
        await expect(store.append([other])).rejects.toMatchObject({
          code: 'storage-damaged',
          documentId: 'a',
        })
        expect(present(await store.load('a')).updates).toEqual([update('a', 1)])
      })

      test('[STO6] the lineage is made with the first row and stays', async () => {
        await store.append([row('a', 1), row('b', 1)])
        const { lineage } = present(await store.load('a'))
        await store.append([row('a', 2)])
        expect(lineage).toMatch(/^[0-9a-f]{32}$/)
        expect(present(await store.load('a')).lineage).toBe(lineage)
        expect(present(await store.load('b')).lineage).not.toBe(lineage)
      })

      test('[STO7] ids are bytes as given: case, normal form and odd characters make other documents', async () => {
        const ids = [
          'a',
          'A',
          'é',
          'e\u0301',
          'Über raum/1',
          '../../etc/passwd',
          "'; DROP TABLE updates; --",
          '😀',
          '%',
        ]
        await store.append(ids.map((id, index) => ({ ...row(id, 1), update: new Uint8Array([index]) })))
        for (const [index, id] of ids.entries()) {
          expect(present(await store.load(id)).updates).toEqual([{ seq: 1, update: new Uint8Array([index]) }])
        }
      })
    })

    describe('snapshots', () => {
      test('[STO8] a snapshot stands for the rows it covers', async () => {
        await store.append([row('a', 1), row('a', 2), row('a', 3)])
        await store.writeSnapshot({ documentId: 'a', throughSeq: 2, bytes: new Uint8Array([7, 7]) })
        const loaded = present(await store.load('a'))
        expect(loaded.snapshot).toEqual({ throughSeq: 2, bytes: new Uint8Array([7, 7]) })
        expect(loaded.updates).toEqual([update('a', 3)])
      })

      test('[STO8] the log goes on after a snapshot, and snapshots follow one another', async () => {
        for (let round = 0; round < 4; round++) {
          const seq = round * 2
          await store.append([row('a', seq + 1), row('a', seq + 2)])
          await store.writeSnapshot({ documentId: 'a', throughSeq: seq + 1, bytes: new Uint8Array([round]) })
          const loaded = present(await store.load('a'))
          expect(loaded.snapshot).toEqual({ throughSeq: seq + 1, bytes: new Uint8Array([round]) })
          expect(loaded.updates).toEqual([update('a', seq + 2)])
        }
      })

      test('[STO8] one snapshot may replace another of the same seq', async () => {
        await store.append([row('a', 1)])
        await store.writeSnapshot({ documentId: 'a', throughSeq: 1, bytes: new Uint8Array([1]) })
        await store.writeSnapshot({ documentId: 'a', throughSeq: 1, bytes: new Uint8Array([2]) })
        expect(present(await store.load('a')).snapshot?.bytes).toEqual(new Uint8Array([2]))
      })

      test('[STO8] a snapshot of rows that are not stored is our own mistake', async () => {
        await store.append([row('a', 1), row('a', 2)])
        const bytes = new Uint8Array([1])
        const ahead = store.writeSnapshot({ documentId: 'a', throughSeq: 3, bytes })
        await expect(ahead).rejects.toMatchObject({ code: 'invariant' })
        await expect(store.writeSnapshot({ documentId: 'b', throughSeq: 1, bytes })).rejects.toMatchObject({
          code: 'invariant',
        })
        await store.writeSnapshot({ documentId: 'a', throughSeq: 2, bytes })
        const back = store.writeSnapshot({ documentId: 'a', throughSeq: 1, bytes })
        await expect(back).rejects.toMatchObject({ code: 'invariant' })
        expect(present(await store.load('a')).snapshot?.throughSeq).toBe(2)
      })

      test("[STO8] the bytes of a snapshot stay the caller's", async () => {
        await store.append([row('a', 1)])
        const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
        await store.writeSnapshot({ documentId: 'a', throughSeq: 1, bytes })
        expect(bytes).toEqual(new Uint8Array([2, 3]))
        bytes.fill(0)
        expect(present(await store.load('a')).snapshot?.bytes).toEqual(new Uint8Array([2, 3]))
      })
    })

    describe('erasing', () => {
      test('[STO9] an erased document is gone, and stays so', async () => {
        await store.append([row('a', 1)])
        await store.erase('a')
        expect(await store.load('a')).toMatchObject({ state: 'gone', erasedAtMs: expect.any(Number) })
        await expect(store.append([row('a', 2)])).rejects.toMatchObject({
          code: 'refused-gone',
          documentId: 'a',
        })
        await expect(store.append([row('a', 1)])).rejects.toMatchObject({ code: 'refused-gone' })
        const snapshot = { documentId: 'a', throughSeq: 1, bytes: new Uint8Array([1]) }
        await expect(store.writeSnapshot(snapshot)).rejects.toMatchObject({ code: 'refused-gone' })
        expect(await store.load('a')).toMatchObject({ state: 'gone' })
      })

      test('[STO9] an id can be erased before anything was stored under it', async () => {
        await store.erase('a')
        await expect(store.append([row('a', 1)])).rejects.toMatchObject({ code: 'refused-gone' })
      })

      test('[STO10] a recreated document begins empty under a new lineage', async () => {
        await store.append([row('a', 1), row('a', 2)])
        const before = present(await store.load('a')).lineage
        await store.erase('a')
        await store.recreate('a')
        const empty = present(await store.load('a'))
        expect(empty).toMatchObject({ snapshot: null, updates: [] })
        expect(empty.lineage).not.toBe(before)
        await store.append([row('a', 1)])
        expect(present(await store.load('a'))).toMatchObject({
          lineage: empty.lineage,
          updates: [update('a', 1)],
        })
      })

      test('[STO10] recreating leaves what is not gone as it is', async () => {
        await store.append([row('a', 1)])
        await store.recreate('a')
        await store.recreate('b')
        expect(present(await store.load('a')).updates).toHaveLength(1)
        expect(await store.load('b')).toEqual({ state: 'absent' })
      })
    })

    describe('listing', () => {
      test('[STO11] ids come in byte order, page by page', async () => {
        // In UTF-16, the order of JavaScript's strings, the last two are the other way round.
        const ids = ['A', 'Z', 'a', 'a/b', 'é', '\uffee', '😀']
        await store.append(ids.toReversed().map((id) => row(id, 1)))
        const first = await store.list({ afterId: null, limit: 3 })
        const rest = await store.list({ afterId: 'a', limit: 100 })
        expect([...first, ...rest].map(({ documentId }) => documentId)).toEqual(ids)
        expect(await store.list({ afterId: '😀', limit: 3 })).toEqual([])
      })

      test('[STO11] a summary counts the snapshot and the rows since', async () => {
        await store.append([row('a', 1), row('a', 2), { ...row('a', 3), timeMs: 4_000_000_000_000 }])
        await store.writeSnapshot({ documentId: 'a', throughSeq: 1, bytes: new Uint8Array(100) })
        await store.erase('b')
        const [a, b] = await store.list({ afterId: null, limit: 10 })
        const logBytes = row('a', 2).update.length + row('a', 3).update.length
        expect(a).toMatchObject({ isGone: false, snapshotSeq: 1, snapshotBytes: 100, logRows: 2, logBytes })
        expect(a).toMatchObject({
          changedAtMs: 4_000_000_000_000,
          lineage: present(await store.load('a')).lineage,
        })
        expect(b).toMatchObject({ documentId: 'b', isGone: true, snapshotSeq: 0, logRows: 0, logBytes: 0 })
      })
    })

    describe('its life', () => {
      test('[STO12] a store that works can be probed, and recovered without loss', async () => {
        await store.append([row('a', 1)])
        await store.probe()
        await store.recover()
        await store.append([row('a', 2)])
        expect(present(await store.load('a')).updates).toHaveLength(2)
      })

      test('[STO13] what it kept is there after it was closed and opened', async () => {
        await store.append([row('a', 1), row('a', 2), row('c', 1)])
        await store.writeSnapshot({ documentId: 'a', throughSeq: 1, bytes: new Uint8Array([5]) })
        await store.erase('b')
        const before = await Promise.all(['a', 'b', 'c'].map((id) => store.load(id)))
        const reopened = await opened.reopen()
        if (reopened === null) return
        expect(await Promise.all(['a', 'b', 'c'].map((id) => reopened.load(id)))).toEqual(before)
        await reopened.append([row('a', 3)])
        expect(present(await reopened.load('a')).updates).toEqual([update('a', 2), update('a', 3)])
      })
    })
  })
}

function row(documentId: string, seq: number): LogRow {
  return {
    documentId,
    seq,
    timeMs: 1_800_000_000_000 + seq,
    author: null,
    update: update(documentId, seq).update,
  }
}

function update(documentId: string, seq: number): { seq: number; update: Uint8Array } {
  return { seq, update: new TextEncoder().encode(`${documentId}#${seq}`) }
}

function present(document: StoredDocument) {
  if (document.state !== 'present') throw new Error(`the document is ${document.state}`)
  return document
}
