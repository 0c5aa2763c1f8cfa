/** What the index bench works on: recorded sessions, and spreadsheets of a given size. */
import * as Y from 'yjs'
import { loadRecording } from '../../server/replay/load-recording.ts'
import { ascendingClientIds, toYjs } from '../../server/replay/to-yjs.ts'

export interface RecordedDocument {
  readonly name: string
  /** Every keystroke as its author's client sent it. */
  readonly updates: readonly Uint8Array[]
}

const TRACES = ['friendsforever', 'clownschool', 'sveltecomponent'] as const

export async function recordedDocuments(): Promise<RecordedDocument[]> {
  return Promise.all(
    TRACES.map(async (name) => {
      const recording = await loadRecording(`${import.meta.dirname}/../traces/${name}.json.gz`)
      const clientIds = ascendingClientIds(recording.authorCount, seeded(1))
      return { name, updates: toYjs(recording, clientIds).edits.map(({ update }) => update) }
    }),
  )
}

/** The whole state as a compacted snapshot holds it. */
export function compacted(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc))
  return Y.encodeStateAsUpdate(fresh)
}

const AUTHORS = 6
const CELLS = 12

/**
 * A spreadsheet of about `bytes` encoded: an array of rows, each a map of cells, written by several people in
 * turn, with some cells written again and some rows deleted.
 */
export function spreadsheet(bytes: number): Uint8Array {
  const doc = new Y.Doc()
  const rows = doc.getArray<Y.Map<unknown>>('rows')
  const random = seeded(7)
  const clientIds = ascendingClientIds(AUTHORS, random)
  for (let written = 0, turn = 0; written < bytes; turn += 1) {
    doc.clientID = clientIds[turn % AUTHORS] ?? 1
    written += writeTurn(doc, rows, random)
  }
  return Y.encodeStateAsUpdate(doc)
}

/** Updates of one more person who goes on writing: one cell each. */
export function furtherEdits(state: Uint8Array, count: number): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = 4_000_000_000
  Y.applyUpdate(doc, state)
  const edits: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => edits.push(update))
  const text = doc.getText('bench')
  for (let edit = 0; edit < count; edit += 1) text.insert(text.length, 'x')
  return edits
}

const ROWS_PER_TURN = 50

function writeTurn(doc: Y.Doc, rows: Y.Array<Y.Map<unknown>>, random: () => number): number {
  let written = 0
  doc.on('update', count)
  doc.transact(() => {
    rows.push(Array.from({ length: ROWS_PER_TURN }, () => newRow(random)))
    for (let again = 0; again < 5; again += 1) {
      rows.get(rows.length - 1 - again * 7).set('c3', `changed to ${Math.floor(random() * 1e6)}`)
    }
    rows.delete(rows.length - 3, 1)
  })
  doc.off('update', count)
  return written

  function count(update: Uint8Array): void {
    written += update.length
  }
}

function newRow(random: () => number): Y.Map<unknown> {
  const cells = Array.from({ length: CELLS }, (_, column): [string, unknown] => {
    const value = Math.floor(random() * 1e9)
    return [`c${column}`, column % 3 === 0 ? `some cell text ${value}` : column % 3 === 1 ? value : value / 7]
  })
  return new Y.Map(cells)
}

/** The same documents each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
