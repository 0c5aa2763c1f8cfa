import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { seededRandom } from '../../support/seeded-random.ts'
import { Appender } from '../../support/storage/appender.ts'
import { CrashDisk, type Survival } from '../../support/storage/crash-disk.ts'
import { whyNoStrace } from '../../support/storage/fault-tools.ts'
import { rowBytes } from '../../support/storage/row-bytes.ts'
import { loadedContent, openShardService } from '../../support/storage/sample-shard.ts'
import { readTrace, type TraceEvent, traceArguments } from '../../support/storage/syscall-trace.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

const imagesWanted = Number(process.env.WEFT_CRASH_IMAGES ?? 400)
const seed = Number(process.env.WEFT_SEED ?? 33)
const noStrace = whyNoStrace()
const documents = 5

/** The nth sync of each thread fails. */
const failingSync = (nth: number) => ['-e', `inject=fsync,fdatasync:error=EIO:when=${nth}`]

test.for<{ when: string; record: (directory: string) => Promise<Recording> }>([
  { when: 'at any moment', record: (directory) => recordWork(directory, []) },
  {
    when: 'at any moment, also after a sync that failed',
    record: (directory) => recordWork(directory, failingSync(30)),
  },
  { when: 'while a server starts after one that was killed over a failed sync', record: recordRestart },
])(
  `[STO24] a power cut $when loses no acknowledged row (${imagesWanted} images, seed ${seed})`,
  async ({ record }, context) => {
    if (noStrace !== null) return context.skip(noStrace)
    const { initial, events, shards, acked } = await record(temporaryDirectory())
    const disk = new CrashDisk(initial)
    const random = seededRandom(seed)
    const scratch = temporaryDirectory()
    let images = 0
    const cuts = events.filter(({ cutHere }) => cutHere).length
    for (const { event, cutHere } of events) {
      disk.apply(event, (path) => path.startsWith(shards))
      for (const [, documentId = '', seq] of event.kind === 'said'
        ? event.text.matchAll(/ack (\S+) (\d+)/g)
        : []) {
        acked.set(documentId, Number(seq))
      }
      if (!cutHere) continue
      for (let wanted = imagesWanted / cuts / survivals.length; random() < wanted; wanted--) {
        for (const survival of survivals) {
          writeImage(scratch, disk.image(survival(random)))
          expectIntact(join(scratch, '00.sqlite'), acked)
          images++
        }
      }
    }
    expect(images).toBeGreaterThan(imagesWanted * 0.8)
    expect(acked.size).toBe(documents)
  },
)

/** Of what no sync has made durable: nothing, all, any part, and any part with writes torn at sectors. */
const survivals: readonly ((random: () => number) => Survival)[] = [
  () => ({ change: () => false, bytes: (length) => length }),
  () => ({ change: () => true, bytes: (length) => length }),
  (random) => ({ change: () => random() < 0.5, bytes: (length) => length }),
  (random) => ({
    change: () => random() < 0.7,
    bytes: (length) =>
      random() < 0.7 ? length : Math.min(length, Math.floor((random() * length) / 512) * 512),
  }),
]

interface Recording {
  readonly shards: string
  /** The files before the first event. */
  readonly initial: Map<string, Buffer>
  /** What was acknowledged before. */
  readonly acked: Map<string, number>
  readonly events: { readonly event: TraceEvent; readonly cutHere: boolean }[]
}

/** Lets a process work under strace: bursts of rows, snapshots, checkpoints in the pauses, an orderly end. */
async function recordWork(directory: string, inject: readonly string[]): Promise<Recording> {
  const { data, ...before } = await prepare(directory)
  const trace = join(directory, 'trace')
  const appender = traced(data, { trace, inject })
  await appender.said(/^ack document-4 90$/)
  appender.signal('SIGTERM')
  await appender.said(/^done/)
  await appender.exited()
  const events = readTrace(trace).map((event) => ({ event, cutHere: true }))
  if (inject.length > 0) expectFailedSync(events)
  return { ...before, events }
}

/**
 * The storage thread's syncs: of the empty WAL at the start, of its new header, of the folder, and then of the
 * first commit. None of that commit's pages is in the WAL from before, so if they are lost there while they
 * are being moved into the main file, nothing makes up for the part that was moved.
 */
const firstCommit = 4

/** A sync fails, the process is killed before it could mend anything, and the next one starts on what it left. */
async function recordRestart(directory: string): Promise<Recording> {
  const { data, ...before } = await prepare(directory)
  const first = join(directory, 'first')
  const failing = traced(data, { trace: first, inject: failingSync(firstCommit) })
  await failing.said(/^health failing/)
  await failing.killNow()
  const second = join(directory, 'second')
  const next = traced(data, { trace: second, inject: [] })
  await next.said(/^ack/)
  await next.killNow()
  const untilKill = readTrace(first).map((event) => ({ event, cutHere: false }))
  expectFailedSync(untilKill)
  expectFirstCommit(untilKill)
  const after = readTrace(second)
  const startEnds = after.findIndex((event) => event.kind === 'said' && event.text.includes('ready'))
  return {
    ...before,
    events: [...untilKill, ...after.map((event, index) => ({ event, cutHere: index < startEnds }))],
  }
}

async function prepare(directory: string) {
  const data = join(directory, 'data')
  const appender = new Appender({ directory: data, shards: 1, documents })
  await appender.said(/^ack document-4 5$/)
  appender.signal('SIGTERM')
  await appender.exited()
  const shards = join(data, 'shards')
  const initial = new Map(
    readdirSync(shards).map((name) => [join(shards, name), readFileSync(join(shards, name))]),
  )
  return { data, shards, initial, acked: appender.acked() }
}

function traced(
  directory: string,
  options: { readonly trace: string; readonly inject: readonly string[] },
): Appender {
  const under = ['strace', ...traceArguments(options.trace), ...options.inject]
  return new Appender({
    directory,
    shards: 1,
    documents,
    rowsPerSecond: 300,
    snapshotEvery: 25,
    pauseMs: 1300,
    under,
  })
}

function expectFailedSync(events: Recording['events']): void {
  expect(events.some(({ event }) => event.kind === 'sync' && event.hasFailed)).toBe(true)
}

/** Or the starting server has come to sync more or less often, and `firstCommit` is another number now. */
function expectFirstCommit(events: Recording['events']): void {
  const frames = events.findIndex(({ event }) => event.kind === 'write' && event.offset > 0)
  const synced = events.slice(frames).filter(({ event }) => event.kind === 'sync' && !event.hasFailed)
  expect(frames).toBeGreaterThan(0)
  expect(synced).toEqual([])
}

function writeImage(directory: string, image: Map<string, Buffer>): void {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
  for (const [path, content] of image) writeFileSync(join(directory, path.replace(/.*\//, '')), content)
}

function expectIntact(path: string, acked: ReadonlyMap<string, number>): void {
  const service = openShardService(path)
  for (const [documentId, seq] of acked) {
    const content = loadedContent(service.handle('load', { documentId }))
    expectRows(documentId, { content, atLeast: seq })
  }
  service.handle('close', null)
  const database = new DatabaseSync(path)
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.close()
}

/** The rows from the first on, without a gap, and at least those that were acknowledged. */
function expectRows(documentId: string, found: { content: Uint8Array | string; atLeast: number }): void {
  expect(found.content, documentId).not.toBeTypeOf('string')
  const text = Buffer.from(found.content as Uint8Array).toString()
  let expected = ''
  for (let seq = 1; expected.length < text.length || seq <= found.atLeast; seq++) {
    expected += Buffer.from(rowBytes(documentId, seq)).toString()
  }
  expect(text === expected, `${documentId} has its ${found.atLeast} acknowledged rows, and whole ones`).toBe(
    true,
  )
}
