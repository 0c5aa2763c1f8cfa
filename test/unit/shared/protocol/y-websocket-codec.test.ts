import type { ClientMessage, ServerMessage } from '@weft/shared/protocol/messages.ts'
import { yWebsocketCodec } from '@weft/shared/protocol/y-websocket-codec.ts'
import { describe, expect, it } from 'vitest'
import { bytes, hex } from './bytes.ts'

const vector = bytes('00')
const update = bytes('00 00')

const fromClient: readonly (readonly [name: string, frame: string, message: ClientMessage])[] = [
  ['step 1', '00 00 01 00', { type: 'step1', stateVector: vector }],
  ['step 2', '00 01 02 00 00', { type: 'step2', update }],
  ['update', '00 02 02 00 00', { type: 'update', update }],
  ['awareness', '01 01 00', { type: 'awareness', update: vector }],
  ['awareness query', '03', { type: 'query-awareness' }],
]

const fromServer: readonly (readonly [name: string, message: ServerMessage, frame: string])[] = [
  ['step 1', { type: 'step1', stateVector: vector }, '00 00 01 00'],
  ['step 2', { type: 'step2', update }, '00 01 02 00 00'],
  ['update', { type: 'update', update }, '00 02 02 00 00'],
  ['awareness', { type: 'awareness', update: vector }, '01 01 00'],
  ['denied', { type: 'denied', reason: 'gone' }, '02 00 04 "gone"'],
]

const unknownToTheDialect: readonly ServerMessage[] = [
  { type: 'authenticated', access: 'read-write' },
  { type: 'sync-status', isApplied: true },
  { type: 'stateless', payload: 'hi' },
  { type: 'close', reason: 'bye' },
]

const malformed: readonly (readonly [name: string, frame: string])[] = [
  ['nothing', ''],
  ['a type alone', '00'],
  ['a sync type of nobody', '00 03 01 00'],
  ['a length greater than what follows', '00 02 03 00 00'],
  ['bytes left over', '00 02 02 00 00 00'],
  ['an auth message, which only servers send', '02 00 00'],
  ['an unknown type', '04'],
  ['a ping of the other dialect', '09'],
]

describe('what a client sends', () => {
  it.each(fromClient)('[WIRE8] %s', (_name, frame, message) => {
    expect(yWebsocketCodec.decode(bytes(frame))).toEqual({ address: '', message })
  })

  it.each(malformed)('[WIRE5] refuses %s', (_name, frame) => {
    expect(() => yWebsocketCodec.decode(bytes(frame))).toThrow(
      expect.objectContaining({ code: 'frame-malformed' }),
    )
  })
})

describe('what the server sends', () => {
  it.each(fromServer)('[WIRE8] %s', (_name, message, frame) => {
    expect(hex(yWebsocketCodec.encode('', message))).toBe(hex(bytes(frame)))
  })

  it.each(unknownToTheDialect)('[WIRE9] has no bytes for $type', (message) => {
    expect(yWebsocketCodec.encode('', message)).toBeNull()
  })
})
