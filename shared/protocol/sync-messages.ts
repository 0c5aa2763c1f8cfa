import type { ByteReader } from './byte-reader.ts'
import { frameLimits } from './limits.ts'

/** The part of y-protocols that both dialects share: what follows message type 0. */
export type SyncMessage =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }

export const syncTypes = { step1: 0, step2: 1, update: 2 } as const

/** An update may be as large as its frame: whoever admitted the frame has bounded it. */
export function readSyncMessage(reader: ByteReader): SyncMessage {
  const type = reader.varUint()
  switch (type) {
    case syncTypes.update:
      return { type: 'update', update: reader.varBytes(Number.MAX_SAFE_INTEGER) }
    case syncTypes.step1:
      return { type: 'step1', stateVector: reader.varBytes(frameLimits.stateVectorBytes) }
    case syncTypes.step2:
      return { type: 'step2', update: reader.varBytes(Number.MAX_SAFE_INTEGER) }
    default:
      throw reader.malformed(`unknown sync type ${type}`)
  }
}
