/**
 * One round against one server, as a process of its own: opens the documents, types at a fixed rate, and
 * prints what it measured as one line of JSON. Its input is one line of JSON too, as its argument.
 */
import { performance } from 'node:perf_hooks'
import { percentilesOf } from '../../server/replay/percentiles.ts'
import { cpuTimeMs } from '../support/process-cpu.ts'
import { Pair, type Samples } from './pair.ts'
import type { LoadInput, LoadResult } from './round.ts'
import { until } from './typist.ts'
import { planWork } from './work.ts'

const TICK_MS = 2
const QUIET_TIMEOUT_MS = 10_000
const CHECKED_DOCUMENTS = 10

const input = JSON.parse(process.argv[2] ?? '') as LoadInput
process.stdout.write(`${JSON.stringify(await measure(input))}\n`)
process.exit()

async function measure(input: LoadInput): Promise<LoadResult> {
  const { documents, rate, warmUpSeconds, seconds, round, server } = input
  const warmUpCount = Math.round((warmUpSeconds * rate) / documents)
  const each = warmUpCount + Math.round((seconds * rate) / documents)
  const samples: Samples = { ackMs: [], propagationMs: [] }
  const pairs = (await planWork(documents, each)).map(
    (work, index) => new Pair({ server, document: `typing-${round}-${index}`, work, samples }),
  )
  for (const pair of pairs) await pair.opened()
  await type(pairs, { rate, from: 0, to: warmUpCount })
  await quiet(pairs)
  samples.ackMs.length = 0
  samples.propagationMs.length = 0
  const before = readings(pairs, input)
  const lateMs = await type(pairs, { rate, from: warmUpCount, to: each })
  const typedMs = performance.now() - before.nowMs
  const isComplete = await quiet(pairs)
  const after = readings(pairs, input)
  const updates = after.sent - before.sent
  const late = percentilesOf(lateMs)
  const loadCpuShare = (after.loadCpuMs - before.loadCpuMs) / (after.nowMs - before.nowMs)
  const wrongDocuments = server.keepsDocuments ? await countWrong(pairs) : null
  for (const pair of pairs) pair.close()
  return {
    updates,
    updatesPerSecond: (updates * 1_000) / typedMs,
    framesReceived: after.received - before.received,
    cpuMicrosPerUpdate: ((after.serverCpuMs - before.serverCpuMs) * 1_000) / updates,
    serverCpuShare: (after.serverCpuMs - before.serverCpuMs) / (after.nowMs - before.nowMs),
    propagationMs: percentilesOf(samples.propagationMs),
    ackMs: percentilesOf(samples.ackMs),
    isComplete,
    checkedDocuments: server.keepsDocuments ? Math.min(CHECKED_DOCUMENTS, documents) : 0,
    wrongDocuments,
    loadCpuShare,
    lateMs: late,
  }
}

/** Keystroke `n` of document `d` is due at a fixed time; returns how late each was given to its socket. */
async function type(
  pairs: readonly Pair[],
  span: { rate: number; from: number; to: number },
): Promise<number[]> {
  const count = (span.to - span.from) * pairs.length
  const startMs = performance.now()
  const lateMs: number[] = []
  let next = 0
  while (next < count) {
    const nowMs = performance.now()
    for (; next < count && startMs + (next * 1_000) / span.rate <= nowMs; next += 1) {
      lateMs.push(nowMs - startMs - (next * 1_000) / span.rate)
      pairs[next % pairs.length]?.type(span.from + Math.floor(next / pairs.length))
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
  return lateMs
}

/** Whether everything typed came back acknowledged and arrived before the time for it was over. */
async function quiet(pairs: readonly Pair[]): Promise<boolean> {
  try {
    await until(() => pairs.every((pair) => pair.isQuiet), QUIET_TIMEOUT_MS)
    return true
  } catch {
    return false
  }
}

function readings(pairs: readonly Pair[], { serverPid }: LoadInput) {
  const { user, system } = process.cpuUsage()
  return {
    nowMs: performance.now(),
    sent: pairs.reduce((sum, pair) => sum + pair.sentCount, 0),
    received: pairs.reduce((sum, pair) => sum + pair.receivedCount, 0),
    serverCpuMs: cpuTimeMs(serverPid),
    loadCpuMs: (user + system) / 1_000,
  }
}

async function countWrong(pairs: readonly Pair[]): Promise<number> {
  const step = Math.max(1, Math.floor(pairs.length / CHECKED_DOCUMENTS))
  let wrong = 0
  for (let index = 0; index < pairs.length; index += step) {
    if (!(await pairs[index]?.isRight())) wrong += 1
  }
  return wrong
}
