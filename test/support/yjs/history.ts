import fc from 'fast-check'
import * as Y from 'yjs'
import { type Edit, editKinds, makeEdit } from './edits.ts'
import { LegacyWriter } from './legacy-writer.ts'

/**
 * What several people did to one document: every update they made, in an order in which causes come first,
 * and states they were in on the way.
 */
export interface History {
  readonly updates: Uint8Array[]
  /** Whole states (what waited included) of people at some moments, as their step 2 would be to an empty server. */
  readonly states: Uint8Array[]
}

export interface HistorySteps {
  readonly people: readonly Person[]
  readonly steps: readonly Step[]
}

interface Person {
  readonly gc: boolean
  readonly undoes: boolean
}

type Step =
  | { readonly does: 'edit'; readonly who: number; readonly edit: Edit }
  | { readonly does: 'sync'; readonly who: number; readonly count: number; readonly isAhead: boolean }
  | { readonly does: 'legacy'; readonly count: number }
  | { readonly does: 'remember'; readonly who: number }

const words = fc.constantFrom(
  'a',
  'word',
  'Grüße',
  '漢字',
  '😀',
  'x😀👍🏽y',
  'ß',
  'long enough to be cut in two',
)

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...editKinds),
  at: fc.nat(40),
  length: fc.nat(20),
  text: words,
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: fc.constant('edit' as const), who: fc.nat(3), edit }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('sync' as const),
      who: fc.nat(3),
      count: fc.nat(12),
      isAhead: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('legacy' as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('remember' as const), who: fc.nat(3) }) },
)

export const historySteps: fc.Arbitrary<HistorySteps> = fc.record({
  people: fc.array(fc.record({ gc: fc.boolean(), undoes: fc.boolean() }), { minLength: 2, maxLength: 4 }),
  steps: fc.array(step, { minLength: 4, maxLength: 50, size: 'max' }),
})

/** Plays the steps. The same steps give the same bytes. */
export function play({ people, steps }: HistorySteps): History {
  const updates: Uint8Array[] = []
  const states: Uint8Array[] = []
  const editors = people.map((person, index) => new Editor(person, 100 + index * 7, updates))
  const legacy = new LegacyWriter(50)
  for (const step of steps) {
    const who = editors[('who' in step ? step.who : 0) % editors.length] as Editor
    if (step.does === 'edit') who.edit(step.edit)
    else if (step.does === 'sync') who.catchUp(step.count, step.isAhead)
    else if (step.does === 'legacy') updates.push(legacy.write(legacyValues.slice(0, step.count)))
    else states.push(Y.encodeStateAsUpdate(who.doc))
  }
  return { updates, states: [...states, ...editors.map((editor) => Y.encodeStateAsUpdate(editor.doc))] }
}

const legacyValues = ['1', '"text 😀"', 'undefined', '{"deep":[null]}']

class Editor {
  readonly doc: Y.Doc
  readonly #undoManager: Y.UndoManager | null
  readonly #updates: readonly Uint8Array[]
  #seen = 0

  constructor({ gc, undoes }: Person, client: number, updates: Uint8Array[]) {
    this.doc = new Y.Doc({ gc })
    this.doc.clientID = client
    this.#updates = updates
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'sync') updates.push(update)
    })
    const scope = [this.doc.getText('text'), this.doc.getMap('map'), this.doc.getArray('array')]
    const options = { trackedOrigins: new Set(['edit']), captureTimeout: 0 }
    this.#undoManager = undoes ? new Y.UndoManager(scope, options) : null
  }

  edit(edit: Edit): void {
    makeEdit(this.doc, edit, this.#undoManager)
  }

  /** Gets some of what it has not seen; now and then the latest first, so that the rest waits. */
  catchUp(count: number, isAhead: boolean): void {
    const next = this.#updates.slice(this.#seen, this.#seen + count)
    this.#seen += next.length
    for (const update of isAhead ? next.toReversed() : next) Y.applyUpdate(this.doc, update, 'sync')
  }
}
