import { WeftError } from '@weft/shared/errors.ts'
import { describe, expect, it } from 'vitest'
import { parseRecording } from '../../../../server/replay/trace.ts'

const concurrent = {
  kind: 'concurrent',
  numAgents: 2,
  endContent: 'A!',
  txns: [
    { agent: 0, parents: [], time: '1970-01-01T00:00:00+00:00', patches: [[0, 0, 'A']] },
    { agent: 1, parents: [0], time: '2023-11-22T03:57:32+00:00', patches: [[1, 0, '!']] },
  ],
}

describe('a recording', () => {
  it('[RPL1] of several people keeps who wrote what, on top of what, and when', () => {
    expect(parseRecording(JSON.stringify(concurrent))).toEqual({
      authorCount: 2,
      endContent: 'A!',
      transactions: [
        { author: 0, parents: [], timeMs: null, patches: [[0, 0, 'A']] },
        { author: 1, parents: [0], timeMs: Date.UTC(2023, 10, 22, 3, 57, 32), patches: [[1, 0, '!']] },
      ],
    })
  })

  it('[RPL1] of one person is a chain, and its start content is the first thing typed', () => {
    const recording = parseRecording(
      JSON.stringify({ startContent: 'a', endContent: 'ab', txns: [{ patches: [[1, 0, 'b']] }] }),
    )
    expect(recording.authorCount).toBe(1)
    expect(recording.transactions.map((txn) => [txn.parents, txn.patches])).toEqual([
      [[], [[0, 0, 'a']]],
      [[0], [[1, 0, 'b']]],
    ])
  })
})

describe('[RPL2] what is not a recording is refused with what is wrong and a hint', () => {
  const withTxn = (txn: object) => ({ ...concurrent, txns: [txn] })
  const cases: [name: string, file: unknown, says: RegExp][] = [
    ['not JSON', undefined, /not JSON/],
    ['a list', [], /./],
    ['no end', { txns: [] }, /endContent/],
    ['a negative position', { endContent: '', txns: [{ patches: [[-1, 0, '']] }] }, /txns\.0\.patches/],
    ['a patch of two', withTxn({ agent: 0, parents: [], patches: [[0, 0]] }), /patches/],
    ['an unknown agent', withTxn({ agent: 2, parents: [], patches: [] }), /agent/],
    ['its own parent', withTxn({ agent: 0, parents: [0], patches: [] }), /parent/],
  ]
  it.each(cases)('%s', (_name, file, says) => {
    const error = thrownBy(() => parseRecording(file === undefined ? 'nonsense' : JSON.stringify(file)))
    expect(error.code).toBe('replay-input')
    expect(error.message).toMatch(says)
    expect(error.hint).toMatch(/bench\/traces/)
  })
})

function thrownBy(run: () => unknown): WeftError {
  try {
    run()
  } catch (error) {
    if (error instanceof WeftError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
