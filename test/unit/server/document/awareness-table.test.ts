import { describe, expect, test } from 'vitest'
import { AwarenessTable } from '../../../../server/document/awareness-table.ts'

const older = { number: 1 }
const newer = { number: 2 }

const says = (clientId: number, clock: number, state: unknown = { name: 'Ada' }) => ({
  clientId,
  clock,
  state: new TextEncoder().encode(JSON.stringify(state)),
  isRemoval: state === null,
})

function tableWith(clientId: number, clock: number): AwarenessTable {
  const table = new AwarenessTable()
  expect(table.apply(older, [says(clientId, clock)], 0)).toEqual([clientId])
  return table
}

describe('presence: who may say what', () => {
  test('[PRE1] the session that introduced an id changes it with a greater clock only', () => {
    const table = tableWith(7, 3)
    expect(table.apply(older, [says(7, 3)], 0)).toEqual([])
    expect(table.apply(older, [says(7, 2)], 0)).toEqual([])
    expect(table.apply(older, [says(7, 4)], 0)).toEqual([7])
  })

  test("[PRE2] what others say about it at its clock is ignored: y-websocket clients send back everyone's state", () => {
    const table = tableWith(7, 3)
    expect(table.apply(newer, [says(7, 3)], 0)).toEqual([])
  })

  test("[PRE3] a client's own timeout cannot purge another's cursor", () => {
    const table = tableWith(7, 3)
    expect(table.apply(newer, [says(7, 3, null)], 0)).toEqual([])
    expect(table.apply(newer, [says(7, 9, null)], 0)).toEqual([])
    expect(table.everyone()).toHaveLength(1)
  })

  test('[PRE4] the same client, back past a half-open socket, takes its id over with a greater clock', () => {
    const table = tableWith(7, 3)
    expect(table.apply(newer, [says(7, 4)], 0)).toEqual([7])
    expect(table.apply(older, [says(7, 9)], 0), 'the old session has lost it').toEqual([])
    expect(table.leave(older, 0), 'and its end removes nothing').toEqual([])
    expect(table.everyone()).toHaveLength(1)
  })

  test('[PRE5] the owner removes at an equal clock, as y-protocols does', () => {
    const table = tableWith(7, 3)
    expect(table.apply(older, [says(7, 3, null)], 0)).toEqual([7])
    expect(table.entriesOf([7])).toEqual([says(7, 3, null)])
  })

  test('[PRE6] a session that is gone takes its ids with it', () => {
    const table = tableWith(7, 3)
    table.apply(newer, [says(8, 1)], 0)
    expect(table.leave(older, 0)).toEqual([7])
    expect(table.everyone()).toEqual([says(8, 1)])
  })

  test('[PRE7] a state that comes back from a peer after its owner left raises no ghost', () => {
    const table = tableWith(7, 3)
    table.leave(older, 0)
    expect(table.apply(newer, [says(7, 3)], 1)).toEqual([])
    expect(table.apply(newer, [says(7, 4)], 1), 'but the owner may return').toEqual([7])
  })

  test('[PRE7] departures are forgotten after a minute, not before', () => {
    const table = tableWith(7, 3)
    table.leave(older, 0)
    table.forgetDepartures(59_999)
    expect(table.everyoneAndDepartures()).toHaveLength(1)
    table.forgetDepartures(60_000)
    expect(table.everyoneAndDepartures()).toHaveLength(0)
  })

  test('[PRE8] no more states than the limit; those that are there may change', () => {
    const table = new AwarenessTable(2)
    expect(table.apply(older, [says(1, 1), says(2, 1), says(3, 1)], 0)).toEqual([1, 2])
    expect(table.apply(older, [says(2, 2)], 0)).toEqual([2])
  })

  test('[PRE9] keeps copies of states', () => {
    const table = new AwarenessTable()
    const entry = says(7, 1)
    table.apply(older, [entry], 0)
    entry.state.fill(0)
    expect(table.everyone()).toEqual([says(7, 1)])
  })

  test('[AWR5] what does not concern the table is never taken, and what is taken concerned it', () => {
    const tables = [
      () => new AwarenessTable(),
      () => tableWith(7, 3),
      () => {
        const table = tableWith(7, 3)
        table.leave(older, 0)
        return table
      },
    ]
    const owners = [older, newer, { number: 0 }]
    for (const table of tables) {
      for (const owner of owners) {
        for (const clock of [0, 2, 3, 4]) {
          const mightMatter = table().concerns(owner, 7, clock)
          const isTaken = [{}, null].some(
            (state) => table().apply(owner, [says(7, clock, state)], 0).length > 0,
          )
          expect({ owner, clock, mightMatter }).toEqual({ owner, clock, mightMatter: isTaken })
        }
      }
    }
  })
})
