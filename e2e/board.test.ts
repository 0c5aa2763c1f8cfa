import type { Page } from '@playwright/test'
import { describe, expect, test } from 'vitest'
import { eventually } from '../test/support/clients/eventually.ts'
import { openDocument, untilSaved } from './support/editors.ts'
import { harness } from './support/harness.ts'

const world = harness()

describe('a shared board', () => {
  test('a card is dragged by pointer, and the other sees who holds it and where it lands', async () => {
    const { ada, bob } = await two('one', 'two')
    const card = ada.locator('.card', { hasText: 'one' })
    const from = await middle(card)
    const to = await middle(ada.locator('[data-column=doing]'))
    await ada.mouse.move(from.x, from.y)
    await ada.mouse.down()
    await ada.mouse.move(to.x, to.y, { steps: 8 })
    await bob.locator('.card[data-held-by=Ada]', { hasText: 'one' }).waitFor()
    await ada.mouse.up()
    await bob.locator('[data-column=doing] .card', { hasText: 'one' }).waitFor()
    await bob.locator('.holder').waitFor({ state: 'detached' })
    expect(await columns(ada)).toEqual({ 'To do': ['two'], Doing: ['one'], Done: [] })
    await untilSaved(ada)
  })

  test('a card is moved by keyboard, each step is said, and Escape puts it back', async () => {
    const { ada, bob } = await two('one', 'two')
    await ada.getByRole('button', { name: 'Move one', exact: true }).focus()
    await ada.keyboard.press('Space')
    await ada.keyboard.press('ArrowDown')
    await ada.getByText('one: place 2 in To do.').waitFor()
    await ada.keyboard.press('ArrowRight')
    await ada.getByText('one: place 1 in Doing.').waitFor()
    await bob.locator('[data-column=doing] .card', { hasText: 'one' }).waitFor()
    await ada.keyboard.press('ArrowRight')
    await ada.getByText('one: place 1 in Done.').waitFor()
    await ada.keyboard.press('Escape')
    await eventually(async () => (await columns(bob))['To do']?.join() === 'one,two')
    expect(await ada.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move one')
  })

  test('a finger takes a card by its handle', async () => {
    const { page } = await world.visit({ width: 360, height: 740, isPhone: true })
    await openDocument(page, world.server.url, 'board', world.fresh())
    for (const title of ['one', 'two']) await addCard(page, title)
    const from = await middle(page.getByRole('button', { name: 'Move one', exact: true }))
    const to = await middle(page.locator('[data-column=done] h2'))
    const touch = await page.context().newCDPSession(page)
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
    await send('touchStart', from.x, from.y)
    for (const part of [0.3, 0.6, 1]) {
      await send('touchMove', from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part)
    }
    await send('touchEnd', to.x, to.y)
    await eventually(async () => (await columns(page)).Done?.join() === 'one')
  })

  test('words are changed, cards removed, and the removal undone', async () => {
    const { ada, bob } = await two('one')
    await ada.getByRole('button', { name: 'one', exact: true }).click()
    await ada.getByRole('textbox', { name: 'Card', exact: true }).fill('other words')
    await ada.keyboard.press('Enter')
    await bob.getByRole('button', { name: 'other words', exact: true }).waitFor()
    await ada.getByRole('button', { name: 'Remove other words' }).click()
    await bob.locator('.card').waitFor({ state: 'detached' })
    await ada.keyboard.press('Control+z')
    await bob.locator('.card', { hasText: 'other words' }).waitFor()
  })
})

async function two(...titles: string[]): Promise<{ ada: Page; bob: Page }> {
  const documentId = world.fresh()
  const [{ page: ada }, { page: bob }] = await Promise.all([world.visit(), world.visit({ name: 'Bob' })])
  await Promise.all([
    openDocument(ada, world.server.url, 'board', documentId),
    openDocument(bob, world.server.url, 'board', documentId),
  ])
  for (const title of titles) await addCard(ada, title)
  await eventually(async () => (await columns(bob))['To do']?.length === titles.length)
  return { ada, bob }
}

async function addCard(page: Page, title: string): Promise<void> {
  await page.getByLabel('Add a card to To do').fill(title)
  await page.keyboard.press('Enter')
  await page.locator('.card', { hasText: title }).waitFor()
}

async function columns(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('.column')].map((column) => [
        column.querySelector('h2')?.firstChild?.textContent?.trim(),
        [...column.querySelectorAll('.card-title')].map((title) => title.textContent),
      ]),
    ),
  )
}

async function middle(locator: ReturnType<Page['locator']>): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('there is nothing to point at')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
