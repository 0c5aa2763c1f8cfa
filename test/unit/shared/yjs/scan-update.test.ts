import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import type { IndexLimits } from '@weft/shared/yjs/limits.ts'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  any,
  binary,
  bytes,
  deleted,
  deleting,
  embed,
  encodedUpdate,
  firstOf,
  format,
  gc,
  item,
  json,
  skip,
  subdocument,
  text,
  type,
} from '../../../support/yjs/encoded-update.ts'
import { hex } from '../../../support/yjs/oracle.ts'
import { refusalOf } from '../../../support/yjs/refusal.ts'

/** What a fresh index says to an update. */
function verdict(update: Uint8Array, limits: Partial<IndexLimits> = {}): string {
  return refusalOf(() => new DocumentIndex(limits).apply(update))
}

/** Accepted here, and by a receiver that applies, encodes and reads it all. */
function expectUsable(update: Uint8Array): void {
  expect(verdict(update)).toBe('accepted')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  Y.applyUpdate(new Y.Doc(), Y.encodeStateAsUpdate(doc))
}

const raw = (...values: number[]): Uint8Array => Uint8Array.from(values)
const nestedJson = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
function nestedAny(depth: number): unknown {
  return depth === 0 ? 1 : [nestedAny(depth - 1)]
}

describe('an update is read whole before anything changes', () => {
  const update = encodedUpdate([{ client: 5, clock: 0, structs: [text('hello')] }], [[5, [[1, 2]]]])

  it('[IDX1] refuses every shorter piece of it, and what has more', () => {
    expectUsable(update)
    for (let length = 0; length < update.length; length++) {
      expect(verdict(update.subarray(0, length)), `${length} bytes`).toBe('update-malformed')
    }
    expect(verdict(raw(...update, 0))).toBe('update-malformed')
  })

  it('[IDX1] leaves the index as it was where only the delete set is bad', () => {
    const index = new DocumentIndex()
    index.apply(firstOf(1, text('kept')))
    const before = hex(index.fullState())
    expect(refusalOf(() => index.apply(raw(...update.subarray(0, -1))))).toBe('update-malformed')
    expect(hex(index.fullState())).toBe(before)
    expect(index.waitingBytes).toBe(0)
  })

  it('[IDX1] refuses updates of the second encoding', () => {
    const doc = new Y.Doc()
    doc.clientID = 4_000_000_000
    doc.on('updateV2', (each: Uint8Array) => expect(verdict(each)).toBe('update-malformed'))
    doc.getText('text').insert(0, 'hello 😀')
    doc.getMap('map').set('key', { deep: [1, 2, 3] })
    doc.getText('text').delete(1, 2)
    expect(verdict(Y.encodeStateAsUpdateV2(doc))).toBe('update-malformed')
    expect(verdict(Y.encodeStateAsUpdateV2(new Y.Doc()))).toBe('update-malformed')
  })
})

describe('numbers', () => {
  const clientOf = (client: number[]): Uint8Array => raw(1, 1, ...client, 0, ...gc(1), 0)

  it('[IDX2] are at most 2^53-1, looked at after the last byte too', () => {
    expectUsable(clientOf([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]))
    expect(verdict(clientOf([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10]))).toBe('update-malformed')
    expect(verdict(clientOf([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]))).toBe('update-malformed')
    expect(verdict(clientOf([...new Array(150).fill(0x80), 1]))).toBe('update-malformed')
  })

  it('[IDX2] keep clocks and deleted clocks at or below 2^48', () => {
    expectUsable(firstOf(1, gc(2 ** 48)))
    expect(verdict(firstOf(1, gc(2 ** 48), gc(1)))).toBe('update-limit')
    expect(verdict(firstOf(1, gc(2 ** 48 + 1)))).toBe('update-limit')
    expect(verdict(encodedUpdate([{ client: 1, clock: 2 ** 48 + 1, structs: [gc(1)] }]))).toBe('update-limit')
    expect(verdict(deleting(1, [2 ** 48 - 1, 1]))).toBe('accepted')
    expect(verdict(deleting(1, [2 ** 48 - 1, 2]))).toBe('update-limit')
  })
})

describe('counts', () => {
  const many = bytes((encoder) => encoding.writeVarUint(encoder, 2 ** 30))
  const hugeAny = (kind: number): Uint8Array =>
    item(8, {}, (encoder) => encoding.writeUint8Array(encoder, raw(1, kind, ...many)))

  it('[IDX3] are never more than the bytes that are left, before anything is allocated for them', () => {
    const hostile = {
      sections: raw(...many, 0),
      'structs: 7 bytes that cost Yjs 240 ms and 256 MB': raw(1, 0x80, 0x80, 0x80, 0x10, 0, 0),
      'structs of a later section': raw(1, ...many, 1, 0, ...gc(1), 0),
      'JSON elements': firstOf(
        1,
        item(2, {}, (encoder) => encoding.writeUint8Array(encoder, many)),
      ),
      'Any elements': firstOf(
        1,
        item(8, {}, (encoder) => encoding.writeUint8Array(encoder, many)),
      ),
      'Any array': firstOf(1, hugeAny(117)),
      'Any object': firstOf(1, hugeAny(118)),
      'Any bytes': firstOf(1, hugeAny(116)),
      text: firstOf(
        1,
        item(4, {}, (encoder) => encoding.writeUint8Array(encoder, many)),
      ),
      'delete clients': raw(0, ...many),
      'delete ranges': raw(0, 1, 1, ...many),
    }
    for (const [what, update] of Object.entries(hostile))
      expect(verdict(update), what).toBe('update-malformed')
  })

  it('[IDX3] have absolute bounds too', () => {
    const sections = [3, 2, 1].map((client) => ({ client, clock: 0, structs: [gc(1)] }))
    const ranges = encodedUpdate(
      [],
      [
        [
          1,
          [
            [0, 1],
            [2, 1],
          ],
        ],
        [2, [[0, 1]]],
      ],
    )
    const subdocuments = firstOf(1, subdocument('a', {}), subdocument('b', {}))
    expect(verdict(encodedUpdate(sections), { maxClientsPerUpdate: 2 })).toBe('update-limit')
    expect(verdict(encodedUpdate(sections), { maxClientsPerUpdate: 3 })).toBe('accepted')
    expect(verdict(encodedUpdate(sections), { maxStructsPerUpdate: 2 })).toBe('update-limit')
    expect(verdict(encodedUpdate(sections), { maxStructsPerUpdate: 3 })).toBe('accepted')
    expect(verdict(ranges, { maxRangesPerUpdate: 2 })).toBe('update-limit')
    expect(verdict(ranges, { maxRangesPerUpdate: 3 })).toBe('accepted')
    expect(verdict(ranges, { maxClientsPerUpdate: 1 })).toBe('update-limit')
    expect(verdict(subdocuments, { maxSubdocumentsPerUpdate: 1 })).toBe('update-limit')
    expect(verdict(subdocuments, { maxSubdocumentsPerUpdate: 2 })).toBe('accepted')
  })
})

describe('kinds of struct', () => {
  it('[IDX4] GC and Skip carry no flags: Yjs itself reads 0x8A here as Skip and there as an error', () => {
    expectUsable(firstOf(1, gc(3)))
    expectUsable(firstOf(1, gc(3), skip(2), gc(1)))
    for (const flag of [0x20, 0x40, 0x80]) {
      expect(verdict(firstOf(1, raw(flag, 1)))).toBe('update-malformed')
      expect(verdict(firstOf(1, raw(10 | flag, 1)))).toBe('update-malformed')
    }
  })

  it('[IDX4] content kinds are 1 to 9, shared types 0 to 6, a parent is a root or an id', () => {
    const known = [
      deleted(1),
      json(['1']),
      binary(raw(1)),
      text('a'),
      embed('{}'),
      format('bold', 'true'),
      type(0, null),
      any([1]),
      subdocument('guid', {}),
    ]
    for (const struct of known) expectUsable(firstOf(1, struct))
    for (let kind = 11; kind < 32; kind++) {
      expect(
        verdict(
          firstOf(
            1,
            item(kind, {}, (encoder) => encoding.writeVarUint(encoder, 1)),
          ),
        ),
      ).toBe('update-malformed')
    }
    for (const ref of [0, 1, 2, 4, 6]) expectUsable(firstOf(1, type(ref, null)))
    for (const ref of [3, 5]) expectUsable(firstOf(1, type(ref, 'name')))
    expect(verdict(firstOf(1, type(7, null)))).toBe('update-malformed')
    expect(verdict(firstOf(1, raw(4, 2, 1, 97, 1, 97)))).toBe('update-malformed')
  })

  it('[IDX22] has a length of at least one, as has a delete: else every later apply or encode throws', () => {
    expect(verdict(deleting(1, [5, 0]))).toBe('update-malformed')
    expect(verdict(deleting(1, [5, 1]))).toBe('accepted')
    for (const struct of [gc(0), skip(0), deleted(0), text(''), any([]), json([])]) {
      expect(verdict(firstOf(1, gc(1), struct, gc(1)))).toBe('update-malformed')
    }
  })

  it('[IDX23] hangs on nothing of its own client that is not older', () => {
    const at = (place: object): string => verdict(firstOf(1, gc(5), text('a', place), gc(5)))
    for (const place of [{ origin: [1, 4] }, { right: [1, 4] }, { parent: [1, 4] }])
      expect(at(place)).toBe('accepted')
    for (const place of [{ origin: [1, 5] }, { right: [1, 5] }, { parent: [1, 5] }, { origin: [1, 9] }]) {
      expect(at(place)).toBe('update-malformed')
    }
  })

  it('[IDX29] a client has one section: of two, Yjs silently keeps the last', () => {
    const section = (client: number, clock: number) => ({ client, clock, structs: [gc(1)] })
    expect(verdict(encodedUpdate([section(2, 0), section(2, 1)]))).toBe('update-malformed')
    expect(verdict(encodedUpdate([section(2, 0), section(1, 0), section(2, 1)]))).toBe('update-malformed')
    expectUsable(encodedUpdate([section(1, 0), section(2, 0)]))
  })
})

describe('what receivers decode', () => {
  const textOf = (...content: number[]): Uint8Array =>
    item(4, {}, (encoder) => encoding.writeVarUint8Array(encoder, raw(...content)))

  it('[IDX24] text is UTF-8: overlong forms, surrogates, strays and cut sequences are not', () => {
    const bad = [
      [0x80],
      [0xc0, 0x80],
      [0xc1, 0xbf],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
      [0xc3, 0x28],
      [0xe2, 0x28, 0xa1],
      [0xf0, 0x9f, 0x98, 0x28],
      [0xff],
    ]
    for (const content of bad) {
      expect(verdict(firstOf(1, textOf(...content))), hex(raw(...content))).toBe('update-malformed')
      const long = textOf(...new Array(400).fill(97), ...content)
      expect(verdict(firstOf(1, long)), `long ${hex(raw(...content))}`).toBe('update-malformed')
    }
    for (const content of ['a', 'é', '€', '😀', '\u{10ffff}', '\ufeffbom', '\0', '\ufffd', '\ud7ff\ue000']) {
      expectUsable(firstOf(1, text(content)))
      expectUsable(firstOf(1, text(content.repeat(200))))
    }
  })

  it('[IDX24] so are names: of roots, keys, formats, nodes and subdocuments', () => {
    const broken = (kind: number, ...rest: number[]): string => verdict(firstOf(1, raw(kind, ...rest)))
    expect(broken(4, 1, 1, 0xff, 1, 97)).toBe('update-malformed') // root
    expect(broken(4 | 0x20, 1, 1, 97, 1, 0xff, 1, 97)).toBe('update-malformed') // key
    expect(broken(6, 1, 1, 97, 1, 0xff, 1, 49)).toBe('update-malformed') // format
    expect(broken(7, 1, 1, 97, 3, 1, 0xff)).toBe('update-malformed') // node
    expect(broken(9, 1, 1, 97, 1, 0xff, 118, 0)).toBe('update-malformed') // guid
    expect(broken(8, 1, 1, 97, 1, 119, 1, 0xff)).toBe('update-malformed') // Any text
    expect(broken(8, 1, 1, 97, 1, 118, 1, 1, 0xff, 126)).toBe('update-malformed') // Any key
    expect(broken(5, 1, 1, 97, 3, 0x22, 0xff, 0x22)).toBe('update-malformed') // JSON
  })

  it('[IDX25] JSON parses, at most 64 deep; bare undefined only in JSON content', () => {
    for (const value of ['', '{', 'undefined', "{'a':1}", '[1,]', 'nul', '\ufeff1']) {
      expect(verdict(firstOf(1, embed(value))), value).toBe('update-malformed')
      expect(verdict(firstOf(1, format('bold', value))), value).toBe('update-malformed')
      if (value !== 'undefined') expect(verdict(firstOf(1, json([value]))), value).toBe('update-malformed')
    }
    expectUsable(firstOf(1, json(['undefined', '{"a":[1,null]}', '"😀"'])))
    expectUsable(firstOf(1, embed('{"a":"[[[[\\"[["}')))
    expectUsable(firstOf(1, embed(nestedJson(64))))
    expect(verdict(firstOf(1, embed(nestedJson(65))))).toBe('update-limit')
    expect(verdict(firstOf(1, json([nestedJson(65)])))).toBe('update-limit')
    expectUsable(firstOf(1, embed(`[${'[],'.repeat(100)}"${'['.repeat(100)}"]`)))
  })

  it('[IDX26] Any values have known types, at most 64 levels, and numbers that end', () => {
    expectUsable(
      firstOf(
        1,
        any([undefined, null, 1, -1, 2 ** 31, 1.5, 0.1, 5n, true, false, 'é', { a: [] }, [{}], raw(1)]),
      ),
    )
    for (const kind of [0, 115, 128, 255]) {
      expect(
        verdict(
          firstOf(
            1,
            item(8, {}, (encoder) => encoding.writeUint8Array(encoder, raw(1, kind))),
          ),
        ),
      ).toBe('update-malformed')
    }
    expectUsable(firstOf(1, any([nestedAny(64)])))
    expect(verdict(firstOf(1, any([nestedAny(65)])))).toBe('update-limit')
    expect(verdict(firstOf(1, any([nestedAny(20_000 / 4)])))).toBe('update-limit')
    const endless = item(8, {}, (encoder) =>
      encoding.writeUint8Array(encoder, raw(1, 125, ...new Array(20).fill(0xff))),
    )
    expect(verdict(firstOf(1, endless))).toBe('update-malformed')
  })

  it('[IDX27] subdocument options are an object of known keys: Yjs spreads them over its own', () => {
    const options = {
      gc: false,
      autoLoad: true,
      shouldLoad: true,
      meta: { a: 1 },
      collectionid: 'c',
      collectionId: 'c',
      encoding: 'v1',
    }
    expectUsable(firstOf(1, subdocument('guid', options)))
    for (const key of ['guid', 'gcFilter', 'clientID', '__proto__x', '']) {
      expect(verdict(firstOf(1, subdocument('guid', { [key]: 1 }))), key).toBe('update-malformed')
    }
    for (const value of [null, 1, 'text', [1]]) {
      expect(verdict(firstOf(1, subdocument('guid', value)))).toBe('update-malformed')
    }
  })

  it('[IDX28] __proto__ names nothing', () => {
    const evil = JSON.parse('{"__proto__":{"isAdmin":true}}') as unknown
    expect(verdict(firstOf(1, any([evil])))).toBe('update-malformed')
    expect(verdict(firstOf(1, any([[{ deep: evil }]])))).toBe('update-malformed')
    expect(verdict(firstOf(1, any([1], { root: 'map', key: '__proto__' })))).toBe('update-malformed')
    expect(verdict(firstOf(1, format('__proto__', 'true')))).toBe('update-malformed')
    expect(verdict(firstOf(1, text('a', { root: '__proto__' })))).toBe('update-malformed')
    expectUsable(firstOf(1, any([{ __proto: 1, proto__: 1 }]), any([1], { root: 'map', key: '__proto___' })))
  })
})
