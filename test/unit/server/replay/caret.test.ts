import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Caret, CaretDisplay, caretAfter } from '../../../../server/replay/caret.ts'
import { makeEdit, TEXT_NAME } from '../../../../server/replay/yjs-edit.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

describe('the caret of a replayed author', () => {
  test.each([
    ['behind what was typed', [0, 0, 'hello'], 5],
    ['behind what was typed in the middle', [2, 0, 'x'], 3],
    ['behind what replaced something', [1, 2, 'xyz'], 4],
    ['where something was deleted', [1, 2, ''], 1],
  ] as const)('stands %s', (_, patch, offset) => {
    const doc = new Y.Doc()
    const before = makeEdit(doc, [[0, 0, 'abcd']], false)
    const edit = makeEdit(doc, [patch], false)
    if (before === null || edit === null) throw new Error('both change something')
    const caret = caretAfter(edit, doc.clientID, before.clockEnd)
    expect(offsetOf(doc, caret)).toBe(offset)
  })

  test('is where editors look for it, in the shared text', () => {
    const doc = new Y.Doc()
    const edit = makeEdit(doc, [[0, 0, 'abc']], false)
    const caret = edit === null ? null : caretAfter(edit, doc.clientID, 0)
    const position = Y.createRelativePositionFromJSON(caret)
    expect(Y.createAbsolutePositionFromRelativePosition(position, doc)?.type).toBe(doc.getText(TEXT_NAME))
  })
})

describe('showing it', () => {
  const at = (clock: number): Caret => ({ item: { client: 1, clock }, assoc: -1 })

  test('is done at once after quiet, then at most twenty times a second, with the newest last', () => {
    const clock = new FakeClock()
    const shown: number[] = []
    const display = new CaretDisplay(clock, ({ item }) => shown.push(item.clock))
    for (const each of [1, 2, 3]) display.moveTo(at(each))
    expect(shown).toEqual([1])
    clock.advance(50)
    expect(shown).toEqual([1, 3])
    clock.advance(1_000)
    display.moveTo(at(4))
    expect(shown).toEqual([1, 3, 4])
  })

  test('ends', () => {
    const clock = new FakeClock()
    const shown: number[] = []
    const display = new CaretDisplay(clock, ({ item }) => shown.push(item.clock))
    for (const each of [1, 2]) display.moveTo(at(each))
    display.end()
    clock.advance(1_000)
    expect(shown).toEqual([1])
  })
})

function offsetOf(doc: Y.Doc, caret: Caret | null): number | undefined {
  return Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(caret), doc)?.index
}
