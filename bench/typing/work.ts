/**
 * What is typed: every document continues the recording of two friends from another place, so that real
 * keystrokes (insertions, deletions, both people at once) meet documents of real and different sizes.
 */
import { join } from 'node:path'
import * as Y from 'yjs'
import { loadRecording } from '../../server/replay/load-recording.ts'
import { type RecordedEdit, toYjs, type YjsRecording } from '../../server/replay/to-yjs.ts'
import { TEXT_NAME } from '../../server/replay/yjs-edit.ts'

export interface DocumentWork {
  /** The document as it is before the first keystroke. Yjs v1. */
  readonly seed: Uint8Array
  /** The two people's client ids. */
  readonly clientIds: readonly number[]
  /** In recorded order: each after what its author had seen. */
  readonly keystrokes: readonly Keystroke[]
  /** What the text reads after the last. */
  readonly endText: string
}

export interface Keystroke {
  readonly person: number
  /** Yjs v1. */
  readonly update: Uint8Array
  /** The author's Yjs clock after it; unchanged by a deletion. */
  readonly clockEnd: number
  /** The other person's clock that must have arrived before this is typed. */
  readonly needsClock: number
}

const RECORDING = join(import.meta.dirname, '../traces/friendsforever.json.gz')

export async function planWork(documentCount: number, keystrokesEach: number): Promise<DocumentWork[]> {
  const recording = toYjs(await loadRecording(RECORDING), [1, 2])
  const room = recording.edits.length - keystrokesEach
  if (room < 0) throw new Error(`the recording has only ${recording.edits.length} keystrokes per document`)
  const starts = Array.from({ length: documentCount }, (_, index) =>
    Math.floor((index * room) / documentCount),
  )
  const states = new StatesAlong(recording)
  return starts.map((start) => ({
    seed: states.stateAfter(start),
    clientIds: recording.clientIds,
    keystrokes: keystrokesFrom(recording, start, keystrokesEach),
    endText: new StatesAlong(recording, states.stateAfter(start), start).textAfter(start + keystrokesEach),
  }))
}

/** The document along the recording; may only be asked forwards. */
class StatesAlong {
  readonly #doc = new Y.Doc()
  readonly #edits: readonly RecordedEdit[]
  #count: number

  constructor(recording: YjsRecording, state?: Uint8Array, count = 0) {
    this.#edits = recording.edits
    this.#count = count
    if (state !== undefined) Y.applyUpdate(this.#doc, state)
  }

  stateAfter(count: number): Uint8Array {
    this.#advance(count)
    return Y.encodeStateAsUpdate(this.#doc)
  }

  textAfter(count: number): string {
    this.#advance(count)
    return this.#doc.getText(TEXT_NAME).toString()
  }

  #advance(count: number): void {
    for (const edit of this.#edits.slice(this.#count, count)) Y.applyUpdate(this.#doc, edit.update)
    this.#count = count
  }
}

function keystrokesFrom({ edits }: YjsRecording, start: number, count: number): Keystroke[] {
  const clockAfter: number[][] = [[0], [0]]
  return edits.slice(0, start + count).flatMap((edit, index) => {
    clockAfter[edit.author]?.push(edit.clockEnd)
    if (index < start) return []
    const other = 1 - edit.author
    const needsClock = clockAfter[other]?.[edit.needs[other] ?? 0] ?? 0
    return [{ person: edit.author, update: edit.update, clockEnd: edit.clockEnd, needsClock }]
  })
}
