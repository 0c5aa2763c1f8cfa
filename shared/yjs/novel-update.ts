/** What became visible in one step, ready to be sent to everyone who had all before it. */
export interface NovelUpdate {
  /** A Yjs v1 update; normally a view on the very bytes that came in: copy what must outlive them. */
  readonly bytes: Uint8Array
}

export interface ApplyResult {
  /** What became newly visible (this update and whatever waiting part it woke), to broadcast; null if nothing. */
  readonly novel: NovelUpdate | null
  /**
   * What must be in the log before this update may be acked: the input as it came when something of it waits,
   * else only its new part (the very input when all of it is new); null when it brought nothing new.
   */
  readonly log: Uint8Array | null
  /**
   * Part of this update now waits for structs the index does not have: ask its sender with sync step 1. Not
   * true of what waited already, or question and answer would chase each other for ever.
   */
  readonly isWaiting: boolean
}

export const NOTHING_NEW: ApplyResult = { novel: null, log: null, isWaiting: false }
