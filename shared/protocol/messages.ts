/**
 * What is said between a client and the server about one document, whatever the dialect. The codecs beside
 * this file turn bytes into these and back.
 *
 * Byte arrays in a decoded message are views on the frame they came in: copy what must outlive it.
 */
export type ClientMessage =
  | { readonly type: 'auth'; readonly token: string }
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'query-awareness' }
  | { readonly type: 'stateless'; readonly payload: string }
  | { readonly type: 'close' }

export type ServerMessage =
  | { readonly type: 'authenticated'; readonly access: Access }
  | { readonly type: 'denied'; readonly reason: string }
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'sync-status'; readonly isApplied: boolean }
  | { readonly type: 'stateless'; readonly payload: string }
  | { readonly type: 'close'; readonly reason: string }

export type Access = 'read-write' | 'readonly'

/**
 * Where on a socket a session lives: the document id, or `id\0sessionId` for a provider with
 * `sessionAwareness`. Always the empty string on a y-websocket socket, whose URL names the document.
 */
export type Address = string

export interface AddressedMessage {
  readonly address: Address
  readonly message: ClientMessage
}

/** Socket-level liveness of the Hocuspocus dialect: one byte, no address. */
export type LivenessMessage = { readonly type: 'ping' } | { readonly type: 'pong' }

/** One client protocol spoken on a socket. Stateless; both directions are pure functions of their input. */
export interface Codec {
  readonly dialect: 'hocuspocus' | 'y-websocket'
  /** Reads one WebSocket message. Throws `WeftError` `frame-malformed` or `frame-limit`. */
  decode(frame: Uint8Array): AddressedMessage | LivenessMessage
  /** The payload of one WebSocket message, or null where the dialect has no such message. */
  encode(address: Address, message: ServerMessage): Uint8Array | null
}
