/** What a frame of the Hocuspocus wire means for saving; null: nothing. Reads its first bytes only. */
import { ByteReader } from '@weft/shared/protocol/byte-reader.ts'
import type { SaveEvent } from './save-state.ts'

const SYNC = 0
const SYNC_STATUS = 8
const STEP2 = 1
const UPDATE = 2

export function readSent(frame: Uint8Array): SaveEvent | null {
  const body = bodyOf(frame)
  if (body?.varUint() !== SYNC) return null
  const step = body.varUint()
  if (step === STEP2) return { type: 'offered' }
  return step === UPDATE ? { type: 'sent' } : null
}

export function readReceived(frame: Uint8Array): SaveEvent | null {
  const body = bodyOf(frame)
  if (body?.varUint() !== SYNC_STATUS) return null
  return { type: body.varUint() === 1 ? 'acknowledged' : 'not-applied' }
}

/** After the document's address. One byte is a ping or a pong, without one. */
function bodyOf(frame: Uint8Array): ByteReader | null {
  if (frame.length < 2) return null
  const reader = new ByteReader(frame)
  reader.varBytes(frame.length)
  return reader
}
