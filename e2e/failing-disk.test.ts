import { expect, test } from 'vitest'
import { FaultyDisk, whyNoStrace } from '../test/support/storage/fault-tools.ts'
import { openDocument, paper, untilLine, untilSaved } from './support/editors.ts'
import { harness } from './support/harness.ts'

const world = harness()

test('while the server’s disk fails the page says so, and says "saved" again when it is', async (context) => {
  const reason = whyNoStrace()
  context.skip(reason !== null, reason ?? '')
  const { page } = await world.visit()
  await openDocument(page, world.server.url, 'write', world.fresh())
  await paper(page).click()
  await page.keyboard.type('on disk')
  await untilSaved(page)
  const disk = await FaultyDisk.begin(world.server.pid, { syscalls: 'fsync,fdatasync', fault: 'error=EIO' })
  await page.keyboard.type(' and not')
  await untilLine(page, /^Saving…$/)
  await untilLine(page, /^Not saved: the server’s disk$/, 30_000)
  expect(await page.locator('.save').getAttribute('title')).toMatch(/8 changes not confirmed.+It says: /)
  expect(await page.locator('.state [role=status]').textContent()).toMatch(/^Not saved/)
  await disk.heal()
  await untilSaved(page, 30_000)
  expect(await page.locator('.state [role=status]').textContent()).toBe('Back: everything is saved.')
})
