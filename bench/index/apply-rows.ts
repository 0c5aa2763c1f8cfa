/** Keystrokes applied one by one, as a server gets them, from an empty document to the end of the recording. */
import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import * as Y from 'yjs'
import type { RecordedDocument } from './documents.ts'
import { bytesHeld, microsPerCall } from './measure.ts'
import type { Row } from './rows.ts'

export function applyRow({ name, updates }: RecordedDocument): Row {
  return {
    document: name,
    operation: 'apply one update',
    unit: 'µs',
    measure: {
      'Y.Doc': () => microsEach(updates, intoDoc),
      index: () => microsEach(updates, intoIndex),
    },
  }
}

export function typedMemoryRow({ name, updates }: RecordedDocument): Row {
  const encodedBytes = intoIndex(updates).fullState().length
  return {
    document: name,
    operation: 'memory held, typed key by key',
    unit: 'bytes',
    measure: {
      'Y.Doc': () => bytesHeld(() => intoDoc(updates), encodedBytes),
      'mergeUpdates/diffUpdate': () => encodedBytes,
      index: () => bytesHeld(() => intoIndex(updates), encodedBytes),
    },
  }
}

/** Long enough that neither column pays much for the garbage that the other left. */
const BUDGET_MS = 60

function microsEach(
  updates: readonly Uint8Array[],
  run: (updates: readonly Uint8Array[]) => unknown,
): number {
  return microsPerCall(() => run(updates), BUDGET_MS) / updates.length
}

function intoDoc(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function intoIndex(updates: readonly Uint8Array[]): DocumentIndex {
  const index = new DocumentIndex()
  for (const update of updates) index.apply(update)
  return index
}
