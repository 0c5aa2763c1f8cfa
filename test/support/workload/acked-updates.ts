import * as decoding from 'lib0/decoding'
import type { SocketRecord } from '../clients/recording-socket.ts'

/**
 * The updates a server has acknowledged to a Hocuspocus client, read off the frames themselves: on one
 * connection each step 2 and each update is answered by one sync status, in order. A new connection owes
 * nothing for frames of the old one.
 */
export function ackedUpdates(record: SocketRecord): Uint8Array[] {
  return record.openings.flatMap((opening, index) => {
    const next = record.openings[index + 1]
    const edits = record.sent.slice(opening.sent, next?.sent).flatMap(editIn)
    const ackCount = record.received.slice(opening.received, next?.received).filter(isAck).length
    if (ackCount > edits.length) throw new Error(`${ackCount} acks for ${edits.length} edits`)
    return edits.slice(0, ackCount)
  })
}

const SYNC = 0
const STEP1 = 0
const SYNC_STATUS = 8

/** The update in a step 2 or update frame; none in any other. */
function editIn(frame: Uint8Array): Uint8Array[] {
  if (frame.length < 2) return []
  const decoder = decoding.createDecoder(frame)
  decoding.readVarString(decoder)
  if (decoding.readVarUint(decoder) !== SYNC || decoding.readVarUint(decoder) === STEP1) return []
  return [decoding.readVarUint8Array(decoder)]
}

function isAck(frame: Uint8Array): boolean {
  if (frame.length < 2) return false
  const decoder = decoding.createDecoder(frame)
  decoding.readVarString(decoder)
  return decoding.readVarUint(decoder) === SYNC_STATUS && decoding.readVarInt(decoder) === 1
}
