import fc from 'fast-check'
import * as Y from 'yjs'
import {
  any,
  binary,
  deleted,
  embed,
  encodedUpdate,
  firstOf,
  format,
  gc,
  json,
  skip,
  subdocument,
  text,
  type,
} from './encoded-update.ts'
import { historySteps, play } from './history.ts'

/** A valid update to be damaged, and what a server knew before it came. */
export interface Original {
  readonly before: Uint8Array
  readonly update: Uint8Array
}

const EMPTY = Uint8Array.of(0, 0)

/** Updates of real histories, one by one, merged and whole, and one of every content in every place. */
export function originals(count: number): Original[] {
  const histories = fc.sample(historySteps, { numRuns: count, seed: 7 }).map(play)
  const played = histories.flatMap(({ updates, states }) => {
    const middle = Math.floor(updates.length / 2)
    const before = middle === 0 ? EMPTY : Y.mergeUpdates(updates.slice(0, middle))
    const merged = updates.length === 0 ? EMPTY : Y.mergeUpdates(updates)
    return [...updates.slice(middle), ...states, merged].map((update) => ({ before, update }))
  })
  return [...played, ...handMade()]
}

function handMade(): Original[] {
  const before = firstOf(1, type(1, null), text('ab😀'), type(3, 'p'))
  const places = [{}, { key: 'k' }, { parent: [1, 0] }, { origin: [1, 1] }, { right: [1, 2] }] as const
  return places.map((place) => {
    const structs = [
      text('x😀y', place),
      any([1, { a: [true, 'ü', 5n] }, undefined], place),
      json(['1', 'undefined', '{"b":[]}'], place),
      binary(Uint8Array.of(1, 2, 3), place),
      embed('{"src":"x"}', place),
      format('bold', 'true', place),
      type(3, 'div', place),
      type(5, 'hook', place),
      subdocument('guid', { meta: { a: 1 }, gc: false }, place),
      deleted(2, place),
      gc(3),
      skip(2),
      text('after', { origin: [2, 0] }),
    ]
    return {
      before,
      update: encodedUpdate(
        [{ client: 2, clock: 0, structs }],
        [
          [2, [[1, 2]]],
          [
            1,
            [
              [1, 1],
              [3, 9],
            ],
          ],
        ],
      ),
    }
  })
}

export type Damage =
  | { readonly how: 'flip' | 'set' | 'insert' | 'nudge'; readonly at: number; readonly value: number }
  | { readonly how: 'cut' | 'drop' | 'repeat' | 'swap'; readonly at: number; readonly value: number }

const hows = ['flip', 'set', 'insert', 'nudge', 'cut', 'drop', 'repeat', 'swap'] as const

export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({
    how: fc.constantFrom(...hows),
    at: fc.nat(100_000),
    value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0x8a, 0xc4, 0xff)),
  }),
  { minLength: 1, maxLength: 3 },
)

/** The update with all the damage done, in order. */
export function damaged(update: Uint8Array, list: readonly Damage[]): Uint8Array {
  let bytes = [...update]
  for (const damage of list) bytes = damageOnce(bytes, damage)
  return Uint8Array.from(bytes)
}

function damageOnce(bytes: number[], { how, at, value }: Damage): number[] {
  const place = at % (bytes.length || 1)
  const [before, after] = [bytes.slice(0, place), bytes.slice(place + 1)]
  const byte = bytes[place] ?? 0
  const span = 1 + (value % 8)
  switch (how) {
    case 'flip':
      return [...before, byte ^ (1 << (value % 8)), ...after]
    case 'set':
      return [...before, value, ...after]
    case 'nudge':
      return [...before, (byte + (value % 5) + 254) % 256, ...after]
    case 'insert':
      return [...before, value, byte, ...after]
    case 'cut':
      return value % 4 === 0 ? before : bytes.slice(0, -span)
    case 'drop':
      return [...before, ...bytes.slice(place + span)]
    case 'repeat':
      return [...bytes.slice(0, place + span), ...bytes.slice(place)]
    case 'swap':
      return [
        ...before,
        ...bytes.slice(place + span, place + 2 * span),
        ...bytes.slice(place, place + span),
        ...bytes.slice(place + 2 * span),
      ]
  }
}
