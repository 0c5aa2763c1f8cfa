import { varUintLength, writeVarUint } from '../varint.ts'
import type { ClientRun } from './client-run.ts'
import type { RangeBatch } from './range-batch.ts'

/** One client's deletes: sorted, merged `[from, to)` clocks, flat. */
export interface ClientRanges {
  readonly client: number
  readonly flat: readonly number[]
}

/** A batch sorted and merged: clients descending, as Yjs writes them. */
export function normalizeRanges(batch: RangeBatch): ClientRanges[] {
  const byClient = new Map<number, number[]>()
  for (let index = 0; index < batch.count; index++) {
    const client = batch.client(index)
    const flat = byClient.get(client)
    if (flat === undefined) byClient.set(client, [batch.from(index), batch.to(index)])
    else flat.push(batch.from(index), batch.to(index))
  }
  const clients = [...byClient].sort((one, other) => other[0] - one[0])
  return clients.map(([client, flat]) => ({ client, flat: isSorted(flat) ? flat : union(flat) }))
}

/**
 * The union of ranges in any order. Starts and ends are sorted apart, without a comparator (a union depends
 * on nothing but how many ranges are open at a clock): 400,000 reversed ranges take 30 ms, not seconds.
 */
function union(flat: readonly number[]): number[] {
  const starts = new Float64Array(flat.length / 2)
  const ends = new Float64Array(flat.length / 2)
  for (let index = 0; index < starts.length; index++) {
    starts[index] = flat[index * 2] as number
    ends[index] = flat[index * 2 + 1] as number
  }
  return sweep(starts.sort(), ends.sort())
}

/** A gap in the union lies where the next start is past as many ends as there were starts before it. */
function sweep(starts: Float64Array, ends: Float64Array): number[] {
  const merged: number[] = []
  let from = starts[0] as number
  for (let index = 0; index < ends.length; index++) {
    const to = ends[index] as number
    const next = starts[index + 1]
    if (next !== undefined && next <= to) continue
    if (to > from) merged.push(from, to)
    from = next ?? to
  }
  return merged
}

function isSorted(flat: readonly number[]): boolean {
  for (let at = 0; at < flat.length; at += 2) {
    if ((flat[at] as number) >= (flat[at + 1] as number)) return false
    if (at > 0 && (flat[at] as number) <= (flat[at - 1] as number)) return false
  }
  return true
}

/** The delete set of an update, to follow its sections. */
export function encodeRanges(clients: readonly ClientRanges[]): Uint8Array {
  const sections = clients.filter(({ flat }) => flat.length > 0).map(encodeClientRanges)
  return joinRangeSections(sections)
}

/** What may be sent of a run's deletes: none past its end, for nobody could place them. Null when there is none. */
export function encodeSendable(run: ClientRun): Uint8Array | null {
  const { deletes } = run
  if (deletes === null || deletes.countBelow(run.end) === 0) return null
  deletes.encoded ??= encodeClientRanges({ client: run.client, flat: sendable(run) })
  return deletes.encoded
}

export function joinRangeSections(sections: readonly Uint8Array[]): Uint8Array {
  let length = varUintLength(sections.length)
  for (const section of sections) length += section.length
  const bytes = new Uint8Array(length)
  let at = writeVarUint(bytes, 0, sections.length)
  for (const section of sections) {
    bytes.set(section, at)
    at += section.length
  }
  return bytes
}

function sendable(run: ClientRun): number[] {
  const flat: number[] = []
  const { deletes } = run
  if (deletes === null) return flat
  const count = deletes.countBelow(run.end)
  for (let index = 0; index < count; index++) {
    flat.push(deletes.from(index), Math.min(deletes.to(index), run.end))
  }
  return flat
}

function encodeClientRanges({ client, flat }: ClientRanges): Uint8Array {
  let length = varUintLength(client) + varUintLength(flat.length / 2)
  for (let at = 0; at < flat.length; at += 2) {
    const from = flat[at] as number
    length += varUintLength(from) + varUintLength((flat[at + 1] as number) - from)
  }
  const bytes = new Uint8Array(length)
  let next = writeVarUint(bytes, writeVarUint(bytes, 0, client), flat.length / 2)
  for (let at = 0; at < flat.length; at += 2) {
    const from = flat[at] as number
    next = writeVarUint(bytes, writeVarUint(bytes, next, from), (flat[at + 1] as number) - from)
  }
  return bytes
}
