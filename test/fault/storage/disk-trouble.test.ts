import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shardOf } from '../../../server/cluster/shard-map.ts'
import { Appender, expectAckedRowsOnDisk } from '../../support/storage/appender.ts'
import { FaultyDisk, mountSmallDisk, whyNoStrace } from '../../support/storage/fault-tools.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

const noStrace = whyNoStrace()
const syncs = 'fsync,fdatasync'

test('[LOG8] an fsync that fails once: no ack on that handle, saving resumes by itself within 5 s', async (context) => {
  if (noStrace !== null) return context.skip(noStrace)
  const directory = temporaryDirectory()
  const inject = ['-e', `trace=${syncs}`, '-e', `inject=${syncs}:error=EIO:when=40`]
  const under = ['strace', '-f', '-qq', '-o', '/dev/null', ...inject]
  const appender = new Appender({ directory, shards: 1, under })
  await appender.said(/^health failing/)
  await appender.said(/^health healthy/, { timeoutMs: 5000 })
  const healthy = appender.lines.findIndex(({ text }) => text === 'health healthy')
  await appender.said(/^ack/, { after: healthy })
  const failing = appender.lines.findIndex(({ text }) => text === 'health failing')
  expect(appender.lines.slice(failing + 1, healthy)).toEqual([])
  await appender.killNow()
  expectAckedRowsOnDisk(directory, appender.acked())
})

test.for([
  { what: 'every fsync fails', syscalls: syncs, error: 'EIO' },
  { what: 'every write fails', syscalls: 'pwrite64', error: 'EIO' },
  { what: 'the file system is read-only', syscalls: 'pwrite64,ftruncate', error: 'EROFS' },
])(
  '[LOG9] while $what nothing is acked, documents are read; afterwards all is saved',
  async (trouble, context) => {
    if (noStrace !== null) return context.skip(noStrace)
    const directory = temporaryDirectory()
    const appender = new Appender({ directory, shards: 1 })
    await appender.said(/^ack document-0 10$/)
    const disk = await FaultyDisk.begin(appender.pid, {
      syscalls: trouble.syscalls,
      fault: `error=${trouble.error}`,
    })
    await appender.said(/^health failing/, { timeoutMs: 5000 })
    const saidSince = appender.sinceNow()
    await new Promise((resolve) => setTimeout(resolve, 6000))
    appender.signal('SIGUSR2')
    await appender.said(/^probe failed/)
    expect(await appender.said(/^loaded/)).toMatch(/^loaded \d+$/)
    expect(saidSince().filter((line) => /^(ack|health)/.test(line))).toEqual([])
    await disk.heal()
    await appender.said(/^health healthy/, { timeoutMs: 10_000 })
    await appender.said(/^ack document-9/, { after: appender.lines.length })
    await appender.killNow()
    expectAckedRowsOnDisk(directory, appender.acked())
  },
)

test('[STO16] one shard in trouble leaves the others alone; it is opened anew at most 5 times a minute, at least every 20 s', async (context) => {
  if (noStrace !== null) return context.skip(noStrace)
  const directory = temporaryDirectory()
  const appender = new Appender({ directory, shards: 2, documents: 20 })
  await appender.said(/^ack document-19/)
  const path = join(directory, 'shards', '00.sqlite-wal')
  const disk = await FaultyDisk.begin(appender.pid, { syscalls: syncs, fault: 'error=EIO', path })
  await appender.said(/^health failing/)
  const saidSince = appender.sinceNow()
  // One thread of the healthy shard, and of the other the first and those that replaced it.
  expect(await storageThreadsWithin(5000, appender.pid)).toBeLessThanOrEqual(5)
  const shards = saidSince().flatMap((line) => {
    const [, documentId] = /^ack (\S+)/.exec(line) ?? []
    return documentId === undefined ? [] : [shardOf(documentId, 2)]
  })
  expect(shards.length).toBeGreaterThan(100)
  expect(new Set(shards)).toEqual(new Set([1]))
  await disk.heal()
  await appender.said(/^health healthy/, { timeoutMs: 25_000 })
  await appender.killNow()
  expectAckedRowsOnDisk(directory, appender.acked())
})

test('[STO17] a disk that takes 300 ms to sync makes acks slow and holds up nothing else', async (context) => {
  if (noStrace !== null) return context.skip(noStrace)
  const directory = temporaryDirectory()
  const appender = new Appender({ directory, shards: 2 })
  await appender.said(/^ack document-9/)
  const disk = await FaultyDisk.begin(appender.pid, { syscalls: syncs, fault: 'delay_exit=300000' })
  await appender.said(/^ack document-9/, { after: appender.lines.length })
  await appender.said(/^ack document-9/, { after: appender.lines.length })
  await disk.heal()
  appender.signal('SIGTERM')
  const lag = await appender.said(/^lag/)
  await appender.said(/^done/)
  expect(Number(lag.split(' ')[1])).toBeLessThan(150)
  expect(appender.lines.some(({ text }) => text.startsWith('health'))).toBe(false)
})

test('[LOG9] a full disk: nothing acked within a second, documents read, saving resumes when there is space', async (context) => {
  const directory = temporaryDirectory()
  const noDisk = mountSmallDisk(directory, '12m')
  if (noDisk !== null) return context.skip(noDisk)
  const data = join(directory, 'data')
  const appender = new Appender({ directory: data, shards: 1 })
  await appender.said(/^ack document-0 10$/)
  const filler = join(directory, 'filler')
  fill(filler)
  await appender.said(/^health failing/, { timeoutMs: 20_000 })
  const saidSince = appender.sinceNow()
  appender.signal('SIGUSR2')
  expect(await appender.said(/^loaded/)).toMatch(/^loaded \d+$/)
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect(saidSince().filter((line) => /^(ack|health)/.test(line))).toEqual([])
  rmSync(filler)
  await appender.said(/^health healthy/, { timeoutMs: 10_000 })
  await appender.said(/^ack document-9/, { after: appender.lines.length })
  await appender.killNow()
  expectAckedRowsOnDisk(data, appender.acked())
})

/** How many storage threads of the process were seen, one after the other. */
async function storageThreadsWithin(durationMs: number, pid: number): Promise<number> {
  const seen = new Set<string>()
  for (const untilMs = performance.now() + durationMs; performance.now() < untilMs; ) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) if (isStorageThread(pid, thread)) seen.add(thread)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return seen.size
}

function isStorageThread(pid: number, thread: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').startsWith('storage')
  } catch {
    return false
  }
}

/** Writes until not one block is left. */
function fill(path: string): void {
  for (const size of [1024 * 1024, 4096]) {
    try {
      for (;;) writeFileSync(path, new Uint8Array(size), { flag: 'a' })
    } catch {
      // Full.
    }
  }
}
