import * as encoding from 'lib0/encoding'
import {
  any,
  bytes,
  deleted,
  embed,
  encodedUpdate,
  firstOf,
  gc,
  type Id,
  item,
  json,
  skip,
  subdocument,
  text,
  type,
} from './encoded-update.ts'

const SIZE_BYTES = 64 * 1024

/** As many structs as fit into 64 KiB. */
function filled(make: (at: number) => Uint8Array): Uint8Array[] {
  const structs: Uint8Array[] = []
  for (let length = 0; length < SIZE_BYTES; ) {
    const struct = make(structs.length)
    structs.push(struct)
    length += struct.length
  }
  return structs
}

function times<Value>(count: number, make: (at: number) => Value): Value[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

/** Updates of about 64 KiB, each made to cost as much as it can in one way. */
export const hostileUpdates: Record<string, () => Uint8Array> = {
  'tiny structs': () => firstOf(1, ...filled(() => gc(1))),
  'tiny sections': () =>
    encodedUpdate(times(9_000, (at) => ({ client: 9_000 - at, clock: 0, structs: [gc(1)] }))),
  'ascending sections': () =>
    encodedUpdate(times(9_000, (at) => ({ client: at, clock: 0, structs: [gc(1)] }))),
  'a chain of sections, last cause first': () =>
    encodedUpdate(
      times(5_000, (at) => ({
        client: 5_000 - at,
        clock: 0,
        structs: [at === 4_999 ? gc(1) : text('a', { origin: [4_999 - at, 0] })],
      })),
    ),
  'two sections in turn, and many that wait for their end': () =>
    encodedUpdate([
      ...times(2_000, (at) => ({
        client: 3_000 - at,
        clock: 0,
        structs: [text('a', { origin: [1, 3_999] })],
      })),
      {
        client: 2,
        clock: 0,
        structs: times(4_000, (at) => text('b', at === 0 ? {} : { origin: [1, at - 1] })),
      },
      { client: 1, clock: 0, structs: times(4_000, (at) => text('c', { origin: [2, at] })) },
    ]),
  gaps: () => firstOf(1, ...filled((at) => (at % 2 === 0 ? gc(1) : skip(1)))),
  'a circle of thousands': () =>
    encodedUpdate(
      times(5_000, (at) => ({
        client: 5_000 - at,
        clock: 0,
        structs: [text('a', { origin: [((5_000 - at) % 5_000) + 1, 0] })],
      })),
    ),
  'alternating right origins': () =>
    firstOf(1, ...filled((at) => (at < 2 ? text('a') : text('a', { origin: [1, 0], right: [1, at - 1] })))),
  'reversed deletes': () => encodedUpdate([], [[1, times(16_000, (at): Id => [(15_999 - at) * 3, 2])]]),
  'overlapping deletes': () => encodedUpdate([], [[1, times(16_000, (at): Id => [at, 5_000])]]),
  'deletes of thousands of clients': () =>
    encodedUpdate(
      [],
      times(9_000, (at) => [at, [[0, 1]]]),
    ),
  'deletes of thousands of the same client': () =>
    encodedUpdate(
      [],
      times(9_000, (at) => [1, [[at * 2, 1]]]),
    ),
  'deep JSON': () => firstOf(1, ...filled(() => embed(`${'['.repeat(64)}${']'.repeat(64)}`))),
  'much JSON': () => firstOf(1, embed(`[${'[],'.repeat(20_000)}0]`)),
  'JSON objects': () => firstOf(1, embed(`{${times(5_000, (at) => `"k${at}":{}`).join()}}`)),
  'JSON elements': () => firstOf(1, json(times(30_000, () => '1'))),
  'deep Any': () => firstOf(1, ...filled(() => any([deep(63)]))),
  'much Any': () =>
    firstOf(
      1,
      item(8, {}, (encoder) => manyUndefined(encoder, SIZE_BYTES)),
    ),
  'Any objects': () => firstOf(1, any([times(20_000, () => ({}))])),
  subdocuments: () => firstOf(1, ...filled(() => subdocument('', {})).slice(0, 4_000)),
  types: () =>
    firstOf(1, ...filled((at) => (at === 0 ? type(1, null) : type(1, null, { parent: [1, at - 1] })))),
  'long text of four-byte characters': () => firstOf(1, text('😀'.repeat(SIZE_BYTES / 4))),
  'short texts of three-byte characters': () => firstOf(1, ...filled(() => text('漢'))),
  'huge lengths': () => firstOf(1, ...times(200, () => gc(2 ** 39)), ...times(100, () => deleted(2 ** 39))),
}

function deep(depth: number): unknown {
  return depth === 0 ? 0 : [deep(depth - 1)]
}

function manyUndefined(encoder: encoding.Encoder, count: number): void {
  encoding.writeVarUint(encoder, count)
  for (let at = 0; at < count; at++) encoding.writeUint8(encoder, 127)
}

/** Small bytes that are known to have cost others dearly. */
export const knownBombs: Record<string, Uint8Array> = {
  '7 bytes: 240 ms and 256 MB in Yjs': Uint8Array.of(1, 0x80, 0x80, 0x80, 0x10, 0, 0),
  '27 bytes: an Any array of two billion': firstOf(
    1,
    item(8, {}, (encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeUint8(encoder, 117)
      encoding.writeVarUint(encoder, 2 ** 31)
      for (let at = 0; at < 8; at++) encoding.writeUint8(encoder, 127)
    }),
  ),
  'a number that never ends': Uint8Array.of(...new Array(150).fill(0x80), 1),
  'a client id of 2^55': Uint8Array.of(1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0, 0, 1, 0),
  'Any nested 20,000 deep': firstOf(
    1,
    item(8, {}, (encoder) => {
      encoding.writeVarUint(encoder, 1)
      for (let at = 0; at < 20_000; at++) for (const byte of [117, 1]) encoding.writeUint8(encoder, byte)
      encoding.writeUint8(encoder, 127)
    }),
  ),
  'JSON nested 20,000 deep': firstOf(1, embed('['.repeat(20_000) + ']'.repeat(20_000))),
  '20,000 subdocuments in 160 kB': firstOf(1, ...times(20_000, () => subdocument('', {}))),
  'an empty text, after which every apply and encode throws': firstOf(
    1,
    text('a'),
    text('', { origin: [1, 0] }),
  ),
  'a struct that hangs on its own future': firstOf(1, text('a', { origin: [1, 5] })),
  'a Skip with a flag': firstOf(
    1,
    bytes((encoder) => encoding.writeUint8Array(encoder, Uint8Array.of(0x8a, 1))),
  ),
}
