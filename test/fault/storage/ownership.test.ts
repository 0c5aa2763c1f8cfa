import { expect, test } from 'vitest'
import { Appender, expectAckedRowsOnDisk } from '../../support/storage/appender.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

test('[DIR5] a second server is refused after 5 s and the first does not notice', async () => {
  const directory = temporaryDirectory()
  const owner = new Appender({ directory })
  await owner.said(/^ack/)
  const startedAtMs = performance.now()
  const second = new Appender({ directory })
  await second.exited()
  expect(second.lines.map(({ text }) => text)).toEqual(['refused start-data-owned'])
  expect(performance.now() - startedAtMs).toBeGreaterThan(4900)
  await owner.said(/^ack/, { after: owner.lines.length })
  expect(owner.lines.some(({ text }) => text.startsWith('health'))).toBe(false)
})

test('[DIR5] a stopped owner still owns; killed, it owns no more, and what it acked is there', async () => {
  const directory = temporaryDirectory()
  const owner = new Appender({ directory })
  await owner.said(/^ack/)
  owner.signal('SIGSTOP')
  const refused = new Appender({ directory })
  await refused.exited()
  expect(refused.lines.map(({ text }) => text)).toEqual(['refused start-data-owned'])
  const next = new Appender({ directory })
  await new Promise((resolve) => setTimeout(resolve, 1500))
  await owner.killNow()
  await next.said(/^ack/)
  await next.killNow()
  expectAckedRowsOnDisk(directory, owner.acked())
  expectAckedRowsOnDisk(directory, next.acked())
})
