import type { ByteBlock } from './byte-block.ts'
import type { ClientRun, RunPlace } from './client-run.ts'
import { Cursor } from './cursor.ts'
import { cutStruct } from './cut-struct.ts'
import { scanStruct } from './scan-struct.ts'
import { UpdateTables } from './update-tables.ts'

/** The end of a run from some clock on, ready to be written: perhaps a cut struct, then bytes as they are. */
export interface RunPart {
  readonly run: ClientRun
  readonly clock: number
  readonly structs: number
  readonly cut: Uint8Array | null
  readonly place: RunPlace
}

const scratch = new UpdateTables()

/** What of `run` lies at or beyond `clock`, which is below its end. Reads at most a KiB to find it. */
export function partFrom(run: ClientRun, clock: number): RunPart {
  const near = run.placeBefore(clock)
  const cursor = new Cursor((run.blocks[near.block] as ByteBlock).bytes, near.offset)
  scratch.clear()
  scratch.startAt(run.client, near.clock)
  for (let { struct } = near; ; struct++) {
    const begin = scratch.clock
    const start = cursor.at
    scanStruct(cursor, scratch)
    const end = scratch.clock
    if (end <= clock) continue
    if (begin === clock) return partAt(run, { clock, offset: start, struct, block: near.block })
    const cut = cutStruct({ bytes: cursor.bytes, start, client: run.client, clock: begin }, clock)
    const place = { clock: end, offset: cursor.at, struct: struct + 1, block: near.block }
    return { run, clock, structs: run.structCount - struct, cut, place }
  }
}

/** Everything from a place on that is known to begin a struct. */
export function partAt(run: ClientRun, place: RunPlace): RunPart {
  return { run, clock: place.clock, structs: run.structCount - place.struct, cut: null, place }
}

export function wholeRun(run: ClientRun): RunPart {
  const offset = run.blocks[0]?.start ?? 0
  return partAt(run, { clock: 0, offset, struct: 0, block: 0 })
}
