import { DocumentIndex, type NovelUpdate } from '@weft/shared/yjs/document-index.ts'
import { mergeNovel } from '@weft/shared/yjs/merge-window.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { firstOf, text } from '../../../support/yjs/encoded-update.ts'
import { canonical, docOf, hex } from '../../../support/yjs/oracle.ts'
import { refusalOf } from '../../../support/yjs/refusal.ts'

/** What two people typing at once make of a document, as novel updates. */
function typing(count: number): NovelUpdate[] {
  const index = new DocumentIndex()
  const novel: NovelUpdate[] = []
  const docs = [new Y.Doc(), new Y.Doc()]
  const take = (update: Uint8Array, origin: unknown): void => {
    if (origin === 'other') return
    const result = index.apply(update)
    if (result.novel !== null) novel.push(result.novel)
    for (const doc of docs) Y.applyUpdate(doc, update, 'other')
  }
  for (const [person, doc] of docs.entries()) {
    doc.clientID = 1_000 + person
    doc.on('update', take)
  }
  for (let key = 0; key < count; key++) {
    const doc = docs[key % 2] as Y.Doc
    const target = doc.getText('text')
    if (key % 5 === 4) target.delete(0, 1)
    else target.insert((key * 3) % (target.length + 1), '字')
  }
  return novel
}

describe('a broadcast window', () => {
  it('[IDX13] is one update that says what all of them said, no larger than Yjs merges them', () => {
    const novel = typing(100)
    const all = novel.map(({ bytes }) => bytes)
    for (const size of [1, 2, 3, 7, 100]) {
      for (let at = 0; at + size <= novel.length; at += size) {
        const merged = mergeNovel(novel.slice(at, at + size))
        expect(merged.length).toBeLessThanOrEqual(Y.mergeUpdates(all.slice(at, at + size)).length)
      }
    }
    const whole = docOf(mergeNovel(novel))
    expect(hex(canonical(Y.encodeStateAsUpdate(whole)))).toBe(hex(canonical(Y.mergeUpdates(all))))
  })

  it('[IDX13] of a single update is that update', () => {
    const [first] = typing(1)
    expect(first).toBeDefined()
    if (first !== undefined) expect(mergeNovel([first])).toBe(first.bytes)
    expect(mergeNovel([])).toEqual(Uint8Array.of(0, 0))
  })

  it('[IDX13] never hides a gap: sections that do not follow each other are our own mistake', () => {
    const first = { bytes: firstOf(1, text('abc')) }
    expect(refusalOf(() => mergeNovel([first, first]))).toBe('invariant')
  })
})
