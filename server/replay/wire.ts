/** What the replay must recognise in the frames of stock providers, in either direction. Not a codec. */
import { ByteReader } from '@weft/shared/protocol/byte-reader.ts'
import { readSyncMessage, type SyncMessage } from '@weft/shared/protocol/sync-messages.ts'
import type { Dialect } from './options.ts'

export type WireMessage =
  | SyncMessage
  | { readonly type: 'sync-status'; readonly isApplied: boolean }
  | { readonly type: 'denied'; readonly reason: string }
  | { readonly type: 'other' }

/** Throws `WeftError` `frame-malformed` on what is no frame of the dialect. */
export function readWire(dialect: Dialect, frame: Uint8Array): WireMessage {
  // One byte is a ping or a pong, without an address.
  if (frame.length < 2) return other
  const reader = new ByteReader(frame)
  if (dialect === 'hocuspocus') reader.varBytes(frame.length)
  switch (reader.varUint()) {
    case 0:
      return readSyncMessage(reader)
    case 2:
      return readDenied(reader, dialect === 'hocuspocus' ? 1 : 0)
    case 8:
      return { type: 'sync-status', isApplied: reader.varUint() === 1 }
    default:
      return other
  }
}

const other: WireMessage = { type: 'other' }
const REASON_MAX_BYTES = 4_096

function readDenied(reader: ByteReader, denied: number): WireMessage {
  return reader.varUint() === denied ? { type: 'denied', reason: reader.varString(REASON_MAX_BYTES) } : other
}
