import type { Address, ClientMessage, Codec, ServerMessage } from '@weft/shared/protocol/messages.ts'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/**
 * The client's half of both dialects, for raw test clients. Written on lib0, as stock clients are, and not on
 * the code under test.
 */
export function encodeClient(
  dialect: Codec['dialect'],
  address: Address,
  message: ClientMessage,
): Uint8Array {
  const encoder = encoding.createEncoder()
  if (dialect === 'hocuspocus') encoding.writeVarString(encoder, address)
  writeMessage(encoder, message)
  return encoding.toUint8Array(encoder)
}

export function decodeServer(
  dialect: Codec['dialect'],
  frame: Uint8Array,
): { readonly address: Address; readonly message: ServerMessage } {
  const decoder = decoding.createDecoder(frame)
  const address = dialect === 'hocuspocus' ? decoding.readVarString(decoder) : ''
  const message = readMessage(decoder, dialect)
  if (decoding.hasContent(decoder)) throw new Error('bytes left over in a frame of the server')
  return { address, message }
}

function writeMessage(encoder: encoding.Encoder, message: ClientMessage): void {
  const types = clientTypes[message.type]
  for (const type of types) encoding.writeVarUint(encoder, type)
  if ('update' in message) encoding.writeVarUint8Array(encoder, message.update)
  if ('stateVector' in message) encoding.writeVarUint8Array(encoder, message.stateVector)
  if ('token' in message) encoding.writeVarString(encoder, message.token)
  if ('payload' in message) encoding.writeVarString(encoder, message.payload)
}

const clientTypes: Readonly<Record<ClientMessage['type'], readonly number[]>> = {
  step1: [0, 0],
  step2: [0, 1],
  update: [0, 2],
  awareness: [1],
  auth: [2, 0],
  'query-awareness': [3],
  stateless: [5],
  close: [7],
}

function readMessage(decoder: decoding.Decoder, dialect: Codec['dialect']): ServerMessage {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case 0:
      return readSync(decoder)
    case 1:
      return { type: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case 2:
      return readAuth(decoder, dialect)
    case 5:
      return { type: 'stateless', payload: decoding.readVarString(decoder) }
    case 7:
      return { type: 'close', reason: decoding.readVarString(decoder) }
    case 8:
      return { type: 'sync-status', isApplied: decoding.readVarInt(decoder) === 1 }
    default:
      throw new Error(`the server sent message type ${type}`)
  }
}

function readSync(decoder: decoding.Decoder): ServerMessage {
  const type = decoding.readVarUint(decoder)
  const body = decoding.readVarUint8Array(decoder)
  if (type === 0) return { type: 'step1', stateVector: body }
  return { type: type === 1 ? 'step2' : 'update', update: body }
}

function readAuth(decoder: decoding.Decoder, dialect: Codec['dialect']): ServerMessage {
  const type = decoding.readVarUint(decoder)
  const text = decoding.readVarString(decoder)
  if (dialect === 'hocuspocus' && type === 2) {
    return { type: 'authenticated', access: text === 'readonly' ? 'readonly' : 'read-write' }
  }
  return { type: 'denied', reason: text }
}
