import type { Page } from '@playwright/test'
import { describe, expect, test } from 'vitest'
import { eventually } from '../test/support/clients/eventually.ts'
import { openDocument, paper, paperText, setOffline, untilLine, untilSaved } from './support/editors.ts'
import { harness } from './support/harness.ts'

const world = harness()

describe('two people in one text', () => {
  test('write at once: every character arrives, and both see the same', async () => {
    const { ada, bob } = await two()
    // Not into an empty paragraph: there the binding itself makes two texts of two first letters.
    await ada.keyboard.type('Both: ')
    await untilBoth(ada, bob, (text) => text === 'Both: ')
    await caretToEnd(bob)
    const left = 'the quick brown fox jumps over the lazy dog '
    const right = 'PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS '
    await Promise.all([ada.keyboard.type(left, { delay: 5 }), bob.keyboard.type(right, { delay: 5 })])
    const text = await untilBoth(ada, bob, (each) => each.length === `Both: ${left}${right}`.length)
    expect(lettersOf(text.slice(6), /[a-z ]/)).toContain('thequickbrownfoxjumpsoverthelazydog')
    expect(lettersOf(text.slice(6), /[A-Z ]/)).toContain('PACKMYBOXWITHFIVEDOZENLIQUORJUGS')
    await Promise.all([untilSaved(ada), untilSaved(bob)])
  })

  test('see each other’s carets where they are, with name and colour', async () => {
    const { ada, bob } = await two()
    await ada.keyboard.type('hello world')
    await untilBoth(ada, bob, (text) => text === 'hello world')
    await paper(bob).click()
    await bob.keyboard.press('Control+Home')
    for (let step = 0; step < 5; step += 1) await bob.keyboard.press('ArrowRight')
    await eventually(async () => (await textBeforeCaret(ada, 'Bob')) === 'hello')
    await eventually(async () => (await textBeforeCaret(bob, 'Ada')) === 'hello world')
    const flag = ada.locator('.caret-flag', { hasText: 'Bob' })
    expect(await flag.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
      'rgb(21, 128, 61)',
    )
    // What one types in front of another's caret moves it along.
    await ada.keyboard.press('Control+Home')
    await ada.keyboard.type('Oh, ')
    await eventually(async () => (await textBeforeCaret(ada, 'Bob')) === 'Oh, hello')
    await eventually(async () => (await textBeforeCaret(bob, 'Ada')) === 'Oh, ')
    await bob.close()
    await ada.locator('.caret-flag').waitFor({ state: 'detached' })
  })

  test('one reloads in the middle of the other’s sentence, and nothing is missing', async () => {
    const { ada, bob } = await two()
    await ada.keyboard.type('before ')
    await untilSaved(ada)
    const sentence = 'while somebody else reloads the page, one simply goes on writing'
    const typing = ada.keyboard.type(sentence, { delay: 8 })
    await bob.reload()
    await paper(bob).waitFor()
    await typing
    await untilBoth(ada, bob, (text) => text === `before ${sentence}`)
    await untilSaved(ada)
    await ada.reload()
    await paper(ada).waitFor()
    expect(await paperText(ada)).toBe(`before ${sentence}`)
  })

  test('both go offline, write, and come back', async () => {
    const { ada, bob } = await two()
    await ada.keyboard.type('start. ')
    await untilBoth(ada, bob, (text) => text === 'start. ')
    await Promise.all([setOffline(ada, true), setOffline(bob, true)])
    await Promise.all([untilLine(ada, /^Offline: nothing waiting$/), untilLine(bob, /^Offline: nothing/)])
    await caretToEnd(ada)
    await caretToEnd(bob)
    await ada.keyboard.type('abc')
    await bob.keyboard.type('X')
    expect(await untilLine(ada, /^Offline: 3 changes waiting$/)).toBeTruthy()
    expect(await untilLine(bob, /^Offline: 1 change waiting$/)).toBeTruthy()
    expect(await paperText(bob)).not.toContain('abc')
    await setOffline(bob, false)
    await untilSaved(bob)
    await setOffline(ada, false)
    await Promise.all([untilSaved(ada), untilSaved(bob)])
    const text = await untilBoth(ada, bob, (each) => each.length === 'start. abcX'.length)
    expect(text).toMatch(/^start\. (abcX|Xabc)$/)
  })

  test('format: headings, lists, tasks, a table, a link, code, all by keyboard or tool', async () => {
    const { ada, bob } = await two()
    const type = async (...keys: string[]) => {
      for (const key of keys) {
        if (key === 'Enter') await ada.keyboard.press(key)
        else await ada.keyboard.type(key)
      }
    }
    await type('# Plan', 'Enter', '- first', 'Enter', 'second', 'Enter', 'Enter')
    await type('[ ] to do', 'Enter', 'Enter', '`code`', ' and ')
    await ada.getByRole('button', { name: 'Link' }).click()
    await ada.getByLabel('Address').fill('example.org')
    await ada.getByRole('button', { name: 'Set link' }).click()
    await untilWriting(ada)
    await ada.keyboard.press('Enter')
    await ada.getByRole('button', { name: 'Insert table' }).click()
    await untilWriting(ada)
    await type('cell')
    const seen = paper(bob)
    await eventually(async () => {
      expect(await seen.locator('h1').textContent()).toBe('Plan')
      expect(await seen.locator('ul:not([data-type]) li').allTextContents()).toEqual(['first', 'second'])
      expect(await seen.locator('p code').textContent()).toBe('code')
      expect(await seen.locator('a').getAttribute('href')).toBe('https://example.org')
      expect(await seen.locator('tr').count()).toBe(3)
      expect(await seen.locator('th').first().textContent()).toContain('cell')
      return true
    })
    await bob.getByRole('checkbox').check()
    await ada.locator('li[data-checked="true"]').waitFor()
    await ada.getByRole('button', { name: 'Add row' }).click()
    await eventually(async () => (await seen.locator('tr').count()) === 4)
  })

  test('undo takes back one’s own words only', async () => {
    const { ada, bob } = await two()
    await ada.keyboard.type('mine ')
    await untilBoth(ada, bob, (text) => text === 'mine ')
    await caretToEnd(bob)
    await bob.keyboard.type('yours')
    await untilBoth(ada, bob, (text) => text === 'mine yours')
    await ada.keyboard.press('Control+z')
    await untilBoth(ada, bob, (text) => text === 'yours')
  })
})

test('the document’s address is all that another needs, and who is here is shown', async () => {
  const { page: ada } = await world.visit({ name: null })
  await ada.goto(world.server.url)
  await ada.getByRole('button', { name: 'New text' }).click()
  await ada.getByLabel('Name').fill('Grace')
  await ada.getByLabel('Pink').check()
  await ada.getByRole('button', { name: 'Start' }).click()
  const { page: bob } = await world.visit({ name: 'Bob' })
  await bob.goto(ada.url())
  await bob.locator('.others').getByText('Grace').waitFor()
  await ada.locator('.others').getByText('Bob').waitFor()
  // Chosen once and kept.
  await ada.reload()
  await paper(ada).waitFor()
  expect(await ada.getByRole('dialog').count()).toBe(0)
  await bob.locator('.others').getByText('Grace').waitFor()
})

async function two(): Promise<{ ada: Page; bob: Page }> {
  const documentId = world.fresh()
  const [{ page: ada }, { page: bob }] = await Promise.all([
    world.visit({ name: 'Ada', color: '#1d4ed8' }),
    world.visit({ name: 'Bob', color: '#15803d' }),
  ])
  await Promise.all([
    openDocument(ada, world.server.url, 'write', documentId),
    openDocument(bob, world.server.url, 'write', documentId),
  ])
  await paper(ada).click()
  return { ada, bob }
}

async function untilBoth(left: Page, right: Page, isRight: (text: string) => boolean): Promise<string> {
  return eventually(async () => {
    const [one, other] = await Promise.all([paperText(left), paperText(right)])
    if (one !== other || !isRight(one)) throw new Error(`one sees "${one}", the other "${other}"`)
    return one
  })
}

/** A tool gives the focus back to the text. */
async function untilWriting(page: Page): Promise<void> {
  await eventually(() => page.evaluate(() => document.activeElement?.classList.contains('tiptap') ?? false))
}

async function caretToEnd(page: Page): Promise<void> {
  await paper(page).click()
  await page.keyboard.press('Control+End')
}

/** What stands between the start of the text and somebody's caret, as drawn. */
function textBeforeCaret(page: Page, name: string): Promise<string | null> {
  return page.evaluate((wanted) => {
    const root = document.querySelector('.tiptap')
    const carets = [...document.querySelectorAll('.caret')]
    const caret = carets.find((each) => each.textContent === wanted)
    if (root === null || caret === undefined) return null
    const range = document.createRange()
    range.setStart(root, 0)
    range.setEndBefore(caret)
    const before = range.cloneContents()
    for (const other of before.querySelectorAll('.caret')) other.remove()
    return (before.textContent ?? '').replaceAll('\u2060', '')
  }, name)
}

function lettersOf(text: string, wanted: RegExp): string {
  return [...text].filter((letter) => wanted.test(letter) && letter !== ' ').join('')
}
