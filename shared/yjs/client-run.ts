import { ByteBlock, type StructPlace } from './byte-block.ts'
import type { RangeList } from './range-list.ts'
import type { UpdateTables } from './update-tables.ts'

/** Engines keep an array this small in their own heap: cheap, and most clients of an old document say little. */
const FIRST_BLOCK_BYTES = 64
const NO_BLOCKS: readonly ByteBlock[] = []
const MAX_BLOCK_BYTES = 64 * 1024
/** Above this a block grows by a quarter instead of by half of what it will be: at most 25 % lies empty. */
const DOUBLING_BYTES = 4 * 1024

/** Where to begin copying a run: a struct's first byte, in which block. */
export interface RunPlace extends StructPlace {
  readonly block: number
}

/** Where the first block of a run that has none yet will begin. */
const START: RunPlace = { clock: 0, offset: 0, struct: 0, block: 0 }

/**
 * All structs known of one client, `[0, end)` without a gap, as bytes in blocks; and what is deleted of them.
 * Append-only: a place once given stays right.
 */
export class ClientRun {
  readonly client: number
  end = 0
  structCount = 0
  byteLength = 0
  blocks: readonly ByteBlock[] = NO_BLOCKS
  /** Also ranges past `end`, which nobody may be sent yet. */
  deletes: RangeList | null = null
  /** How many of those ranges reach past `end`, as last counted. */
  earlyRanges = 0
  /** Where the part begins that came in with the update that is being taken in; null between updates. */
  novelFrom: RunPlace | null = null

  constructor(client: number) {
    this.client = client
  }

  get hasEarlyDeletes(): boolean {
    return this.deletes !== null && this.deletes.end > this.end
  }

  /** The place after the last struct. */
  get tail(): RunPlace {
    const last = this.blocks[this.blocks.length - 1]
    if (last === undefined) return START
    const block = this.blocks.length - 1
    return { clock: this.end, offset: last.stop, struct: this.structCount, block }
  }

  /** Bytes from `place` to the end of the run. */
  bytesFrom(place: RunPlace): number {
    const block = this.blocks[place.block]
    return block === undefined ? 0 : this.byteLength - block.bytesBefore - (place.offset - block.start)
  }

  /** Takes the structs `[from, to)` of a scanned update by reference: its bytes become part of the run. */
  adopt(bytes: Uint8Array, tables: UpdateTables, span: StructSpan): void {
    const start = tables.structStart(span.from)
    this.#push(bytes, start, true)
    this.#take(tables, span, 0)
  }

  /** Copies the structs `[from, to)` of a scanned update; they continue the run at `end`. */
  append(bytes: Uint8Array, tables: UpdateTables, span: StructSpan): void {
    const start = tables.structStart(span.from)
    const stop = tables.structStop(span.to - 1)
    const block = this.#roomFor(stop - start)
    const shift = block.stop - start
    copyInto(block.bytes, block.stop, bytes, start, stop)
    this.#take(tables, span, shift)
  }

  /** Copies one encoded struct that was made here by cutting. */
  appendCut(struct: Uint8Array, end: number): void {
    const block = this.#roomFor(struct.length)
    block.bytes.set(struct, block.stop)
    if (block.stop >= block.nextMarkAt) block.mark(this.end, block.stop, this.structCount)
    block.stop += struct.length
    this.byteLength += struct.length
    this.structCount++
    this.end = end
  }

  /** The struct at or before `clock` from which a reader has to look; `clock` is below `end`. */
  placeBefore(clock: number): RunPlace {
    let low = 1
    let high = this.blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#block(middle).firstClock <= clock) low = middle + 1
      else high = middle
    }
    return { ...this.#block(low - 1).placeBefore(clock), block: low - 1 }
  }

  /** Copies everything from `place` on into `target` and returns where it ends. */
  copyFrom(place: RunPlace, target: Uint8Array, at: number): number {
    let next = at
    for (let index = place.block; index < this.blocks.length; index++) {
      const block = this.#block(index)
      const from = index === place.block ? place.offset : block.start
      copyInto(target, next, block.bytes, from, block.stop)
      next += block.stop - from
    }
    return next
  }

  #take(tables: UpdateTables, span: StructSpan, shift: number): void {
    const block = this.#block(this.blocks.length - 1)
    const stop = tables.structStop(span.to - 1) + shift
    block.markStructs(tables, span.from, span.to, { clock: this.end, stop, shift, struct: this.structCount })
    this.byteLength += stop - block.stop
    block.stop = stop
    this.structCount += span.to - span.from
    this.end = span.end
  }

  #roomFor(length: number): ByteBlock {
    const last = this.blocks[this.blocks.length - 1]
    if (last === undefined || last.isShared) return this.#startBlock(length, FIRST_BLOCK_BYTES)
    const needed = last.stop + length
    if (needed <= last.bytes.length) return last
    if (needed > MAX_BLOCK_BYTES) {
      resize(last, last.stop)
      return this.#startBlock(length, MAX_BLOCK_BYTES / 4)
    }
    resize(last, grown(last.bytes.length, needed))
    return last
  }

  #startBlock(length: number, atLeast: number): ByteBlock {
    const bytes = new Uint8Array(length > MAX_BLOCK_BYTES ? length : grown(atLeast, length))
    return this.#push(bytes, 0, false)
  }

  /** A new list each time: one that grows by `push` keeps room for sixteen more, times thousands of clients. */
  #push(bytes: Uint8Array, start: number, isShared: boolean): ByteBlock {
    const block = new ByteBlock(this, bytes, start, isShared)
    this.blocks = this.blocks === NO_BLOCKS ? [block] : [...this.blocks, block]
    return block
  }

  #block(index: number): ByteBlock {
    return this.blocks[index] as ByteBlock
  }
}

/** Structs `[from, to)` of some tables, after which the run ends at clock `end`. */
export interface StructSpan {
  readonly from: number
  readonly to: number
  readonly end: number
}

function grown(size: number, needed: number): number {
  let next = size
  while (next < needed) next = next < DOUBLING_BYTES ? next * 2 : Math.ceil(next * 1.25)
  return Math.min(next, MAX_BLOCK_BYTES)
}

function resize(block: ByteBlock, size: number): void {
  if (size === block.bytes.length) return
  const bytes = new Uint8Array(size)
  bytes.set(block.bytes.subarray(0, block.stop))
  block.bytes = bytes
}

/** A keystroke is some 20 bytes: for so few, a loop beats making a view and calling `set`. */
function copyInto(target: Uint8Array, at: number, source: Uint8Array, from: number, to: number): void {
  if (to - from > 64) target.set(source.subarray(from, to), at)
  else for (let next = from; next < to; next++) target[at + next - from] = source[next] as number
}
