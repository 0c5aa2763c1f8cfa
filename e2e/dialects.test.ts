import { expect, test } from 'vitest'
import { eventually } from '../test/support/clients/eventually.ts'
import { harness } from './support/harness.ts'
import { introduce } from './support/visitor.ts'

const world = harness()

test('both dialects on one page: two editors, one with each provider, in one document', async () => {
  const { page, context } = await world.visit()
  await introduce(context, { name: 'Ada', color: '#1d4ed8' })
  await page.goto(world.server.url)
  await page.evaluate((documentId) => {
    const search = new URLSearchParams({ document: documentId })
    document.body.innerHTML = `
      <iframe name="left" width="600" height="700" src="./write?${search}"></iframe>
      <iframe name="right" width="600" height="700" src="./write?${search}&via=y-websocket"></iframe>`
  }, world.fresh())
  const left = page.frameLocator('[name=left]')
  const right = page.frameLocator('[name=right]')
  await left.locator('.tiptap').pressSequentially('from Hocuspocus ')
  await right.locator('.tiptap').getByText('from Hocuspocus').waitFor()
  await right.locator('.tiptap').press('Control+End')
  await right.locator('.tiptap').pressSequentially('from y-websocket')
  await eventually(async () => (await left.locator('.tiptap').textContent())?.includes('from y-websocket'))
  await left.locator('.others .avatar').waitFor()
  await right.locator('.others .avatar').waitFor()
  // Each says what it can know.
  await eventually(async () => (await left.locator('.save-label').textContent()) === 'Saved')
  expect(await right.locator('.save-label').textContent()).toBe('Connected')
})
