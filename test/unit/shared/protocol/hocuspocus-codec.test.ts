import { encodeFrame } from '@weft/shared/protocol/frame-encoder.ts'
import { hocuspocusCodec, livenessFrames } from '@weft/shared/protocol/hocuspocus-codec.ts'
import type { AddressedMessage, ClientMessage, ServerMessage } from '@weft/shared/protocol/messages.ts'
import { describe, expect, it } from 'vitest'
import { bytes, hex } from './bytes.ts'

const vector = bytes('00')
const update = bytes('00 00')

const fromClient: readonly (readonly [name: string, frame: string, message: ClientMessage])[] = [
  ['auth of provider 4', '04 "init" 02 00 04 "good" 05 "4.5.0"', { type: 'auth', token: 'good' }],
  ['auth of provider 3', '04 "init" 02 00 04 "good"', { type: 'auth', token: 'good' }],
  ['auth without a token', '04 "init" 02 00 00', { type: 'auth', token: '' }],
  ['step 1', '04 "init" 00 00 01 00', { type: 'step1', stateVector: vector }],
  ['step 2', '04 "init" 00 01 02 00 00', { type: 'step2', update }],
  ['update', '04 "init" 00 02 02 00 00', { type: 'update', update }],
  ['awareness', '04 "init" 01 01 00', { type: 'awareness', update: vector }],
  ['awareness query', '04 "init" 03', { type: 'query-awareness' }],
  ['stateless', '04 "init" 05 02 "hi"', { type: 'stateless', payload: 'hi' }],
  ['close', '04 "init" 07', { type: 'close' }],
]

const fromServer: readonly (readonly [name: string, message: ServerMessage, frame: string])[] = [
  ['authenticated', { type: 'authenticated', access: 'read-write' }, '04 "init" 02 02 0a "read-write"'],
  ['read-only', { type: 'authenticated', access: 'readonly' }, '04 "init" 02 02 08 "readonly"'],
  ['denied', { type: 'denied', reason: 'gone' }, '04 "init" 02 01 04 "gone"'],
  ['step 1', { type: 'step1', stateVector: vector }, '04 "init" 00 00 01 00'],
  ['step 2', { type: 'step2', update }, '04 "init" 00 01 02 00 00'],
  ['update', { type: 'update', update }, '04 "init" 00 02 02 00 00'],
  ['awareness', { type: 'awareness', update: vector }, '04 "init" 01 01 00'],
  ['applied', { type: 'sync-status', isApplied: true }, '04 "init" 08 01'],
  ['refused', { type: 'sync-status', isApplied: false }, '04 "init" 08 00'],
  ['stateless', { type: 'stateless', payload: 'hi' }, '04 "init" 05 02 "hi"'],
  ['close', { type: 'close', reason: 'bye' }, '04 "init" 07 03 "bye"'],
]

const malformed: readonly (readonly [name: string, frame: string])[] = [
  ['nothing', ''],
  ['an address cut off', '05 "init"'],
  ['an address and no type', '04 "init"'],
  ['an address that is not UTF-8', '02 c3 28 07'],
  ['a length greater than what follows', '04 "init" 00 02 03 00 00'],
  ['a length of 2^53', '04 "init" 00 02 80 80 80 80 80 80 80 10 00'],
  ['a number without end', '04 "init" ff ff ff ff ff ff ff ff ff ff 01'],
  ['bytes left over', '04 "init" 00 02 02 00 00 00'],
  ['bytes left over behind a provider version', '04 "init" 02 00 00 00 00'],
  ['a close with a reason', '04 "init" 07 00'],
  ['a denial', '04 "init" 02 01 00'],
  ['an authentication', '04 "init" 02 02 00'],
  ['a sync type of nobody', '04 "init" 00 03 01 00'],
  ['a sync reply between servers', '04 "init" 04 00 01 00'],
  ['a broadcast between servers', '04 "init" 06 02 "hi"'],
  ['an ack', '04 "init" 08 01'],
  ['an unknown type', '04 "init" 0b'],
  ['a token that is not UTF-8', '04 "init" 02 00 01 ff'],
  ['one byte that is neither ping nor pong', '08'],
]

describe('what a client sends', () => {
  it.each(fromClient)('[WIRE1] %s', (_name, frame, message) => {
    expect(hocuspocusCodec.decode(bytes(frame))).toEqual({ address: 'init', message })
  })

  it('[WIRE2] keeps a session id in the address', () => {
    const decoded = hocuspocusCodec.decode(bytes('08 "init" 00 "abc" 07')) as AddressedMessage
    expect(decoded.address).toBe('init\0abc')
  })

  it('[WIRE2] tells addresses apart, however many there are', () => {
    const addresses = Array.from({ length: 5_000 }, (_, index) => `document ${index}`)
    const frames = addresses.map((address) => encodeFrame(address, [7], null))
    for (let round = 0; round < 2; round++) {
      const decoded = frames.map((frame) => (hocuspocusCodec.decode(frame) as AddressedMessage).address)
      expect(decoded).toEqual(addresses)
    }
  })

  it('[WIRE3] takes no copy of an update', () => {
    const frame = bytes('04 "init" 00 02 02 00 00')
    const { message } = hocuspocusCodec.decode(frame) as AddressedMessage
    expect(message.type === 'update' && message.update.buffer).toBe(frame.buffer)
  })

  it('[WIRE3] reads a frame that lies inside a larger buffer', () => {
    const pool = bytes('ff ff 04 "init" 00 02 02 00 00 ff')
    const decoded = hocuspocusCodec.decode(pool.subarray(2, -1))
    expect(decoded).toEqual({ address: 'init', message: { type: 'update', update } })
  })

  it('[WIRE4] reads ping and pong, one byte each', () => {
    expect(hocuspocusCodec.decode(livenessFrames.ping)).toEqual({ type: 'ping' })
    expect(hocuspocusCodec.decode(livenessFrames.pong)).toEqual({ type: 'pong' })
    expect([...livenessFrames.ping, ...livenessFrames.pong]).toEqual([9, 10])
  })

  it.each(malformed)('[WIRE5] refuses %s', (_name, frame) => {
    expect(() => hocuspocusCodec.decode(bytes(frame))).toThrow(
      expect.objectContaining({ code: 'frame-malformed' }),
    )
  })

  it('[WIRE6] bounds address, token, version, state vector and stateless payload', () => {
    const overLimit = [
      `c1 02 ${'61'.repeat(321)} 07`,
      `04 "init" 02 00 81 20 ${'61'.repeat(4097)}`,
      `04 "init" 02 00 00 41 ${'61'.repeat(65)}`,
      `04 "init" 00 00 81 80 10 ${'00'.repeat(262_145)}`,
      `04 "init" 05 81 80 04 ${'61'.repeat(65_537)}`,
    ]
    for (const frame of overLimit) {
      expect(() => hocuspocusCodec.decode(bytes(frame))).toThrow(
        expect.objectContaining({ code: 'frame-limit' }),
      )
    }
  })
})

describe('what the server sends', () => {
  it.each(fromServer)('[WIRE7] %s', (_name, message, frame) => {
    expect(hex(hocuspocusCodec.encode('init', message))).toBe(hex(bytes(frame)))
  })

  it('[WIRE7] writes an address that is not ASCII as UTF-8', () => {
    const frame = hocuspocusCodec.encode('Über', { type: 'sync-status', isApplied: true })
    expect(hex(frame)).toBe(hex(bytes('05 c3 9c "ber" 08 01')))
  })
})
