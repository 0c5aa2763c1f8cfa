/**
 * Remembers, inside a page, every text that stood there while the line said "Saved". Less than a blink does not
 * count: a letter and the line are not drawn at the very same moment.
 */
import type { Page } from '@playwright/test'

const BLINK_MS = 60

export async function rememberShownAsSaved(page: Page): Promise<void> {
  await page.evaluate((blinkMs) => {
    const shown: string[] = []
    Object.assign(window, { shownAsSaved: shown })
    const now = () => {
      const isSaved = document.querySelector('.save-label')?.textContent === 'Saved'
      const copy = document.querySelector('.tiptap')?.cloneNode(true) as Element
      for (const caret of copy.querySelectorAll('.caret')) caret.remove()
      return isSaved ? (copy.textContent ?? '').replaceAll('\u2060', '') : null
    }
    let before: string | null = null
    setInterval(() => {
      const text = now()
      if (text !== null && text === before && text !== shown.at(-1)) shown.push(text)
      before = text
    }, blinkMs)
  }, BLINK_MS)
}

export function shownAsSaved(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { shownAsSaved: string[] }).shownAsSaved)
}
