/**
 * Bounds of a single frame's parts, in bytes. They are part of the protocol, not configuration: no stock
 * client comes near them. The size of a whole frame and of an update is the gateway's and the document's
 * bound, both configurable.
 */
export const frameLimits = {
  /** Document id (255), the separator, and a session id (64). */
  addressBytes: 320,
  tokenBytes: 4 * 1024,
  providerVersionBytes: 64,
  /** Some 80,000 client ids, as many as an old document may have gathered; the index has the same bound. */
  stateVectorBytes: 256 * 1024,
  statelessBytes: 64 * 1024,
} as const

/** Bounds of one awareness update. */
export const awarenessLimits: AwarenessLimits = {
  entries: 2_048,
  stateBytes: 8 * 1024,
  depth: 16,
}

export interface AwarenessLimits {
  /** Entries in one update; y-websocket clients send back every peer's entry in one. */
  readonly entries: number
  /** JSON bytes of one state. */
  readonly stateBytes: number
  /** Arrays and objects inside each other; `{}` has depth 1. */
  readonly depth: number
}
