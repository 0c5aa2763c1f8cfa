import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectRefusedOrUsable } from '../../support/yjs/expect-refused-or-usable.ts'
import { hostileUpdates, knownBombs } from '../../support/yjs/hostile.ts'
import { damaged, damages, type Original, originals } from '../../support/yjs/mutants.ts'
import { refusalOf } from '../../support/yjs/refusal.ts'
import { runs } from '../../support/yjs/runs.ts'

describe('hostile updates', () => {
  it.each(Object.entries(knownBombs))('[IDX34] refuses %s', (_name, update) => {
    expect(refusalOf(() => new DocumentIndex().apply(update))).toMatch(/^update-(malformed|limit)$/)
  })

  /** Far above what the bench measures, so that a busy machine does not fail it and a wrong loop does. */
  const GROSS_MS = 500

  it.each(Object.entries(hostileUpdates))('[IDX34] is not slowed down by 64 KiB of %s', (_name, make) => {
    const update = make()
    const index = new DocumentIndex()
    const start = performance.now()
    const verdict = refusalOf(() => index.apply(update))
    refusalOf(() => index.apply(update))
    index.diff(index.stateVector())
    index.fullState()
    expect(performance.now() - start).toBeLessThan(GROSS_MS)
    expect(['accepted', 'update-pending-full']).toContain(verdict)
  })

  it('[IDX34] 20,000 damaged updates are each refused with no effect, or usable by every receiver', () => {
    const all = originals(60)
    fc.assert(
      fc.property(fc.nat(all.length - 1), damages, (which, list) => {
        const { before, update } = all[which] as Original
        expectRefusedOrUsable({ before, update: damaged(update, list) })
      }),
      runs(20_000),
    )
  })
})
