import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../../../server/observability/system-clock.ts'
import { openMemoryStorage, openStorage, type Storage } from '../../../../server/storage/storage.ts'
import { readColdDocument } from '../../../support/storage/cold-reader.ts'
import { temporaryDirectory } from '../../../support/storage/temporary-directory.ts'

const clock = systemClock
const ids = ['a', 'doc-17', 'Über raum/1', 'friends', '😀']

test('[STO13] what was flushed to all shards is there after closing and opening, and for a cold reader', async () => {
  const directory = join(temporaryDirectory(), 'data')
  const storage = await openStorage({ directory, clock })
  for (const documentId of ids) append(storage, documentId)
  await storage.flush(10_000)
  expect(storage.unsavedBytes).toBe(0)
  await storage.probe()
  await storage.close()
  for (const documentId of ids) expect(readColdDocument(directory, documentId)).toEqual([bytesOf(documentId)])
  const again = await openStorage({ directory, clock })
  for (const documentId of ids) {
    const loaded = await again.shardFor(documentId).store.load(documentId)
    expect(loaded).toMatchObject({ updates: [{ seq: 1, update: bytesOf(documentId) }] })
  }
  await again.close()
})

test('[STO1] a document is in the file of its shard and in no other', async () => {
  const directory = temporaryDirectory()
  const storage = await openStorage({ directory, clock, shardCount: 8 })
  append(storage, 'friends')
  await storage.flush(10_000)
  await storage.close()
  // 2 of 8, as FORMAT.md says.
  renameSync(join(directory, 'shards', '02.sqlite'), join(directory, 'shards', 'kept'))
  copyFileSync(join(directory, 'shards', '03.sqlite'), join(directory, 'shards', '02.sqlite'))
  expect(readColdDocument(directory, 'friends')).toEqual([])
  await expect(openStorage({ directory, clock })).rejects.toMatchObject({ code: 'start-data-unusable' })
  renameSync(join(directory, 'shards', 'kept'), join(directory, 'shards', '02.sqlite'))
  expect(readColdDocument(directory, 'friends')).toEqual([bytesOf('friends')])
  const mended = await openStorage({ directory, clock })
  await mended.close()
})

test('[STO12] storage in memory does all of it for as long as it lives', async () => {
  const storage = openMemoryStorage({ clock, shardCount: 3 })
  const durable: number[] = []
  append(storage, 'a', durable)
  expect(storage.unsavedBytes).toBeGreaterThan(0)
  await storage.flush(1000)
  expect(durable).toEqual([1])
  expect(await storage.shardFor('a').store.load('a')).toMatchObject({ state: 'present' })
  expect(storage.health).toBe('healthy')
  await storage.probe()
  await storage.close()
  await storage.close()
})

function append(storage: Storage, documentId: string, durable: number[] = []): void {
  const row = { documentId, seq: 1, timeMs: 0, author: null, update: bytesOf(documentId) }
  storage.shardFor(documentId).log.append(row, { handleDurable: (seq) => void durable.push(seq) })
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(`the update of ${text}`)
}
