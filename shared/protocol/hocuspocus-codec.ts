import { unreachable } from '../errors.ts'
import { addressOf } from './address-cache.ts'
import { ByteReader } from './byte-reader.ts'
import { encodeFrame } from './frame-encoder.ts'
import { frameLimits } from './limits.ts'
import type { AddressedMessage, ClientMessage, Codec, LivenessMessage, ServerMessage } from './messages.ts'
import { readSyncMessage, syncTypes } from './sync-messages.ts'

/**
 * The wire of `@hocuspocus/provider` 3 and 4, byte for byte: `address | type | body`. Types 4 and 6 are
 * spoken between servers only and are refused here like unknown ones.
 */
export const hocuspocusCodec: Codec = { dialect: 'hocuspocus', decode, encode }

/** One byte without an address. Provider 4 answers a ping; provider 3 throws on one: never send it there. */
export const livenessFrames = { ping: Uint8Array.of(9), pong: Uint8Array.of(10) } as const

const sync = 0
const awareness = 1
const auth = 2
const queryAwareness = 3
const stateless = 5
const close = 7
const syncStatus = 8
const ping = 9
const pong = 10

const authToken = 0
const authDenied = 1
const authAccepted = 2

function decode(frame: Uint8Array): AddressedMessage | LivenessMessage {
  const reader = new ByteReader(frame)
  if (frame.length === 1) return readLiveness(reader)
  const address = addressOf(reader.varBytes(frameLimits.addressBytes))
  const message = readMessage(reader)
  reader.expectEnd()
  return { address, message }
}

function readLiveness(reader: ByteReader): LivenessMessage {
  const byte = reader.varUint()
  if (byte === ping) return { type: 'ping' }
  if (byte === pong) return { type: 'pong' }
  throw reader.malformed('a frame of one byte is neither ping nor pong')
}

function readMessage(reader: ByteReader): ClientMessage {
  const type = reader.varUint()
  switch (type) {
    case sync:
      return readSyncMessage(reader)
    case awareness:
      return { type: 'awareness', update: reader.varBytes(Number.MAX_SAFE_INTEGER) }
    case auth:
      return readAuth(reader)
    case queryAwareness:
      return { type: 'query-awareness' }
    case stateless:
      return { type: 'stateless', payload: reader.varString(frameLimits.statelessBytes) }
    case close:
      return { type: 'close' }
    default:
      throw reader.malformed(`message type ${type} is not a client's to send`)
  }
}

/** Provider 4 adds its version behind the token; nothing here depends on it. */
function readAuth(reader: ByteReader): ClientMessage {
  if (reader.varUint() !== authToken) throw reader.malformed('an auth message of a client carries a token')
  const token = reader.varString(frameLimits.tokenBytes)
  if (reader.remaining > 0) reader.varString(frameLimits.providerVersionBytes)
  return { type: 'auth', token }
}

function encode(address: string, message: ServerMessage): Uint8Array {
  switch (message.type) {
    case 'update':
      return encodeFrame(address, [sync, syncTypes.update], message.update)
    case 'sync-status':
      return encodeFrame(address, [syncStatus, message.isApplied ? 1 : 0], null)
    case 'awareness':
      return encodeFrame(address, [awareness], message.update)
    case 'step1':
      return encodeFrame(address, [sync, syncTypes.step1], message.stateVector)
    case 'step2':
      return encodeFrame(address, [sync, syncTypes.step2], message.update)
    case 'authenticated':
      return encodeFrame(address, [auth, authAccepted], message.access)
    case 'denied':
      return encodeFrame(address, [auth, authDenied], message.reason)
    case 'stateless':
      return encodeFrame(address, [stateless], message.payload)
    case 'close':
      return encodeFrame(address, [close], message.reason)
    default:
      return unreachable(message)
  }
}
