import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { describeDocumentStore } from './document-store.ts'

describeDocumentStore('sqlite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-test-'))
  const options = { path: join(directory, '00.sqlite'), shard: 0, shardCount: 1, clock: new FakeClock() }
  const store = await SqliteStore.open({ ...options, create: true })
  let current = store
  return {
    store,
    reopen: async () => {
      await current.close()
      current = await SqliteStore.open({ ...options, create: false })
      return current
    },
    remove: async () => {
      await current.close()
      rmSync(directory, { recursive: true })
    },
  }
})
