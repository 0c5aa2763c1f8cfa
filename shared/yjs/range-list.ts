import type { RangeBatch } from './range-batch.ts'

/**
 * What is deleted of one client: `[from, to)` clocks, sorted, merged, neither touching nor overlapping; flat,
 * since an object per range costs four times its numbers.
 */
export class RangeList {
  #flat: number[] = []
  /** The encoded section of what may be sent, kept until something changes. */
  encoded: Uint8Array | null = null

  get count(): number {
    return this.#flat.length / 2
  }

  get retainedBytes(): number {
    return this.#flat.length * 8 + (this.encoded?.length ?? 0)
  }

  /** Clock after the last range. */
  get end(): number {
    return this.#flat.length === 0 ? 0 : (this.#flat[this.#flat.length - 1] as number)
  }

  from(index: number): number {
    return this.#flat[index * 2] as number
  }

  to(index: number): number {
    return this.#flat[index * 2 + 1] as number
  }

  /** Ranges that begin below `clock`. */
  countBelow(clock: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.from(middle) < clock) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Ranges that reach past `clock`. */
  countBeyond(clock: number): number {
    return this.count - this.#firstReaching(clock + 1)
  }

  /** Adds one range; what was not yet in goes to `fresh`. */
  add(client: number, from: number, to: number, fresh: RangeBatch): void {
    if (to <= from) return
    const first = this.#firstReaching(from)
    let next = first
    let covered = from
    for (; next < this.count && this.from(next) <= to; next++) {
      if (this.from(next) > covered) fresh.add(client, covered, this.from(next))
      covered = Math.max(covered, this.to(next))
    }
    if (covered < to) fresh.add(client, covered, to)
    this.#replace(first, next, from, to)
  }

  /** Adds many at once, sorted and disjoint, in time linear in both; what was not yet in goes to `fresh`. */
  addAll(client: number, sorted: readonly number[], fresh: RangeBatch): void {
    const merged: number[] = []
    let known = 0
    for (let at = 0; at < sorted.length; at += 2) {
      const from = sorted[at] as number
      const to = sorted[at + 1] as number
      for (; known < this.count && this.to(known) < from; known++) this.#copyTo(merged, known)
      let low = from
      let covered = from
      for (; known < this.count && this.from(known) <= to; known++) {
        if (this.from(known) > covered) fresh.add(client, covered, this.from(known))
        covered = Math.max(covered, this.to(known))
        low = Math.min(low, this.from(known))
        if (covered > to) break // it may reach into the next range too
      }
      if (covered < to) fresh.add(client, covered, to)
      pushMerged(merged, low, Math.max(covered, to))
    }
    for (; known < this.count; known++) this.#copyTo(merged, known)
    this.#flat = merged
  }

  holds(from: number, to: number): boolean {
    const index = this.#firstReaching(to)
    return index < this.count && this.from(index) <= from
  }

  /** The parts at or past `clock`, flat. */
  beyond(clock: number): number[] {
    const flat = this.#flat.slice(this.#firstReaching(clock + 1) * 2)
    if (flat.length > 0) flat[0] = Math.max(flat[0] as number, clock)
    return flat
  }

  /** The parts that lie within `[from, to)`, to `found`. */
  within(client: number, from: number, to: number, found: RangeBatch): void {
    for (let index = this.#firstReaching(from + 1); index < this.count && this.from(index) < to; index++) {
      found.add(client, Math.max(from, this.from(index)), Math.min(to, this.to(index)))
    }
  }

  #copyTo(merged: number[], index: number): void {
    pushMerged(merged, this.from(index), this.to(index))
  }

  /** Index of the first range that ends at or after `clock`. */
  #firstReaching(clock: number): number {
    if (this.end < clock) return this.count
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.to(middle) < clock) low = middle + 1
      else high = middle
    }
    return low
  }

  #replace(first: number, next: number, from: number, to: number): void {
    const flat = this.#flat
    if (first === this.count) flat.push(from, to)
    else if (first === next) flat.splice(first * 2, 0, from, to)
    else {
      flat[first * 2] = Math.min(from, this.from(first))
      flat[first * 2 + 1] = Math.max(to, this.to(next - 1))
      if (next - first > 1) flat.splice(first * 2 + 2, (next - first - 1) * 2)
    }
  }
}

/** Appends a range to a flat list sorted by start, joining it to the last one where they touch. */
export function pushMerged(flat: number[], from: number, to: number): void {
  const last = flat.length - 1
  if (last > 0 && from <= (flat[last] as number)) flat[last] = Math.max(flat[last] as number, to)
  else flat.push(from, to)
}
