import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  any,
  deleted,
  encodedUpdate,
  gc,
  json,
  type Place,
  text,
  type,
  vector,
} from '../../../support/yjs/encoded-update.ts'
import { canonical, hex } from '../../../support/yjs/oracle.ts'

const LENGTH = 6

/** One struct of six ticks, of each kind that can be cut. */
const contents: Record<string, (place: Place) => Uint8Array> = {
  string: (place) => text('a€ßdef', place),
  pairs: (place) => text('😀b😀e', place),
  json: (place) => json(['1', '"two"', 'undefined', '{"4":[]}', '5', '6'], place),
  any: (place) => any([1, 'two', undefined, { four: [4] }, 5.5, new Uint8Array([6])], place),
  deleted: (place) => deleted(LENGTH, place),
  gc: () => gc(LENGTH),
}

const places: Record<string, Place> = {
  root: {},
  key: { key: 'field' },
  nested: { parent: [1, 0] },
  'nested key': { parent: [1, 0], key: 'field' },
  origin: { origin: [1, 1] },
  right: { right: [1, 1] },
  both: { origin: [1, 1], right: [1, 2] },
}

/** Client 1 holds a nested type and two characters; client 2 the struct to be cut. */
function updateWith(struct: Uint8Array, clock = 0): Uint8Array {
  const ground = [type(1, null), text('ab')]
  return encodedUpdate([
    { client: 2, clock, structs: [struct] },
    { client: 1, clock: 0, structs: ground },
  ])
}

/** As Yjs reads and writes it: a flag that says again what an origin says is lost on the way. */
const reencoded = (update: Uint8Array): string => hex(Y.diffUpdate(update, Uint8Array.of(0)))

describe.each(Object.entries(contents))('a struct of kind %s', (kind, make) => {
  describe.each(Object.entries(places))('placed by %s', (_name, place) => {
    const whole = updateWith(make(place))
    const known = (clock: number): Uint8Array => vector([2, clock], [1, 3])

    it('[IDX7] is cut out as Yjs cuts it, at every tick', () => {
      const index = new DocumentIndex()
      index.apply(whole)
      for (let clock = 1; clock < LENGTH; clock++) {
        expect(reencoded(index.diff(known(clock)))).toBe(reencoded(Y.diffUpdate(whole, known(clock))))
      }
    })

    it('[IDX7] is cut when it comes where a part of it is known', () => {
      for (let clock = 1; clock < LENGTH; clock++) {
        const index = new DocumentIndex()
        index.apply(updateWith(make(place).length > 2 ? text('xxxxxx'.slice(0, clock), place) : gc(clock)))
        const { novel, log } = index.apply(whole)
        expect(log).toBe(novel?.bytes)
        const expected = Y.diffUpdate(whole, known(clock))
        expect(reencoded(novel?.bytes ?? Uint8Array.of())).toBe(reencoded(expected))
        expect(hex(index.diff(known(clock)))).toBe(hex(novel?.bytes ?? Uint8Array.of()))
      }
    })

    it('[IDX7] leaves what a Y.Doc would hold', () => {
      if (kind === 'pairs') return // inside a pair a Y.Doc shows U+FFFD to whom it was cut for, the index does not
      for (let clock = 1; clock < LENGTH; clock++) {
        const index = new DocumentIndex()
        const doc = new Y.Doc()
        index.apply(whole)
        Y.applyUpdate(doc, whole)
        const halves = [Y.encodeStateAsUpdate(doc), index.diff(known(clock))]
        expect(hex(canonical(Y.mergeUpdates(halves)))).toBe(hex(canonical(whole)))
      }
    })
  })
})

describe('a surrogate pair', () => {
  it('[IDX7] that is cut in two leaves U+FFFD for its second half', () => {
    const index = new DocumentIndex()
    index.apply(encodedUpdate([{ client: 1, clock: 0, structs: [text('a😀b')] }]))
    const cut = index.diff(vector([1, 2]))
    expect(hex(cut)).toBe(
      hex(encodedUpdate([{ client: 1, clock: 2, structs: [text('\ufffdb', { origin: [1, 1] })] }])),
    )
  })

  it('[IDX7] counts as two ticks deep inside a long text', () => {
    const content = `${'長い text '.repeat(60)}😀tail`
    const index = new DocumentIndex()
    index.apply(encodedUpdate([{ client: 1, clock: 0, structs: [text(content)] }]))
    const clock = content.length - 4
    const expected = encodedUpdate([
      { client: 1, clock, structs: [text('tail', { origin: [1, clock - 1] })] },
    ])
    expect(hex(index.diff(vector([1, clock])))).toBe(hex(expected))
  })
})
