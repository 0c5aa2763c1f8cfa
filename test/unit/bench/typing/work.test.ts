import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { planWork } from '../../../../bench/typing/work.ts'

describe('the work of the typing benchmark', () => {
  it('continues the recording from a different place in every document', async () => {
    const work = await planWork(3, 50)
    expect(work[0]?.seed).toEqual(Uint8Array.of(0, 0))
    const lengths = work.map(({ seed }) => textOf([seed]).length)
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
    expect(lengths[2]).toBeGreaterThan(5_000)
    for (const { seed, keystrokes, endText } of work) {
      expect(keystrokes).toHaveLength(50)
      expect(textOf([seed, ...keystrokes.map((keystroke) => keystroke.update)])).toBe(endText)
    }
  })

  it('says what of the other must have arrived before a keystroke', async () => {
    const [work] = await planWork(1, 400)
    const clocks = [0, 0]
    for (const { person, clockEnd, needsClock } of work?.keystrokes ?? []) {
      expect(needsClock).toBeLessThanOrEqual(clocks[1 - person] ?? 0)
      clocks[person] = clockEnd
    }
    expect(work?.keystrokes.some(({ person, needsClock }) => person === 1 && needsClock > 0)).toBe(true)
  })
})

function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}
