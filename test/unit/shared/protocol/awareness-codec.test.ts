import {
  decodeAwareness,
  emptyAwarenessUpdate,
  encodeAwareness,
  removedState,
} from '@weft/shared/protocol/awareness-codec.ts'
import { awarenessLimits } from '@weft/shared/protocol/limits.ts'
import { describe, expect, it } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { bytes, hex } from './bytes.ts'

const decode = (update: Uint8Array) => decodeAwareness(update, awarenessLimits)
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const withState = (state: string) =>
  encodeAwareness([{ clientId: 1, clock: 1, state: new TextEncoder().encode(state) }])

describe('awareness updates', () => {
  it('[AWR1] reads what y-protocols writes', () => {
    const awareness = new Awareness(new Y.Doc())
    awareness.setLocalState({ name: 'Ü 😀', cursor: { anchor: 3 } })
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
    expect(decode(update)).toEqual([
      {
        clientId: awareness.clientID,
        clock: 1,
        state: json({ name: 'Ü 😀', cursor: { anchor: 3 } }),
        isRemoval: false,
      },
    ])
    awareness.destroy()
  })

  it('[AWR1] writes what y-protocols reads, byte for byte the same', () => {
    const awareness = new Awareness(new Y.Doc())
    const update = encodeAwareness([
      { clientId: 7, clock: 300, state: json({ name: 'Ada' }) },
      { clientId: 2 ** 32, clock: 1, state: json({}) },
    ])
    applyAwarenessUpdate(awareness, update, 'test')
    expect(awareness.getStates().get(7)).toEqual({ name: 'Ada' })
    expect(hex(encodeAwarenessUpdate(awareness, [7, 2 ** 32]))).toBe(hex(update))
    awareness.destroy()
  })

  it('[AWR1] golden bytes', () => {
    const update = encodeAwareness([{ clientId: 300, clock: 2, state: removedState }])
    expect(hex(update)).toBe(hex(bytes('01 ac 02 02 04 "null"')))
    expect(hex(emptyAwarenessUpdate)).toBe('00')
    expect(decode(emptyAwarenessUpdate)).toEqual([])
  })

  it.each(['null', ' null', '\n\tnull '])('[AWR2] a state of %j is a removal', (state) => {
    expect(decode(withState(state))[0]?.isRemoval).toBe(true)
  })

  it.each(['{}', '"null"', '0', 'true', '[null]', '{"null":null}'])(
    '[AWR2] a state of %j is none',
    (state) => {
      expect(decode(withState(state))[0]?.isRemoval).toBe(false)
    },
  )

  it.each([
    ['nothing', ''],
    ['more entries than bytes', '7f 01 01 02 "{}"'],
    ['an entry cut off', '01 01 01 05 "{}"'],
    ['bytes left over', '00 00'],
    ['a clock of 2^53', '01 01 80 80 80 80 80 80 80 10 02 "{}"'],
    ['a client id of 2^53', '01 80 80 80 80 80 80 80 10 01 02 "{}"'],
    ['an empty state', '02 01 01 00 01 01 02 "{}"'],
    ['a state that is not JSON', '01 01 01 02 "{]"'],
    ['a state that is not UTF-8', '01 01 01 03 22 ff 22'],
  ])('[AWR3] refuses %s', (_name, update) => {
    expect(() => decode(bytes(update))).toThrow(expect.objectContaining({ code: 'awareness-malformed' }))
  })

  it.each([
    ['a state over 8 KiB', withState(`"${'a'.repeat(8 * 1024 - 1)}"`)],
    ['a state nested 17 deep', withState('['.repeat(17) + ']'.repeat(17))],
    ['2,049 entries', encodeAwareness(Array(2_049).fill({ clientId: 1, clock: 1, state: removedState }))],
  ])('[AWR4] refuses %s', (_name, update) => {
    expect(() => decode(update)).toThrow(expect.objectContaining({ code: 'awareness-limit' }))
  })

  it('[AWR4] takes a state of exactly 8 KiB, and one nested exactly 16 deep', () => {
    expect(decode(withState(`"${'a'.repeat(8 * 1024 - 2)}"`))).toHaveLength(1)
    expect(decode(withState(`${'{"a":'.repeat(15)}[]${'}'.repeat(15)}`))).toHaveLength(1)
  })

  it('[AWR4] does not count brackets inside strings', () => {
    expect(decode(withState(JSON.stringify('[{'.repeat(40) + '\\"['.repeat(20))))).toHaveLength(1)
  })

  it('[AWR5] steps over an unwanted entry without looking at its state', () => {
    const update = encodeAwareness([
      { clientId: 1, clock: 1, state: bytes('"not json"') },
      { clientId: 2, clock: 9, state: json({}) },
    ])
    const entries = decodeAwareness(
      update,
      awarenessLimits,
      (clientId, clock) => clientId === 2 && clock === 9,
    )
    expect(entries.map((entry) => entry.clientId)).toEqual([2])
  })
})
