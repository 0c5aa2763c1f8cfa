import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { expect } from 'vitest'
import * as Y from 'yjs'
import type { Original } from './mutants.ts'
import { hasPending, hex } from './oracle.ts'
import { receive } from './receiver.ts'
import { refusalOf } from './refusal.ts'

const refusals = new Set(['update-malformed', 'update-limit', 'update-pending-full', 'refused-too-large'])

/**
 * Gives an index bytes of any kind. Either it refuses them with one of its codes and has not changed, or they
 * go into every receiver, and so does what the index makes of them. Returns which.
 */
export function expectRefusedOrUsable({ before, update }: Original): 'refused' | 'accepted' {
  const index = new DocumentIndex()
  index.apply(before)
  const held = fingerprint(index)
  let novel: Uint8Array | null = null
  const verdict = refusalOf(() => {
    novel = index.apply(update.slice()).novel?.bytes.slice() ?? null
  })
  if (verdict !== 'accepted') {
    expect(refusals).toContain(verdict)
    expect(fingerprint(index)).toBe(held)
    return 'refused'
  }
  receive(before, update)
  const state = index.fullState()
  receive(state, novel ?? Uint8Array.of(0, 0))
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  expect(hasPending(doc)).toBe(false)
  return 'accepted'
}

function fingerprint(index: DocumentIndex): string {
  return [index.fullState(), index.stateVector(), ...index.waitingUpdates()].map(hex).join()
}
