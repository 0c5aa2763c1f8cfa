import type { UpdateTables } from './update-tables.ts'

export const BYTES_PER_MARK = 1024

/** Where in a run a struct begins. */
export interface StructPlace {
  readonly clock: number
  /** Offset in the block's `bytes`. */
  readonly offset: number
  /** Structs of the whole run before it. */
  readonly struct: number
}

/**
 * A stretch of one client's structs, as bytes that follow each other, with a mark per KiB. The bytes are its
 * own and may grow, or lie inside a snapshot shared with the whole document and are full.
 *
 * An object per struct or per update would cost 16 times the content; a mark costs 24 bytes per KiB.
 */
export class ByteBlock {
  bytes: Uint8Array
  readonly start: number
  stop: number
  readonly firstClock: number
  readonly firstStruct: number
  readonly isShared: boolean
  /** Bytes of the run in the blocks before this one. */
  readonly bytesBefore: number
  nextMarkAt: number
  /** Clock, offset and struct number in turn; null while there is none, as for most clients. */
  #marks: number[] | null = null

  /** An empty block that follows what `run` has so far, from `start` on in `bytes`. */
  constructor(run: RunSoFar, bytes: Uint8Array, start: number, isShared: boolean) {
    this.bytes = bytes
    this.start = start
    this.stop = start
    this.firstClock = run.end
    this.firstStruct = run.structCount
    this.isShared = isShared
    this.bytesBefore = run.byteLength
    this.nextMarkAt = start + BYTES_PER_MARK
  }

  get markCount(): number {
    return this.#marks === null ? 0 : this.#marks.length / 3
  }

  /** Notes where the structs `[from, to)` of `tables` came to lie, `shift` bytes after where they were. */
  markStructs(tables: UpdateTables, from: number, to: number, placed: Placed): void {
    if (placed.stop <= this.nextMarkAt) return
    let clock = placed.clock
    for (let struct = from; struct < to; struct++) {
      const offset = tables.structStart(struct) + placed.shift
      if (offset >= this.nextMarkAt) this.mark(clock, offset, placed.struct + struct - from)
      clock += tables.structLength(struct)
    }
  }

  mark(clock: number, offset: number, struct: number): void {
    this.#marks ??= []
    this.#marks.push(clock, offset, struct)
    this.nextMarkAt = offset + BYTES_PER_MARK
  }

  /** The last noted struct that begins at or before `clock`; the block holds `clock`. */
  placeBefore(clock: number): StructPlace {
    const marks = this.#marks ?? []
    let low = 0
    let high = marks.length / 3
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((marks[middle * 3] as number) <= clock) low = middle + 1
      else high = middle
    }
    if (low === 0) return { clock: this.firstClock, offset: this.start, struct: this.firstStruct }
    const [markClock, offset, struct] = marks.slice(low * 3 - 3, low * 3)
    return { clock: markClock as number, offset: offset as number, struct: struct as number }
  }
}

export interface RunSoFar {
  readonly end: number
  readonly structCount: number
  readonly byteLength: number
}

export interface Placed {
  readonly clock: number
  /** Offset after the last struct. */
  readonly stop: number
  readonly shift: number
  readonly struct: number
}
