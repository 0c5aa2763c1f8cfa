/**
 * Keeps a text field and a `Y.Text` the same. What is typed goes out at once, as the one splice it is; what
 * others write is shown once per frame, around a caret that stays where its owner put it. Knows the field only
 * as `TextField`, so it can be tested without a browser.
 */
import type * as Y from 'yjs'
import { type Delta, moveOffset, moveRange, type Range } from './delta.ts'
import { type Splice, spliceBetween } from './splice.ts'

/** What a `<textarea>` offers. */
export interface TextField {
  value: string
  readonly selectionStart: number
  readonly selectionEnd: number
  readonly selectionDirection: 'forward' | 'backward' | 'none'
  setRangeText(text: string, start: number, end: number): void
  setSelectionRange(start: number, end: number, direction: 'forward' | 'backward' | 'none'): void
  addEventListener(type: FieldEvent, listener: () => void): void
  removeEventListener(type: FieldEvent, listener: () => void): void
}

export type FieldEvent = 'beforeinput' | 'input' | 'compositionstart' | 'compositionend'

/** `onNextFrame` is `requestAnimationFrame`. The returned function ends the binding. */
export function bindText(field: TextField, text: Y.Text, onNextFrame: (run: () => void) => void): () => void {
  const binding = new TextBinding(field, text, onNextFrame)
  return () => binding.end()
}

/** A hidden tab draws no frames; what waits for one must not grow for ever. */
const WAITING_MAX = 1_000

class TextBinding {
  readonly #field: TextField
  readonly #text: Y.Text
  readonly #onNextFrame: (run: () => void) => void
  readonly #listeners: readonly (readonly [FieldEvent, () => void])[]
  /** What the field shows, but for what was typed and has not been looked at. */
  #shown: string
  /** What others did since. */
  #waiting: Delta[] = []
  /** While an input method composes, the field must not be touched. */
  #isComposing = false
  #isFrameAsked = false
  #hasEnded = false

  constructor(field: TextField, text: Y.Text, onNextFrame: (run: () => void) => void) {
    this.#field = field
    this.#text = text
    this.#onNextFrame = onNextFrame
    this.#shown = text.toString()
    field.value = this.#shown
    this.#listeners = [
      ['beforeinput', () => this.#show()],
      ['input', () => this.#take()],
      ['compositionstart', () => this.#compose(true)],
      ['compositionend', () => this.#compose(false)],
    ]
    for (const [type, listener] of this.#listeners) field.addEventListener(type, listener)
    text.observe(this.#receive)
  }

  end(): void {
    this.#hasEnded = true
    this.#text.unobserve(this.#receive)
    for (const [type, listener] of this.#listeners) this.#field.removeEventListener(type, listener)
  }

  #compose(isComposing: boolean): void {
    this.#isComposing = isComposing
    if (!isComposing) this.#take()
  }

  /** What was typed, from the field into the text. */
  #take(): void {
    if (this.#isComposing) return
    const { value, selectionEnd } = this.#field
    const splice = spliceBetween(this.#shown, value, selectionEnd)
    if (splice === null) return this.#show()
    const isBehind = this.#waiting.length > 0
    this.#shown = value
    const caret = this.#write(splice)
    if (isBehind) this.#put({ start: caret, end: caret }, 'none')
  }

  /** The splice is in terms of what was shown; the text may be further. Returns where what was typed ends. */
  #write({ at, deleteCount, insert }: Splice): number {
    let offset = at
    let ranges: Range[] = deleteCount > 0 ? [{ start: at, end: at + deleteCount }] : []
    for (const delta of this.#waiting) {
      ranges = ranges.flatMap((range) => moveRange(range, delta))
      offset = moveOffset(offset, delta)
    }
    const write = () => {
      for (const { start, end } of ranges.toReversed()) this.#text.delete(start, end - start)
      if (insert !== '') this.#text.insert(offset, insert)
    }
    this.#text.doc?.transact(write, this)
    return offset + insert.length
  }

  readonly #receive = (event: Y.YTextEvent) => {
    if (event.transaction.origin === this) return
    this.#waiting.push(event.delta)
    if (this.#waiting.length >= WAITING_MAX) return this.#show()
    if (this.#isFrameAsked) return
    this.#isFrameAsked = true
    this.#onNextFrame(() => {
      this.#isFrameAsked = false
      if (!this.#hasEnded) this.#show()
    })
  }

  /** What others did, from the text into the field. */
  #show(): void {
    if (this.#isComposing || this.#waiting.length === 0) return
    // Typed in this very moment, and not looked at yet: that comes first.
    if (this.#field.value !== this.#shown) return this.#take()
    const { selectionStart, selectionEnd, selectionDirection } = this.#field
    const start = this.#waiting.reduce(moveOffset, selectionStart)
    const end = this.#waiting.reduce(moveOffset, selectionEnd)
    this.#put({ start, end }, selectionDirection)
  }

  #put(selection: Range, direction: TextField['selectionDirection']): void {
    const target = this.#text.toString()
    const splice = spliceBetween(this.#shown, target, target.length)
    this.#waiting = []
    this.#shown = target
    if (splice === null) return
    this.#field.setRangeText(splice.insert, splice.at, splice.at + splice.deleteCount)
    this.#field.setSelectionRange(selection.start, selection.end, direction)
  }
}
