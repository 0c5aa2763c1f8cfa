/** What an open document is asked: by those who join, who come back, who write, and by the server that opens it. */
import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import * as Y from 'yjs'
import { furtherEdits } from './documents.ts'
import { bytesHeld, microsPerCall } from './measure.ts'
import type { Operation, Row } from './rows.ts'

const EDITS_PER_ROUND = 50

export function serveRows(document: string, state: Uint8Array, rounds: number): Row[] {
  const held = holdings(state, rounds)
  const micros = (operation: Operation, measure: Row['measure']): Row => ({
    document,
    operation,
    unit: 'µs',
    measure,
  })
  return [
    micros('state for a joiner', {
      'Y.Doc': () => microsPerCall(() => Y.encodeStateAsUpdate(held.doc)),
      index: () => microsPerCall(() => held.index.fullState()),
    }),
    micros('state after one more edit', {
      'Y.Doc': () => microsPerCall(() => Y.encodeStateAsUpdate(held.writtenDoc)),
      index: () => microsPerCall(() => held.writtenIndex.fullState()),
    }),
    micros('resync, up to date', resync(held, held.index.stateVector())),
    micros('resync, near the end', resync(held, nearTheEnd(held.index.stateVector()))),
    micros('merge one update', {
      'Y.Doc': () => microsEachEdit(held.editsForDoc(), (edit) => Y.applyUpdate(held.writtenDoc, edit)),
      'mergeUpdates/diffUpdate': () => microsPerCall(() => Y.mergeUpdates([state, held.firstEdit])),
      index: () => microsEachEdit(held.editsForIndex(), (edit) => held.writtenIndex.apply(edit)),
    }),
    micros('open', {
      'Y.Doc': () => microsPerCall(() => docOf(state)),
      index: () => microsPerCall(() => DocumentIndex.open(state)),
    }),
  ]
}

export function memoryRow(document: string, state: Uint8Array): Row {
  return {
    document,
    operation: 'memory held',
    unit: 'bytes',
    measure: {
      'Y.Doc': () => bytesHeld(() => docOf(state), state.length * 10),
      'mergeUpdates/diffUpdate': () => state.length,
      index: () => bytesHeld(() => DocumentIndex.open(state), state.length) + state.length,
    },
  }
}

interface Holdings {
  readonly state: Uint8Array
  readonly doc: Y.Doc
  readonly index: DocumentIndex
  /** The same, with a little written since. */
  readonly writtenDoc: Y.Doc
  readonly writtenIndex: DocumentIndex
  readonly firstEdit: Uint8Array
  /** The next edits in turn: each can be applied only once. */
  readonly editsForDoc: () => readonly Uint8Array[]
  readonly editsForIndex: () => readonly Uint8Array[]
}

function holdings(state: Uint8Array, rounds: number): Holdings {
  const edits = furtherEdits(state, 1 + rounds * EDITS_PER_ROUND)
  const [firstEdit = Uint8Array.of(0, 0), ...rest] = edits
  const writtenDoc = docOf(state)
  const writtenIndex = DocumentIndex.open(state)
  Y.applyUpdate(writtenDoc, firstEdit)
  writtenIndex.apply(firstEdit)
  return {
    state,
    doc: docOf(state),
    index: DocumentIndex.open(state),
    writtenDoc,
    writtenIndex,
    firstEdit,
    editsForDoc: inTurn(rest),
    editsForIndex: inTurn(rest),
  }
}

function inTurn(edits: readonly Uint8Array[]): () => readonly Uint8Array[] {
  let used = 0
  return () => {
    used += EDITS_PER_ROUND
    return edits.slice(used - EDITS_PER_ROUND, used)
  }
}

function resync({ doc, index, state }: Holdings, vector: Uint8Array): Row['measure'] {
  return {
    'Y.Doc': () => microsPerCall(() => Y.encodeStateAsUpdate(doc, vector)),
    'mergeUpdates/diffUpdate': () => microsPerCall(() => Y.diffUpdate(state, vector)),
    index: () => microsPerCall(() => index.diff(vector)),
  }
}

/** Every client known but for its last few ticks. */
function nearTheEnd(stateVector: Uint8Array): Uint8Array {
  const clocks = [...Y.decodeStateVector(stateVector)]
  return Y.encodeStateVector(new Map(clocks.map(([client, clock]) => [client, Math.max(0, clock - 10)])))
}

function microsEachEdit(edits: readonly Uint8Array[], apply: (edit: Uint8Array) => unknown): number {
  const start = performance.now()
  for (const edit of edits) apply(edit)
  return ((performance.now() - start) / edits.length) * 1_000
}

function docOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return doc
}
