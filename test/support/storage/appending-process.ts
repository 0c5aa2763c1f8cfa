import { systemClock } from '../../../server/observability/system-clock.ts'
import type { LogRow } from '../../../server/storage/port.ts'
import { openStorage, type Storage } from '../../../server/storage/storage.ts'
import type { DurabilityListener } from '../../../server/storage/update-log.ts'
import { rowBytes } from './row-bytes.ts'

/**
 * A server reduced to its storage, to be killed or starved by fault tests: appends rows to many documents as
 * fast as `rowsPerSecond` says and writes one line to stdout for each thing that happens:
 *
 *   ready | ack <document> <seq> | health <healthy|failing> | probe <ok|failed> | loaded <rows> | lag <longest turn of the event loop, ms> | done
 *
 * Arguments: directory, shards, documents, rows per second, snapshot every N rows of a document (0: never), and
 * how long to pause after each half second of work (long enough, and an idle shard is checkpointed).
 */
const [
  directory = '',
  shardCount = '2',
  documents = '10',
  rowsPerSecond = '500',
  snapshotEvery = '0',
  pauseMs = '0',
] = process.argv.slice(2)

const tickMs = 5

async function main(): Promise<void> {
  const storage = await openStorage({ directory, clock: systemClock, shardCount: Number(shardCount) })
  storage.onHealth((health) => say(`health ${health}`))
  const writers = await Promise.all(
    Array.from({ length: Number(documents) }, (_, index) => Writer.open(storage, `document-${index}`)),
  )
  say('ready')
  const startedAtMs = systemClock.now()
  let appended = 0
  let longestTurnMs = 0
  let lastTickAtMs = startedAtMs
  const timer = setInterval(() => {
    longestTurnMs = Math.max(longestTurnMs, systemClock.now() - lastTickAtMs)
    lastTickAtMs = systemClock.now()
    const due = (workedMs(systemClock.now() - startedAtMs) * Number(rowsPerSecond)) / 1000
    for (; appended < due; appended++) writers[appended % writers.length]?.append()
  }, tickMs)
  process.on('SIGTERM', () => {
    clearInterval(timer)
    say(`lag ${Math.round(longestTurnMs)}`)
    void stop(storage)
  })
  process.on('SIGUSR2', () => void probe(storage))
}

/** Of the time that has passed, what was not pause. */
function workedMs(passedMs: number): number {
  const periodMs = 500 + Number(pauseMs)
  return Math.floor(passedMs / periodMs) * 500 + Math.min(500, passedMs % periodMs)
}

async function stop(storage: Storage): Promise<void> {
  await storage.flush(20_000)
  await storage.close()
  say('done')
}

/** What a health check and a new reader would meet now. */
async function probe(storage: Storage): Promise<void> {
  const loading = storage.shardFor('document-0').store.load('document-0')
  await storage.probe().then(
    () => say('probe ok'),
    () => say('probe failed'),
  )
  const loaded = await loading.catch(() => null)
  say(`loaded ${loaded?.state === 'present' ? loaded.updates.length : 'nothing'}`)
}

class Writer implements DurabilityListener {
  readonly #storage: Storage
  readonly #documentId: string
  #seq: number
  #durableSeq: number

  static async open(storage: Storage, documentId: string): Promise<Writer> {
    const loaded = await storage.shardFor(documentId).store.load(documentId)
    const snapshotSeq = loaded.state === 'present' ? (loaded.snapshot?.throughSeq ?? 0) : 0
    const rows = loaded.state === 'present' ? loaded.updates.length : 0
    return new Writer(storage, documentId, snapshotSeq + rows)
  }

  private constructor(storage: Storage, documentId: string, seq: number) {
    this.#storage = storage
    this.#documentId = documentId
    this.#seq = seq
    this.#durableSeq = seq
  }

  append(): void {
    this.#seq++
    const row: LogRow = {
      documentId: this.#documentId,
      seq: this.#seq,
      timeMs: systemClock.wallTimeMs(),
      author: this.#seq % 3 === 0 ? 'Zoë' : null,
      update: rowBytes(this.#documentId, this.#seq),
    }
    this.#storage.shardFor(this.#documentId).log.append(row, this)
  }

  handleDurable(seq: number): void {
    const every = Number(snapshotEvery)
    const isSnapshotDue = every > 0 && Math.floor(seq / every) > Math.floor(this.#durableSeq / every)
    for (this.#durableSeq++; this.#durableSeq <= seq; this.#durableSeq++) {
      say(`ack ${this.#documentId} ${this.#durableSeq}`)
    }
    this.#durableSeq = seq
    if (isSnapshotDue) void this.#compact(seq)
  }

  /** A "compacted" document of this test is its rows' bytes, one after the other. */
  async #compact(throughSeq: number): Promise<void> {
    const rows = Array.from({ length: throughSeq }, (_, index) => rowBytes(this.#documentId, index + 1))
    const { store } = this.#storage.shardFor(this.#documentId)
    const bytes = new Uint8Array(Buffer.concat(rows))
    await store.writeSnapshot({ documentId: this.#documentId, throughSeq, bytes }).catch(() => {})
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main().catch((error: unknown) => {
  say(
    error instanceof Error && 'code' in error ? `refused ${String(error.code)}` : `refused ${String(error)}`,
  )
  process.exitCode = 1
})
