/**
 * One unmasked binary WebSocket message as bytes (RFC 6455, section 5.2), built by hand so that a broadcast
 * is encoded once and the same bytes are written to every socket.
 */
export function binaryFrame(payload: Uint8Array): Uint8Array {
  return frame(OPCODE_BINARY, payload)
}

/** The answer to a ping: its body sent back. */
export function pongFrame(body: Uint8Array): Uint8Array {
  return frame(OPCODE_PONG, body)
}

export function pingFrame(): Uint8Array {
  return frame(OPCODE_PING, new Uint8Array(0))
}

function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const length = payload.length
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const bytes = Buffer.allocUnsafe(headerBytes + length)
  bytes[0] = FINAL | opcode
  if (headerBytes === 2) {
    bytes[1] = length
  } else if (headerBytes === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeUInt32BE(Math.floor(length / 2 ** 32), 2)
    bytes.writeUInt32BE(length >>> 0, 6)
  }
  bytes.set(payload, headerBytes)
  return bytes
}

const FINAL = 0x80
const OPCODE_BINARY = 0x2
const OPCODE_PING = 0x9
const OPCODE_PONG = 0xa
