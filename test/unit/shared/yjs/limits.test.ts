import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { defaultIndexLimits } from '@weft/shared/yjs/limits.ts'
import { describe, expect, it } from 'vitest'
import { deleting, encodedUpdate, firstOf, gc, text } from '../../../support/yjs/encoded-update.ts'
import { hex } from '../../../support/yjs/oracle.ts'
import { refusalOf } from '../../../support/yjs/refusal.ts'

const more = (clock: number, length: number): Uint8Array =>
  encodedUpdate([{ client: 1, clock, structs: [text('x'.repeat(length), { origin: [1, clock - 1] })] }])

describe('a document that is full', () => {
  it('[IDX30] refuses growth with a code of its own and still takes deletes', () => {
    const index = new DocumentIndex({ maxDocumentBytes: 1_000 })
    index.apply(firstOf(1, text('x'.repeat(900))))
    const before = hex(index.fullState())
    expect(refusalOf(() => index.apply(more(900, 200)))).toBe('refused-too-large')
    expect(refusalOf(() => index.apply(firstOf(9, gc(1), text('x'.repeat(200)))))).toBe('refused-too-large')
    expect(hex(index.fullState())).toBe(before)
    expect(index.apply(deleting(1, [0, 800])).novel).not.toBeNull()
    expect(index.apply(more(900, 20)).novel).not.toBeNull()
  })

  it('[IDX30] counts structs too', () => {
    const index = new DocumentIndex({ maxStructs: 2 })
    index.apply(firstOf(1, gc(1), gc(1)))
    expect(refusalOf(() => index.apply(firstOf(2, gc(1))))).toBe('refused-too-large')
    expect(refusalOf(() => index.apply(more(1, 5)))).toBe('refused-too-large')
    expect(index.structCount).toBe(2)
  })

  it('[IDX30] bounds delete ranges, which could split one struct into any number', () => {
    const index = new DocumentIndex({ maxDeleteRanges: 2 })
    index.apply(firstOf(1, gc(100)))
    index.apply(deleting(1, [0, 1], [2, 1]))
    expect(refusalOf(() => index.apply(deleting(1, [4, 1])))).toBe('refused-too-large')
  })

  it('[IDX30] opens and replays whatever the limits are today', () => {
    const large = firstOf(1, text('x'.repeat(900)))
    const limits = { maxDocumentBytes: 100, maxStructs: 1, maxStructsPerUpdate: 1, maxWaitingBytes: 1 }
    const index = DocumentIndex.open(large, limits)
    expect(index.apply(deleting(1, [0, 5])).novel).not.toBeNull()
    expect(index.replay(more(900, 50)).novel).not.toBeNull()
    expect(index.replay(more(2_000, 50)).isWaiting).toBe(true)
    expect(refusalOf(() => index.apply(more(950, 1)))).toBe('refused-too-large')
  })

  it('[IDX30] by default is one of 32 MiB or a million structs', () => {
    expect(defaultIndexLimits.maxDocumentBytes).toBe(32 * 1024 * 1024)
    expect(defaultIndexLimits.maxStructs).toBe(1_000_000)
    expect(defaultIndexLimits.maxWaitingBytes).toBe(4 * 1024 * 1024)
  })
})
