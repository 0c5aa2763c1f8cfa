/**
 * The WebSocket close codes Weft sends, and when. What stock clients make of them: `@hocuspocus/provider`
 * reconnects after any code; `y-websocket` 3.1 takes 4400–4499 as for ever and never comes back, 1 and 2
 * reconnect after any code. So: 44xx means for ever, 1012 and 1013 mean come back.
 */
export const closeCodes = {
  /** The client left; the answer to its own close. */
  normal: 1000,
  /** A frame that cannot be read on a socket that has named no document yet: there is nobody to refuse. */
  policyViolation: 1008,
  /** A frame over the size limit. */
  messageTooBig: 1009,
  /** A bug of ours ended the session; the document is loaded afresh for whoever comes back. */
  internalError: 1011,
  /** The server is going down or restarting. */
  restart: 1012,
  /** Not now: overload, storage trouble that has just ended, or not a byte drained for 30 s. */
  tryLater: 1013,
  /** The token has run out or was revoked, past its grace. */
  unauthorized: 4401,
  /** The authorizer said no. */
  forbidden: 4403,
  /** No authentication within its deadline, or no sign of life. Hocuspocus sockets only. */
  timeout: 4408,
  /** The document was erased. */
  gone: 4410,
  /** Over a quota, or the document would grow past its limit. */
  tooLarge: 4413,
  /** Bytes that cannot be read and always will be: what the client sent, or what is stored of the document. */
  poison: 4422,
} as const

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes]
