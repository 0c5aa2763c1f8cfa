import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { loadRecording } from '../../../../server/replay/load-recording.ts'
import { ascendingClientIds, type RecordedEdit, toYjs } from '../../../../server/replay/to-yjs.ts'
import type { Recording } from '../../../../server/replay/trace.ts'

const traces = ['friendsforever', 'clownschool', 'sveltecomponent']

describe('a recording as Yjs updates', () => {
  it.each(traces)('[RPL3] %s merges to its end in any order', async (name) => {
    const { edits, endContent } = toYjs(await loadRecording(`bench/traces/${name}.json.gz`), [11, 22, 33])
    const backwards = new Y.Doc()
    for (const part of inParts(edits, 500).toReversed()) Y.applyUpdate(backwards, part)
    expect(backwards.getText('text').toString()).toBe(endContent)
  })

  it('[RPL3] an author writes on exactly what the recording says was seen', () => {
    const { edits, endContent } = toYjs(twoAtOnce, [1, 2])
    expect(endContent).toBe('ab!?')
    expect(edits.map((edit) => edit.needs)).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
    ])
  })

  it('[RPL3] the same client ids give the same bytes', () => {
    expect(toYjs(twoAtOnce, [1, 2])).toEqual(toYjs(twoAtOnce, [1, 2]))
  })

  it('[RPL3] positions count code points', () => {
    const { edits } = toYjs(typed('🙂é𝄞z', [0, 0, '🙂𝄞'], [1, 0, 'éx'], [2, 1, ''], [3, 0, 'z']), [1])
    expect(edits).toHaveLength(4)
  })

  it('[RPL3] says what each edit deleted and where its author stands', () => {
    const { edits } = toYjs(typed('ac', [0, 0, 'abc'], [1, 1, '']), [7])
    expect(edits.map((edit) => [edit.clockEnd, edit.deleted])).toEqual([
      [3, []],
      [3, [{ client: 7, clock: 1, length: 1 }]],
    ])
  })

  it('[RPL2] refuses a recording that does not add up', () => {
    expect(() => toYjs(typed('wrong', [0, 0, 'right']), [1])).toThrow(/endContent/)
    expect(() => toYjs(typed('a', [1, 0, 'a']), [1])).toThrow(/past the end/)
    expect(() => toYjs(typed('a', [0, 0, 'a'], [0, 2, '']), [1])).toThrow(/past the end/)
    expect(() => toYjs(forgetful, [1, 2])).toThrow(/had seen/)
  })

  it('draws client ids that ascend', () => {
    const values = [0.9, 0.1, 0.1, 0.5]
    const ids = ascendingClientIds(3, () => values.shift() ?? 0)
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(new Set(ids).size).toBe(3)
  })
})

/** Merged by the hundred: one by one and backwards Yjs would keep tens of thousands of them waiting. */
function inParts(edits: readonly RecordedEdit[], size: number): Uint8Array[] {
  const updates = edits.map((edit) => edit.update)
  return Array.from({ length: Math.ceil(updates.length / size) }, (_, part) =>
    Y.mergeUpdates(updates.slice(part * size, (part + 1) * size)),
  )
}

const twoAtOnce: Recording = {
  authorCount: 2,
  endContent: 'ab!?',
  transactions: [
    { author: 0, parents: [], timeMs: null, patches: [[0, 0, 'ab']] },
    { author: 0, parents: [0], timeMs: null, patches: [[2, 0, '!']] },
    { author: 1, parents: [0], timeMs: null, patches: [[2, 0, '?']] },
  ],
}

const forgetful: Recording = {
  authorCount: 2,
  endContent: '',
  transactions: [
    { author: 0, parents: [], timeMs: null, patches: [[0, 0, 'a']] },
    { author: 1, parents: [0], timeMs: null, patches: [[0, 0, 'b']] },
    { author: 1, parents: [], timeMs: null, patches: [[0, 0, 'c']] },
  ],
}

function typed(endContent: string, ...patches: [number, number, string][]): Recording {
  const transactions = patches.map((patch, index) => ({
    author: 0,
    parents: index === 0 ? [] : [index - 1],
    timeMs: null,
    patches: [patch],
  }))
  return { authorCount: 1, endContent, transactions }
}
