import { RangeBatch } from '@weft/shared/yjs/range-batch.ts'
import { RangeList } from '@weft/shared/yjs/range-list.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../../support/yjs/runs.ts'

type Range = [from: number, to: number]

/** Short ranges on a short line, so that they meet in every way. */
const range: fc.Arbitrary<Range> = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 8 }))
  .map(([from, length]) => [from, from + length])
const ranges = fc.array(range, { maxLength: 12, size: 'max' })

function ticksOf(list: readonly Range[]): number[] {
  const ticks = new Set<number>()
  for (const [from, to] of list) for (let tick = from; tick < to; tick++) ticks.add(tick)
  return [...ticks].sort((one, other) => one - other)
}

function rangesOf(list: RangeList): Range[] {
  return Array.from({ length: list.count }, (_, index) => [list.from(index), list.to(index)])
}

function inBatch(batch: RangeBatch): Range[] {
  return Array.from({ length: batch.count }, (_, index) => [batch.from(index), batch.to(index)])
}

/** Sorted and merged, as `addAll` wants them. */
function merged(list: readonly Range[]): number[] {
  const single = new RangeList()
  for (const [from, to] of list) single.add(1, from, to, new RangeBatch())
  return rangesOf(single).flat()
}

describe('a list of delete ranges', () => {
  it('[IDX8] holds the union, merged, and tells what of each addition was not in yet', () => {
    fc.assert(
      fc.property(ranges, ranges, (before, added) => {
        const oneByOne = new RangeList()
        const atOnce = new RangeList()
        for (const [from, to] of before) {
          oneByOne.add(1, from, to, new RangeBatch())
          atOnce.add(1, from, to, new RangeBatch())
        }
        const [freshOne, freshAll] = [new RangeBatch(), new RangeBatch()]
        for (const [from, to] of added) oneByOne.add(1, from, to, freshOne)
        atOnce.addAll(1, merged(added), freshAll)
        const known = new Set(ticksOf(before))
        const fresh = ticksOf(added).filter((tick) => !known.has(tick))
        expect(ticksOf(inBatch(freshOne))).toEqual(fresh)
        expect(ticksOf(inBatch(freshAll))).toEqual(fresh)
        expect([freshOne.total, freshAll.total]).toEqual([fresh.length, fresh.length])
        expect(ticksOf(rangesOf(oneByOne))).toEqual(ticksOf([...before, ...added]))
        expect(rangesOf(atOnce)).toEqual(rangesOf(oneByOne))
        for (const [index, [from]] of rangesOf(oneByOne).entries()) {
          if (index > 0) expect(from).toBeGreaterThan(oneByOne.to(index - 1))
        }
      }),
      runs(200),
    )
  })

  it('[IDX8] can be asked what it holds, what lies within, below and beyond', () => {
    fc.assert(
      fc.property(ranges, range, (list, [from, to]) => {
        const held = new RangeList()
        for (const [start, stop] of list) held.add(1, start, stop, new RangeBatch())
        const ticks = new Set(ticksOf(list))
        expect(held.holds(from, to)).toBe(ticksOf([[from, to]]).every((tick) => ticks.has(tick)))
        const within = new RangeBatch()
        held.within(1, from, to, within)
        expect(ticksOf(inBatch(within))).toEqual(ticksOf([[from, to]]).filter((tick) => ticks.has(tick)))
        expect(held.countBelow(from)).toBe(rangesOf(held).filter(([start]) => start < from).length)
        expect(held.countBeyond(from)).toBe(rangesOf(held).filter(([, stop]) => stop > from).length)
        const beyond = held.beyond(from)
        const pairs = Array.from(
          { length: beyond.length / 2 },
          (_, at): Range => [beyond[at * 2] ?? 0, beyond[at * 2 + 1] ?? 0],
        )
        expect(ticksOf(pairs)).toEqual(
          [...ticks].filter((tick) => tick >= from).sort((one, other) => one - other),
        )
      }),
      runs(200),
    )
  })
})
