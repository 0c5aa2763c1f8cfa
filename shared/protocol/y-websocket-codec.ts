import { unreachable } from '../errors.ts'
import { ByteReader } from './byte-reader.ts'
import { encodeFrame } from './frame-encoder.ts'
import type { AddressedMessage, ClientMessage, Codec, ServerMessage } from './messages.ts'
import { readSyncMessage, syncTypes } from './sync-messages.ts'

/**
 * The wire of `y-websocket` 1 to 3: `type | body`, one document per socket, named by the URL. It has no
 * message for an ack, for a successful authentication or for anything stateless: those encode to null. A
 * client of this dialect authenticates in its URL and never sends an auth message.
 */
export const yWebsocketCodec: Codec = { dialect: 'y-websocket', decode, encode }

const sync = 0
const awareness = 1
const auth = 2
const queryAwareness = 3

const authDenied = 0

function decode(frame: Uint8Array): AddressedMessage {
  const reader = new ByteReader(frame)
  const message = readMessage(reader)
  reader.expectEnd()
  return { address: '', message }
}

function readMessage(reader: ByteReader): ClientMessage {
  const type = reader.varUint()
  switch (type) {
    case sync:
      return readSyncMessage(reader)
    case awareness:
      return { type: 'awareness', update: reader.varBytes(Number.MAX_SAFE_INTEGER) }
    case queryAwareness:
      return { type: 'query-awareness' }
    default:
      throw reader.malformed(`message type ${type} is not a client's to send`)
  }
}

function encode(_address: string, message: ServerMessage): Uint8Array | null {
  switch (message.type) {
    case 'update':
      return encodeFrame(null, [sync, syncTypes.update], message.update)
    case 'awareness':
      return encodeFrame(null, [awareness], message.update)
    case 'step1':
      return encodeFrame(null, [sync, syncTypes.step1], message.stateVector)
    case 'step2':
      return encodeFrame(null, [sync, syncTypes.step2], message.update)
    case 'denied':
      return encodeFrame(null, [auth, authDenied], message.reason)
    case 'authenticated':
    case 'sync-status':
    case 'stateless':
    case 'close':
      return null
    default:
      return unreachable(message)
  }
}
