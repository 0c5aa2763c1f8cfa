/**
 * The one error type of the project. `code` is stable and may be matched on; the message is for people and
 * may change. An error that reaches an operator says in `hint` what to do next.
 */
export class WeftError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'WeftError'
    this.code = code
    this.hint = options.hint
  }
}

/**
 * Every code there is. Prefix = who is at fault: `update-`, `vector-`, `awareness-`, `frame-`, `address-`,
 * `refused-` are the client's and close at most its session; `storage-` is the world's and may pass;
 * `start-` ends the process before it has changed anything; `replay-` is the replay command's; `invariant`
 * is ours.
 */
export type ErrorCode =
  | 'update-malformed'
  | 'update-limit'
  | 'update-pending-full'
  | 'vector-malformed'
  | 'vector-limit'
  | 'awareness-malformed'
  | 'awareness-limit'
  | 'frame-malformed'
  | 'frame-limit'
  | 'address-malformed'
  | 'refused-denied'
  | 'refused-gone'
  | 'refused-quota'
  | 'refused-too-large'
  | 'refused-poison'
  | 'refused-overload'
  | 'refused-storage'
  | 'storage-failed'
  | 'storage-damaged'
  | 'start-usage'
  | 'start-port-taken'
  | 'start-data-owned'
  | 'start-data-newer'
  | 'start-data-unusable'
  | 'start-failed'
  | 'replay-input'
  | 'replay-failed'
  | 'invariant'

/** A broken invariant is our own bug: it must not be caught and carried on from. */
export function assert(claim: boolean, message: string): asserts claim {
  if (!claim) throw new WeftError('invariant', message)
}

/** For the `default` of every switch over a union: a new member does not compile until it is answered. */
export function unreachable(value: never): never {
  throw new WeftError('invariant', `unreachable: ${JSON.stringify(value)}`)
}
