import { afterAll, beforeAll } from 'vitest'
import type { RunningServer, ServerOptions } from './start-server.ts'
import { startServer } from './start-server.ts'

/** One server process for all tests of a file; `fresh` gives each test a document of its own. */
export function sharedServer(options: ServerOptions = {}): {
  readonly server: RunningServer
  fresh(name?: string): string
} {
  let server: RunningServer | null = null
  let count = 0
  beforeAll(async () => {
    server = await startServer(options)
  })
  afterAll(async () => {
    await server?.stop()
  })
  return {
    get server() {
      if (server === null) throw new Error('the server is started before the first test, not before that')
      return server
    },
    fresh: (name = 'document') => `${name} ${++count}`,
  }
}
