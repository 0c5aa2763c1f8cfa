/** What the tests do and see on the pages, in the words of a person. */
import type { Page } from '@playwright/test'
import { eventually } from '../../test/support/clients/eventually.ts'

export type PageKind = 'write' | 'code' | 'board'

/** With one's eyes: the editor is there and has its content. */
export async function openDocument(
  page: Page,
  server: string,
  kind: PageKind,
  documentId: string,
): Promise<void> {
  await page.goto(`${server}/${kind}?${new URLSearchParams({ document: documentId })}`)
  await page.locator(readyMarks[kind]).waitFor()
}

const readyMarks = { write: '.tiptap', code: '.cm-content', board: '.board' } as const

export const paper = (page: Page) => page.locator('.tiptap')
export const code = (page: Page) => page.locator('.cm-content')

/** What the rich text says, without the flags of carets. */
export function paperText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const blocks = [...document.querySelectorAll('.tiptap > *')].map((block) => {
      const copy = block.cloneNode(true) as Element
      for (const caret of copy.querySelectorAll('.caret')) caret.remove()
      return (copy.textContent ?? '').replaceAll('\u2060', '')
    })
    return blocks.join('\n')
  })
}

export function saveLine(page: Page): Promise<string> {
  return page
    .locator('.save-label')
    .textContent()
    .then((label) => label ?? '')
}

export async function untilSaved(page: Page, timeoutMs = 20_000): Promise<void> {
  await untilLine(page, /^Saved$/, timeoutMs)
}

export async function untilLine(page: Page, line: RegExp, timeoutMs = 20_000): Promise<string> {
  return eventually(
    async () => {
      const shown = await saveLine(page)
      if (!line.test(shown)) throw new Error(`the save line says "${shown}", not ${line}`)
      return shown
    },
    { timeoutMs },
  )
}

export async function setOffline(page: Page, isOffline: boolean): Promise<void> {
  const offline = page.getByRole('switch', { name: 'Offline' })
  if ((await offline.getAttribute('aria-checked')) !== String(isOffline)) await offline.click()
}
