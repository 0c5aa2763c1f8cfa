import { MemoryStore } from '../../server/storage/memory/memory-store.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { describeDocumentStore } from './document-store.ts'

describeDocumentStore('memory', async () => {
  const store = new MemoryStore({ clock: new FakeClock() })
  return { store, reopen: async () => null, remove: () => store.close() }
})
