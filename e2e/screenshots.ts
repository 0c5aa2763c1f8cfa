/** `npm run screenshots`: the pages as people see them, into `e2e/screenshots/`, from real documents. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { eventually } from '../test/support/clients/eventually.ts'
import { startServer } from '../test/support/clients/start-server.ts'
import { launchBrowser } from './support/browser.ts'
import { code, openDocument, paper, setOffline, untilSaved } from './support/editors.ts'
import { fillBoard, writeArticle, writeCode } from './support/show-documents.ts'
import { newVisitor, type VisitorOptions } from './support/visitor.ts'

const phone: VisitorOptions = { width: 390, height: 780, isPhone: true, pixelRatio: 1.5 }
const folder = join(import.meta.dirname, 'screenshots')
mkdirSync(folder, { recursive: true })

const server = await startServer({ port: 1234 }).catch(() => startServer())
const browser = await launchBrowser()
try {
  await takeAll(browser)
} finally {
  await browser.close()
  await server.stop()
}

async function takeAll(chromium: Browser): Promise<void> {
  const [ada, bob, eve] = await Promise.all([
    newVisitor(chromium, { name: 'Ada', color: '#1d4ed8' }),
    newVisitor(chromium, { name: 'Björn', color: '#be185d' }),
    newVisitor(chromium, { name: 'Eve', color: '#15803d' }),
  ])
  await showText(ada.page, bob.page)
  await takeBoth(chromium, 'write', (page) => openDocument(page, server.url, 'write', 'spring-release'))
  await showOffline(chromium)
  await showCode(ada.page, bob.page)
  await takeBoth(chromium, 'code', (page) => openDocument(page, server.url, 'code', 'greet.ts'))
  await showBoard(ada.page, eve.page)
  await takeBoth(chromium, 'board', (page) => openDocument(page, server.url, 'board', 'release-board'))
  await takeStart(chromium)
}

/** Two people leave their carets in the text. */
async function showText(ada: Page, bob: Page): Promise<void> {
  await openDocument(ada, server.url, 'write', 'spring-release')
  await openDocument(bob, server.url, 'write', 'spring-release')
  await paper(ada).click()
  await writeArticle(ada)
  await untilSaved(ada)
  await eventually(async () => (await paper(bob).locator('table').count()) === 1)
  await bob.getByRole('checkbox').first().check()
  await paper(bob).getByText('Saved means on disk').click()
  await bob.keyboard.press('End')
}

async function showCode(ada: Page, bob: Page): Promise<void> {
  await openDocument(ada, server.url, 'code', 'greet.ts')
  await openDocument(bob, server.url, 'code', 'greet.ts')
  await code(ada).click()
  await writeCode(ada)
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'End']) await ada.keyboard.press(key)
  await untilSaved(ada)
  await code(bob).getByText('everybody').first().click()
}

async function showBoard(ada: Page, eve: Page): Promise<void> {
  await openDocument(ada, server.url, 'board', 'release-board')
  await fillBoard(ada)
  await openDocument(eve, server.url, 'board', 'release-board')
  await eve.getByRole('button', { name: 'Move Photograph the loom', exact: true }).focus()
  await eve.keyboard.press('Space')
}

async function showOffline(chromium: Browser): Promise<void> {
  const { page, context } = await newVisitor(chromium, { ...phone, name: 'Noor', color: '#6d28d9' })
  await openDocument(page, server.url, 'write', 'spring-release')
  await setOffline(page, true)
  await paper(page).locator('h1').click()
  await page.keyboard.press('End')
  await page.keyboard.type('!!')
  await take(page, 'write-phone-offline')
  await context.close()
}

async function takeStart(chromium: Browser): Promise<void> {
  await takeBoth(chromium, 'start', async (page) => {
    for (const [kind, name] of [
      ['board', 'release-board'],
      ['code', 'greet.ts'],
      ['write', 'spring-release'],
    ] as const) {
      await openDocument(page, server.url, kind, name)
    }
    await page.goto(server.url)
  })
}

async function takeBoth(chromium: Browser, name: string, open: (page: Page) => Promise<void>): Promise<void> {
  const views: Readonly<Record<string, VisitorOptions>> = {
    'desktop-light': { height: 860 },
    'desktop-dark': { height: 860, isDark: true },
    'phone-light': phone,
    'phone-dark': { ...phone, isDark: true },
  }
  for (const [view, options] of Object.entries(views)) {
    const { page, context } = await newVisitor(chromium, { name: 'Noor', color: '#6d28d9', ...options })
    await open(page)
    if (name !== 'start') await untilSaved(page)
    await take(page, `${name}-${view}`)
    await context.close()
  }
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
}
