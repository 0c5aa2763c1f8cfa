import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bindText, type FieldEvent, type TextField } from '../../../../client/pages/editor/bind-text.ts'

describe('a text field bound to a Y.Text', () => {
  it('shows what is there and sends what is typed as the splice it is', () => {
    const { field, text, frame, deltas } = setUp('hello world')
    expect(field.value).toBe('hello world')
    field.type(5, ',')
    frame()
    expect(text.toString()).toBe('hello, world')
    expect(deltas).toEqual([[{ retain: 5 }, { insert: ',' }]])
  })

  it('types where the caret is, also in a run of equal letters', () => {
    const { field, deltas } = setUp('aaa')
    field.type(1, 'a')
    expect(deltas).toEqual([[{ retain: 1 }, { insert: 'a' }]])
  })

  it('keeps the caret on its character while others write before, at and behind it', () => {
    const { field, other, frame } = setUp('one two')
    field.setSelectionRange(4, 7, 'backward')
    other.insert(0, 'zero ')
    frame()
    expect([field.value, field.selected, field.selectionDirection]).toEqual([
      'zero one two',
      'two',
      'backward',
    ])
    other.insert(other.length, '!')
    frame()
    expect(field.selected).toBe('two')
    field.setSelectionRange(9, 9)
    other.insert(9, '>')
    frame()
    expect(field.selectionStart).toBe(9)
  })

  it('gives up the caret only as far as its text is deleted', () => {
    const { field, other, frame } = setUp('one two three')
    field.setSelectionRange(6, 6)
    other.delete(4, 4)
    frame()
    expect([field.value, field.selectionStart]).toEqual(['one three', 4])
  })

  it('shows many changes of others at once, in one frame', () => {
    const { field, other, frame, writes } = setUp('')
    for (const letter of 'hello') other.insert(other.length, letter)
    expect(field.value).toBe('')
    frame()
    expect([field.value, writes()]).toEqual(['hello', 1])
  })

  it('does not let what is waiting grow where no frame is drawn', () => {
    const { field, other } = setUp('')
    for (let count = 0; count < 1_000; count += 1) other.insert(0, '.')
    expect(field.value).toHaveLength(1_000)
  })

  it('leaves the field alone while an input method composes, and puts it in the right place then', () => {
    const { field, text, other, frame } = setUp('a b')
    field.fire('compositionstart')
    other.insert(0, 'new ')
    frame()
    expect(field.value).toBe('a b')
    field.replace(3, 3, 'か')
    field.fire('input')
    frame()
    expect(field.value).toBe('a bか')
    field.replace(3, 4, '火')
    field.fire('compositionend')
    expect(text.toString()).toBe('new a b火')
    expect([field.value, field.selectionStart]).toEqual(['new a b火', 8])
  })

  it('deletes what was selected, not what others had just written into it', () => {
    const { field, text, other } = setUp('delete me')
    other.insert(6, ' NOT')
    field.replace(0, 9, '')
    field.fire('input')
    expect([text.toString(), field.value]).toEqual([' NOT', ' NOT'])
  })

  it('never cuts an emoji in two', () => {
    const { field, text } = setUp('🙂')
    field.replace(0, 2, '🙃')
    field.fire('input')
    expect(text.toString()).toBe('🙃')
  })

  it('lets go when it is ended', () => {
    const { field, text, other, frame, end } = setUp('a')
    end()
    other.insert(0, 'b')
    frame()
    field.type(1, 'c')
    expect([field.value, text.toString()]).toEqual(['ac', 'ba'])
  })

  it('ends equal on both sides whatever two people do at once', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed)
      const { field, text, other, frame } = setUp('The quick brown fox')
      for (let step = 0; step < 40; step += 1) {
        const at = Math.floor(random() * (field.value.length + 1))
        const action = Math.floor(random() * 5)
        if (action === 0) other.insert(Math.floor(random() * (other.length + 1)), 'xy')
        if (action === 1 && other.length > 2) other.delete(Math.floor(random() * (other.length - 2)), 2)
        if (action === 2) field.type(at, 'ab')
        if (action === 3) {
          field.replace(at, Math.min(field.value.length, at + 3), random() < 0.5 ? '' : 'q')
          field.fire('input')
        }
        if (action === 4) frame()
      }
      frame()
      expect(field.value, `seed ${seed}`).toBe(text.toString())
      expect(other.toString(), `seed ${seed}`).toBe(text.toString())
    }
  })
})

/** A field on one document, and the same text in the document of somebody else. */
function setUp(content: string) {
  const mine = new Y.Doc()
  const theirs = new Y.Doc()
  mine.clientID = 1
  theirs.clientID = 2
  mine.on(
    'update',
    (update: Uint8Array, origin: unknown) => origin !== 'sync' && Y.applyUpdate(theirs, update, 'sync'),
  )
  theirs.on(
    'update',
    (update: Uint8Array, origin: unknown) => origin !== 'sync' && Y.applyUpdate(mine, update, 'sync'),
  )
  const text = mine.getText('text')
  const other = theirs.getText('text')
  text.insert(0, content)
  const deltas: unknown[] = []
  text.observe((event) => deltas.push(event.delta))
  const frames: (() => void)[] = []
  const field = new FakeField()
  const end = bindText(field, text, (run) => frames.push(run))
  const frame = () => {
    for (const run of frames.splice(0)) run()
  }
  return { field, text, other, frame, deltas, end, writes: () => field.writeCount }
}

/** A `<textarea>` without a browser: a value, a selection, and events in the order a browser fires them. */
class FakeField implements TextField {
  value = ''
  selectionStart = 0
  selectionEnd = 0
  selectionDirection: 'forward' | 'backward' | 'none' = 'none'
  writeCount = 0
  readonly #listeners: [FieldEvent, () => void][] = []

  get selected(): string {
    return this.value.slice(this.selectionStart, this.selectionEnd)
  }

  type(at: number, inserted: string): void {
    this.setSelectionRange(at, at)
    this.fire('beforeinput')
    this.replace(this.selectionStart, this.selectionEnd, inserted)
    this.fire('input')
  }

  /** What the browser does to the field on an edit, the caret behind it. */
  replace(start: number, end: number, inserted: string): void {
    this.value = this.value.slice(0, start) + inserted + this.value.slice(end)
    this.setSelectionRange(start + inserted.length, start + inserted.length)
  }

  setRangeText(inserted: string, start: number, end: number): void {
    this.writeCount += 1
    this.value = this.value.slice(0, start) + inserted + this.value.slice(end)
  }

  setSelectionRange(start: number, end: number, direction: 'forward' | 'backward' | 'none' = 'none'): void {
    this.selectionStart = start
    this.selectionEnd = end
    this.selectionDirection = direction
  }

  addEventListener(type: FieldEvent, listener: () => void): void {
    this.#listeners.push([type, listener])
  }

  removeEventListener(type: FieldEvent, listener: () => void): void {
    const index = this.#listeners.findIndex((entry) => entry[0] === type && entry[1] === listener)
    if (index >= 0) this.#listeners.splice(index, 1)
  }

  fire(type: FieldEvent): void {
    for (const [listened, listener] of this.#listeners) if (listened === type) listener()
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
