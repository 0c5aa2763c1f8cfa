import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, expect, test } from 'vitest'
import { closingAfterEach } from '../test/support/clients/client-group.ts'
import { eventually } from '../test/support/clients/eventually.ts'
import { type RunningServer, startServer } from '../test/support/clients/start-server.ts'
import { openDocument, paper, paperText, untilSaved } from './support/editors.ts'
import { harness } from './support/harness.ts'
import { rememberShownAsSaved, shownAsSaved } from './support/shown-as-saved.ts'

const world = harness()
const closing = closingAfterEach()
const scratch = await mkdtemp(join(tmpdir(), 'weft-e2e-'))
afterAll(() => rm(scratch, { recursive: true, force: true }))

test('the server is killed -9 twice while both write: nothing that was shown as saved is missing', async () => {
  const dataDirectory = join(scratch, 'killed')
  const first = closing(await startServer({ dataDirectory }))
  const [ada, bob] = await Promise.all([writer(first, 'Ada'), writer(first, 'Bob')])
  await ada.keyboard.type('Both: ')
  await eventually(async () => (await paperText(bob)) === 'Both: ')
  await Promise.all([rememberShownAsSaved(ada), rememberShownAsSaved(bob)])
  const typed = Promise.all([typeWords(ada, 'a', 60), typeWords(bob, 'b', 60)])
  typed.catch(() => {})

  await eventually(async () => (await shownAsSaved(ada)).length > 2)
  await first.kill('SIGKILL')
  await eventually(async () =>
    /^Offline: \d+ change/.test((await ada.locator('.save-label').textContent()) ?? ''),
  )
  const second = closing(await startServer({ dataDirectory, port: portOf(first) }))
  await typed
  // They come back by themselves, with all they wrote meanwhile.
  await Promise.all([untilSaved(ada, 40_000), untilSaved(bob, 40_000)])
  await eventually(async () => (await paperText(ada)) === (await paperText(bob)))
  expect(wordsIn(await paperText(ada))).toHaveLength(120)

  // Now the tabs go with the server: nobody is left who could send anything again.
  const more = Promise.allSettled([typeWords(ada, 'c', 40), typeWords(bob, 'd', 40)])
  const before = (await shownAsSaved(ada)).length
  await eventually(async () => (await shownAsSaved(ada)).length > before + 2)
  // Stopped first, so that words are written which it never sees: a page that claims too much is found out.
  await second.kill('SIGSTOP')
  const length = (await paperText(ada)).length
  await eventually(async () => (await paperText(ada)).length > length + 12)
  await second.kill('SIGKILL')
  const claims = [...(await shownAsSaved(ada)), ...(await shownAsSaved(bob))]
  await Promise.all([ada.context().close(), bob.context().close()])
  await more
  const third = closing(await startServer({ dataDirectory }))
  const reader = await writer(third, 'Eve')
  const kept = new Set(wordsIn(await paperText(reader)))
  const claimed = new Set(claims.flatMap(wordsIn))
  expect(claimed.size).toBeGreaterThan(120)
  expect([...claimed].filter((word) => !kept.has(word))).toEqual([])
})

test('a tab that crashes takes nothing along that was shown as saved', async () => {
  const documentId = world.fresh()
  const { page, context } = await world.visit()
  await openDocument(page, world.server.url, 'write', documentId)
  await paper(page).click()
  await page.keyboard.type('what is saved stays')
  await untilSaved(page)
  const crashed = page.waitForEvent('crash')
  // Chromium's own way to crash a tab; the navigation never ends.
  page.goto('chrome://crash').catch(() => {})
  await crashed
  const again = await context.newPage()
  await openDocument(again, world.server.url, 'write', documentId)
  expect(await paperText(again)).toBe('what is saved stays')
})

async function writer(server: RunningServer, name: string): Promise<Page> {
  const { page } = await world.visit({ name })
  await openDocument(page, server.url, 'write', 'killed')
  await paper(page).click()
  await page.keyboard.press('Control+End')
  return page
}

/** Numbered words, with pauses as people make them: in some of them the page says "Saved", if it can. */
async function typeWords(page: Page, letter: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await page.keyboard.type(`${letter}${number} `, { delay: 4 })
    if (number % 4 === 0) await untilSaved(page, 500).catch(() => {})
    if (number % 4 === 0) await page.waitForTimeout(120)
  }
}

/** Words of two people may be typed into each other: what counts is that every numbered piece is there. */
function wordsIn(text: string): string[] {
  return text.match(/[a-d]\d+(?= )/g) ?? []
}

function portOf(server: RunningServer): number {
  return Number(new URL(server.url).port)
}
