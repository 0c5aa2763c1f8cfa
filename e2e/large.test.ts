import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closingAfterEach } from '../test/support/clients/client-group.ts'
import { eventually } from '../test/support/clients/eventually.ts'
import { stockProvider } from '../test/support/clients/stock-provider.ts'
import { code, openDocument, paper, paperText, untilSaved } from './support/editors.ts'
import { harness } from './support/harness.ts'

const world = harness()
const closing = closingAfterEach()

test('a document of 5 MB opens and is written in', async () => {
  const documentId = world.fresh()
  const author = closing(stockProvider({ version: 4, wsUrl: world.server.wsUrl, documentId }))
  const text = author.document.getText('text')
  const line = `${'all work and no play makes a long document, line by line'.padEnd(79, '.')}\n`
  await eventually(() => author.isSynced())
  text.insert(0, line.repeat(Math.ceil((5 * 1024 * 1024) / line.length)))
  await eventually(() => author.provider.unsyncedChanges === 0)

  const { page } = await world.visit()
  const startedMs = performance.now()
  await openDocument(page, world.server.url, 'code', documentId)
  await page.getByText('all work and no play').first().waitFor()
  expect(performance.now() - startedMs).toBeLessThan(10_000)
  await code(page).click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('At the top. ')
  await eventually(() => text.toString().startsWith('At the top. all work'))
  await untilSaved(page)
})

test('a rich text of 5 MB opens and is written in', async () => {
  const documentId = world.fresh()
  const author = closing(stockProvider({ version: 4, wsUrl: world.server.wsUrl, documentId }))
  await eventually(() => author.isSynced())
  const paragraph = 'all work and no play makes a long document '.repeat(24)
  const paragraphs = Array.from({ length: Math.ceil((5 * 1024 * 1024) / paragraph.length) }, () => {
    const element = new Y.XmlElement('paragraph')
    element.insert(0, [new Y.XmlText(paragraph)])
    return element
  })
  author.document.getXmlFragment('default').insert(0, paragraphs)
  await eventually(() => author.provider.unsyncedChanges === 0)
  const { page } = await world.visit()
  await openDocument(page, world.server.url, 'write', documentId)
  await paper(page).locator('p').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('At the top. ')
  await eventually(() =>
    author.document.getXmlFragment('default').get(0).toString().includes('At the top. all'),
  )
  await untilSaved(page)
})

test('20 tabs in one document', async () => {
  const documentId = world.fresh()
  const { context, page } = await world.visit({ width: 700, height: 500 })
  const tabs: Page[] = [page]
  while (tabs.length < 20) tabs.push(await context.newPage())
  for (let at = 0; at < tabs.length; at += 5) {
    await Promise.all(
      tabs.slice(at, at + 5).map((tab) => openDocument(tab, world.server.url, 'write', documentId)),
    )
  }
  await paper(page).click()
  await page.keyboard.type('from the first')
  const last = tabs.at(-1) ?? page
  await eventually(async () => (await paperText(last)) === 'from the first')
  await last.bringToFront()
  await paper(last).click()
  await last.keyboard.press('Control+End')
  await last.keyboard.type(', from the last')
  for (const tab of tabs) {
    await eventually(async () => (await paperText(tab)) === 'from the first, from the last')
  }
  // Those who are not shown one by one are counted.
  await last.locator('.avatar.more').getByText('+15').waitFor()
  await untilSaved(last)
})
