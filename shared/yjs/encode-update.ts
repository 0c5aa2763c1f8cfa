import { varUintLength, writeVarUint } from '../varint.ts'
import type { RunPart } from './locate.ts'

/**
 * An update of parts of runs, clients descending, and an encoded delete set: one section per client, since
 * of two sections Yjs keeps the last. Bytes are copied, not decoded.
 */
export function encodeUpdate(parts: readonly RunPart[], deletes: Uint8Array): Uint8Array {
  let length = varUintLength(parts.length) + deletes.length
  for (const part of parts) length += partLength(part)
  const bytes = new Uint8Array(length)
  let at = writeVarUint(bytes, 0, parts.length)
  for (const part of parts) at = writePart(bytes, at, part)
  bytes.set(deletes, at)
  return bytes
}

function partLength({ run, clock, structs, cut, place }: RunPart): number {
  const head = varUintLength(structs) + varUintLength(run.client) + varUintLength(clock)
  return head + (cut?.length ?? 0) + run.bytesFrom(place)
}

function writePart(bytes: Uint8Array, start: number, { run, clock, structs, cut, place }: RunPart): number {
  let at = writeVarUint(bytes, start, structs)
  at = writeVarUint(bytes, at, run.client)
  at = writeVarUint(bytes, at, clock)
  if (cut !== null) {
    bytes.set(cut, at)
    at += cut.length
  }
  return run.copyFrom(place, bytes, at)
}
