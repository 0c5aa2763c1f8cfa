/**
 * `weft replay`: plays a recorded editing session into a server, with one real stock provider per person, and
 * checks that a fresh client then reads what the recording ends with.
 */

import { basename } from 'node:path'
import type { Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import { systemClock } from '../observability/system-clock.ts'
import { loadRecording } from './load-recording.ts'
import type { ReplayOptions } from './options.ts'
import { dueTimesMs } from './pace.ts'
import { DocumentReplay } from './play-document.ts'
import { type ProgressStream, showProgress } from './progress.ts'
import { isGood, type ReplayReport, renderReport, reportOf } from './report.ts'
import { ascendingClientIds, toYjs } from './to-yjs.ts'
import { ReplayTotals } from './totals.ts'

/** What a replay touches of the world around it; tests bring their own. */
export interface ReplayWorld {
  readonly clock: Clock
  readonly out: NodeJS.WritableStream
  readonly err: ProgressStream
  /** Aborted to end the replay early, as Ctrl-C does. */
  readonly signal: AbortSignal
  readonly random: () => number
  readonly connectTimeoutMs: number
  readonly stallMs: number
}

/**
 * Resolves with the exit code: 0 when every text agrees and nothing acknowledged was lost, 1 when not or when
 * the server failed, 64 when the recording or the document cannot be used, 130 after Ctrl-C.
 */
export async function runReplay(options: ReplayOptions, world: Partial<ReplayWorld> = {}): Promise<number> {
  const interrupt = new AbortController()
  const onInterrupt = () => interrupt.abort(interrupted)
  // Once: a second Ctrl-C ends the process as it would any other.
  process.once('SIGINT', onInterrupt)
  try {
    return await replay(options, { ...realWorld(), signal: interrupt.signal, ...world })
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

async function replay(options: ReplayOptions, world: ReplayWorld): Promise<number> {
  try {
    const report = await playAll(options, world)
    world.out.write(options.json ? `${JSON.stringify(report)}\n` : renderReport(report))
    if (report.error !== null) world.err.write(`weft replay: ${report.error}\n`)
    if (report.outcome === 'interrupted') return exitCodes.interrupted
    return isGood(report) ? exitCodes.ok : exitCodes.failed
  } catch (error) {
    if (!(error instanceof WeftError)) throw error
    world.err.write(`weft replay: ${describe(error)}\n`)
    return exitCodeOf(error.code)
  }
}

/** Throws `WeftError` when it could not begin; what happens afterwards is in the report. */
async function playAll(options: ReplayOptions, world: ReplayWorld): Promise<ReplayReport> {
  const recording = await loadRecording(options.file)
  const yjs = toYjs(recording, ascendingClientIds(recording.authorCount, world.random))
  const documents = documentNames(options)
  const totals = new ReplayTotals(yjs.edits.length * documents.length)
  const failure = new AbortController()
  const signal = AbortSignal.any([world.signal, failure.signal])
  const dueMs = options.speed === 'max' ? null : dueTimesMs(recording).map((ms) => ms / Number(options.speed))
  const replays = documents.map(
    (document) =>
      new DocumentReplay({ ...world, ...options, document, recording: yjs, dueMs, totals, signal }),
  )
  const input = { options, documents, authorsPerDocument: yjs.clientIds.length, totals }
  const all = <T>(run: (replay: DocumentReplay) => Promise<T>) => together(replays.map(run), failure)
  let startedMs = world.clock.now()
  const durationMs = () => world.clock.now() - startedMs
  try {
    await all((replay) => replay.connect())
    startedMs = world.clock.now()
    const endProgress = showProgress(world.clock, totals, world.err)
    await all((replay) => replay.play()).finally(endProgress)
    const playedMs = durationMs()
    const differences = (await all((replay) => replay.check())).filter((found) => found !== null)
    return reportOf({ ...input, durationMs: playedMs, outcome: 'done', error: null, differences })
  } catch (error) {
    const outcome = error === interrupted ? 'interrupted' : 'failed'
    if (outcome === 'failed' && (!(error instanceof WeftError) || totals.made === 0)) throw error
    const message = error instanceof WeftError ? describe(error) : 'stopped'
    return reportOf({ ...input, durationMs: durationMs(), outcome, error: message, differences: null })
  } finally {
    for (const replay of replays) replay.close()
  }
}

const interrupted = new Error('interrupted')

/** The first that fails stops the others; its error is the one that counts. */
async function together<T>(runs: readonly Promise<T>[], failure: AbortController): Promise<T[]> {
  const stopping = runs.map((run) =>
    run.catch((error) => {
      failure.abort(error)
      throw error
    }),
  )
  const results = await Promise.allSettled(stopping)
  failure.signal.throwIfAborted()
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

function documentNames({ document, file, repeat }: ReplayOptions): string[] {
  const name = document ?? basename(file).replace(/\.json(\.gz)?$/, '')
  return repeat === 1 ? [name] : Array.from({ length: repeat }, (_, index) => `${name}-${index + 1}`)
}

function describe(error: WeftError): string {
  return error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`
}

function realWorld(): Omit<ReplayWorld, 'signal'> {
  return {
    clock: systemClock,
    out: process.stdout,
    err: process.stderr,
    random: Math.random,
    connectTimeoutMs: 10_000,
    // Stock providers wait up to 30 s between two attempts to reconnect.
    stallMs: 60_000,
  }
}
