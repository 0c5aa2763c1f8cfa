import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/observability/system-clock.ts'
import { GroupCommit } from '../../../server/storage/group-commit.ts'
import { SqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

const mebibyte = 1024 * 1024

test('[STO25] however much is written at once, the WAL stays small', async () => {
  const { path, store } = await openStore()
  const log = new GroupCommit({ store, clock: systemClock })
  let largest = 0
  for (let seq = 1; seq <= 150; seq++) {
    log.append(
      { documentId: 'a', seq, timeMs: 0, author: null, update: new Uint8Array(mebibyte) },
      ignoreNews,
    )
    if (seq % 10 === 0) await log.flush(30_000)
    largest = Math.max(largest, sizeOf(`${path}-wal`))
  }
  expect(largest).toBeLessThan(24 * mebibyte)
  await waitUntil(() => sizeOf(`${path}-wal`) <= 8 * mebibyte && sizeOf(path) > 150 * mebibyte)
  await log.close()
  await store.close()
})

test('[STO25] space that snapshots have freed is given back when it is quiet', async () => {
  const { path, store } = await openStore()
  const update = new Uint8Array(mebibyte)
  for (let seq = 1; seq <= 12; seq++)
    await store.append([{ documentId: 'a', seq, timeMs: 0, author: null, update }])
  await store.writeSnapshot({ documentId: 'a', throughSeq: 11, bytes: new Uint8Array(10) })
  await store.writeSnapshot({ documentId: 'a', throughSeq: 12, bytes: new Uint8Array(10) })
  let largest = 0
  await waitUntil(() => {
    largest = Math.max(largest, sizeOf(path))
    // The last row, and 1 MiB that is kept to be used again.
    return largest > 10 * mebibyte && sizeOf(path) < 2.2 * mebibyte
  })
  await store.close()
})

test('[STO26] after an erasure not a byte of the document is in the files', async () => {
  const { path, store } = await openStore()
  const secret = 'the-secret-nobody-may-find'
  const update = new TextEncoder().encode(secret.repeat(2000))
  for (let seq = 1; seq <= 8; seq++) {
    await store.append([
      { documentId: 'a', seq, timeMs: 0, author: `author-${secret}`, update },
      { documentId: 'b', seq, timeMs: 0, author: null, update: new Uint8Array(5000) },
    ])
    if (seq % 3 === 0) await store.writeSnapshot({ documentId: 'a', throughSeq: seq, bytes: update })
  }
  expect(isIn(path, secret) || isIn(`${path}-wal`, secret)).toBe(true)
  await store.erase('a')
  expect(isIn(path, secret)).toBe(false)
  expect(isIn(`${path}-wal`, secret)).toBe(false)
  expect(await store.load('b')).toMatchObject({ state: 'present' })
  await store.close()
})

const ignoreNews = { handleDurable: () => {} }

async function openStore() {
  const path = join(temporaryDirectory(), 'shard.sqlite')
  const store = await SqliteStore.open({ path, create: true, shard: 0, shardCount: 1, clock: systemClock })
  return { path, store }
}

/** Reading the main file in this process lets its lock go, which here nobody else wants. */
function isIn(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path).includes(text)
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0
}

async function waitUntil(condition: () => boolean): Promise<void> {
  for (const untilMs = performance.now() + 20_000; !condition(); ) {
    if (performance.now() > untilMs) throw new Error('waited for 20 s in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
