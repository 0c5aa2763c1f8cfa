/** What is written in the documents of the screenshots: typed, as people would. */
import type { Page } from '@playwright/test'

export async function writeArticle(page: Page): Promise<void> {
  await keys(page, [
    '# Spring release',
    'Enter',
    'Notes for the launch on Thursday. Everybody writes here at once; nobody sends files around.',
    'Enter',
    '## Saved means on disk',
    'Enter',
    'When the line above says **Saved**, the edit has been written and synced. Pull the plug and it is still there. ',
    'Enter',
    '[ ] Check the numbers on the landing page',
    'Enter',
    'Ask Björn for the photographs',
    'Enter',
    'Read it aloud once',
    'Enter',
    'Enter',
  ])
  await page.getByRole('button', { name: 'Insert table' }).click()
  for (const cell of ['Part', 'Who', 'When', 'Server', 'Ada', 'Tuesday', 'Pages', 'Björn', 'Wednesday']) {
    await page.keyboard.type(cell)
    if (cell !== 'Wednesday') await page.keyboard.press('Tab')
  }
}

export async function writeCode(page: Page): Promise<void> {
  await page.keyboard.insertText(`/** Greets everybody who is here, each by name. */
export function greet(people: readonly Person[]): string {
  if (people.length === 0) return 'Nobody is here yet.'
  const names = people.map(({ name }) => name)
  return \`Hello \${names.join(', ')}!\`
}

interface Person {
  readonly name: string
  readonly color: string
}

// Two carets, one text: what the other types appears while it is typed.
const everybody = [
  { name: 'Ada', color: '#1d4ed8' },
  { name: 'Björn', color: '#be185d' },
]
console.log(greet(everybody), 2 + 40)
`)
}

export async function fillBoard(page: Page): Promise<void> {
  const columns = {
    'To do': ['Photograph the loom', 'Write to the printers', 'Choose a colour for the cover'],
    Doing: ['Landing page, second round', 'Translate the captions'],
    Done: ['Book the hall', 'Order the yarn'],
  }
  for (const [column, cards] of Object.entries(columns)) {
    for (const card of cards) {
      await page.getByLabel(`Add a card to ${column}`).fill(card)
      await page.keyboard.press('Enter')
      await page.locator('.card', { hasText: card }).waitFor()
    }
  }
}

async function keys(page: Page, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    if (piece === 'Enter') await page.keyboard.press('Enter')
    else await page.keyboard.type(piece)
  }
}
