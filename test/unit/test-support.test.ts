import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { holdsAll } from '../support/workload/compare-states.ts'

/** Three updates of one writer, each building on the one before. */
function chain(): [Uint8Array, Uint8Array, Uint8Array] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of 'abc') doc.getText('t').insert(0, letter)
  return updates as [Uint8Array, Uint8Array, Uint8Array]
}

describe('the check for acked edits can fail', () => {
  test('what is there is there, also where it waits', () => {
    const [a, b, c] = chain()
    expect(holdsAll([a, b, c], [a, b, c])).toBe(true)
    expect(holdsAll([a, c], [a, c])).toBe(true)
  })

  test('what is missing is missing, also where it would wait', () => {
    const [a, b, c] = chain()
    expect(holdsAll([a, b], [c])).toBe(false)
    expect(holdsAll([a], [c])).toBe(false)
    expect(holdsAll([b], [c])).toBe(false)
  })
})
