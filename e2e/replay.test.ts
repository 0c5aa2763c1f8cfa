import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../test/support/clients/client-group.ts'
import { eventually } from '../test/support/clients/eventually.ts'
import { harness } from './support/harness.ts'

const world = harness()
const closing = closingAfterEach()
const root = join(import.meta.dirname, '..')
const friends = join(root, 'bench/traces/friendsforever.json.gz')

test('a replay is watched: the text grows, written by two authors with carets and names', async () => {
  const { page } = await world.visit()
  const documentId = world.fresh()
  // The address that the replay's own help gives leads to the page that shows it.
  await page.goto(`${world.server.url}/?${new URLSearchParams({ document: documentId })}`)
  await page.locator('.cm-content').waitFor()
  const flags = ['--url', world.server.wsUrl, '--document', documentId, '--speed', '60']
  const command = ['--conditions=@weft/source', join(root, 'server/bin/weft.js'), 'replay', friends, ...flags]
  const replay = closing(endable(spawn(process.execPath, command, { cwd: root, stdio: 'ignore' })))
  for (const author of ['Author 1', 'Author 2']) {
    await page.locator('.others').getByText(author).waitFor({ timeout: 30_000 })
  }
  const length = async () => Number((await page.locator('.text-length').textContent())?.replace(/\D/g, ''))
  await eventually(async () => (await length()) > 100, { timeoutMs: 30_000 })
  const seen = new Set<string>()
  await eventually(
    async () => {
      for (const name of await page.locator('.cm-ySelectionInfo').allTextContents()) seen.add(name)
      return seen.size === 2
    },
    { timeoutMs: 60_000, what: 'both carets in the text' },
  )
  await page.getByLabel('Follow').selectOption('Author 1')
  const before = await length()
  await eventually(async () => (await length()) > before + 50, { timeoutMs: 30_000 })
  await replay.destroy()
  expect([...seen].sort()).toEqual(['Author 1', 'Author 2'])
})

function endable(child: ChildProcess): { destroy(): Promise<void> } {
  return {
    async destroy() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
