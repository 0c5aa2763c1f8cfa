import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectRefusedOrUsable } from '../../support/yjs/expect-refused-or-usable.ts'
import { damaged, damages, type Original, originals } from '../../support/yjs/mutants.ts'
import { runs } from '../../support/yjs/runs.ts'

describe('damaged updates', () => {
  const all = originals(20)

  it('[IDX34] undamaged, each is accepted and usable', () => {
    for (const original of all) expect(expectRefusedOrUsable(original)).toBe('accepted')
  })

  it('[IDX34] are refused with a code and no effect, or usable by every receiver', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.nat(all.length - 1), damages, (which, list) => {
        const { before, update } = all[which] as Original
        if (expectRefusedOrUsable({ before, update: damaged(update, list) }) === 'accepted') accepted++
      }),
      runs(1_500),
    )
    expect(accepted).toBeGreaterThan(50) // or the damage is too crude to find anything
  })
})
