/**
 * A recorded editing session, read and checked: who typed what, and what they had seen when they typed it.
 * The file format is described in `bench/traces/README.md`. This file knows neither Yjs nor the disk.
 */
import { WeftError } from '@weft/shared/errors.ts'
import { z } from 'zod'

export interface Recording {
  readonly authorCount: number
  /** In an order in which every transaction comes after its parents. */
  readonly transactions: readonly RecordedTransaction[]
  /** What the text reads when everything is merged. */
  readonly endContent: string
}

export interface RecordedTransaction {
  readonly author: number
  /** Indexes of the transactions that this one was written on top of. */
  readonly parents: readonly number[]
  /** Milliseconds since the Unix epoch; null where the recording does not know. */
  readonly timeMs: number | null
  readonly patches: readonly Patch[]
}

/** Position, deleted count (both in Unicode code points), inserted text. */
export type Patch = readonly [position: number, deletedCount: number, inserted: string]

/** Reads the JSON text of a recording of either kind. Throws `WeftError` `replay-input`. */
export function parseRecording(json: string): Recording {
  const parsed = fileSchema.safeParse(parseJson(json))
  if (!parsed.success) throw notARecording(firstIssue(parsed.error))
  const file = parsed.data
  return file.kind === 'concurrent' ? fromConcurrent(file) : fromSequential(file)
}

const count = z.number().int().nonnegative()
const patchSchema = z.tuple([count, count, z.string()])
const concurrentSchema = z.object({
  kind: z.literal('concurrent'),
  endContent: z.string(),
  numAgents: z.number().int().positive().max(1_000),
  txns: z.array(
    z.object({
      parents: z.array(count),
      agent: count,
      time: z.string().optional(),
      patches: z.array(patchSchema),
    }),
  ),
})
const sequentialSchema = z.object({
  kind: z.undefined().optional(),
  startContent: z.string().optional(),
  endContent: z.string(),
  txns: z.array(z.object({ time: z.string().optional(), patches: z.array(patchSchema) })),
})
const fileSchema = z.union([concurrentSchema, sequentialSchema])

function fromConcurrent(file: z.infer<typeof concurrentSchema>): Recording {
  const transactions = file.txns.map((txn, index) => {
    if (txn.agent >= file.numAgents) throw notARecording(`txns[${index}].agent is not below numAgents`)
    if (txn.parents.some((parent) => parent >= index)) throw notARecording(`txns[${index}] precedes a parent`)
    return { author: txn.agent, parents: txn.parents, timeMs: toTimeMs(txn.time), patches: txn.patches }
  })
  return { authorCount: file.numAgents, transactions, endContent: file.endContent }
}

function fromSequential(file: z.infer<typeof sequentialSchema>): Recording {
  const start = file.startContent ?? ''
  const opening = start === '' ? [] : [{ time: undefined, patches: [[0, 0, start] as Patch] }]
  const transactions = [...opening, ...file.txns].map((txn, index) => ({
    author: 0,
    parents: index === 0 ? [] : [index - 1],
    timeMs: toTimeMs(txn.time),
    patches: txn.patches,
  }))
  return { authorCount: 1, transactions, endContent: file.endContent }
}

/** The recordings write the start of the epoch where they have no time. */
function toTimeMs(time: string | undefined): number | null {
  const timeMs = time === undefined ? Number.NaN : Date.parse(time)
  return timeMs > 0 ? timeMs : null
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw notARecording('it is not JSON', cause)
  }
}

/** Of the two kinds' complaints, the one that got further is about the kind that was meant. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'its shape is unknown'
  if (issue.code !== 'invalid_union') return describe(issue)
  const meant =
    issue.errors.find((kind) => kind.every((inner) => inner.path[0] !== 'kind')) ?? issue.errors[0]
  return meant?.[0] === undefined ? issue.message : describe(meant[0])
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'the file'}: ${issue.message}`
}

function notARecording(detail: string, cause?: unknown): WeftError {
  const hint = 'recordings to try are in bench/traces, their format is in bench/traces/README.md'
  return new WeftError('replay-input', `this is not a recorded editing session: ${detail}`, { hint, cause })
}
