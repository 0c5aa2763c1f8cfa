/** One browser and one server process for the tests of a file; visitors leave when a test ends. */
import type { Browser, BrowserContext } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type RunningServer, startServer } from '../../test/support/clients/start-server.ts'
import { launchBrowser } from './browser.ts'
import { newVisitor, type Visitor, type VisitorOptions } from './visitor.ts'

export interface Harness {
  readonly browser: Browser
  readonly server: RunningServer
  visit(options?: VisitorOptions): Promise<Visitor>
  /** A document nobody else uses. */
  fresh(): string
}

/** A page that complains fails its test, whatever the test is about. */
export function harness(): Harness {
  let browser: Browser | null = null
  let server: RunningServer | null = null
  let count = 0
  const visitors: Visitor[] = []
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
  })
  afterEach(async () => {
    const complaints = visitors.flatMap((each) => each.complaints)
    await Promise.all(visitors.splice(0).map((each) => close(each.context)))
    expect(complaints).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })
  return {
    get browser() {
      return started(browser)
    },
    get server() {
      return started(server)
    },
    async visit(options) {
      const visitor = await newVisitor(started(browser), options)
      visitors.push(visitor)
      return visitor
    },
    fresh: () => `document ${++count}`,
  }
}

/** A crashed tab may have taken its context along. */
async function close(context: BrowserContext): Promise<void> {
  await context.close().catch(() => {})
}

function started<T>(value: T | null): T {
  if (value === null) throw new Error('the browser and the server are started before the first test')
  return value
}
