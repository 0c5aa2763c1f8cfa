/**
 * What the page may claim about the person's changes. Pure: `next(state, event)`.
 *
 * Counts acknowledgements by what was really on the wire. The provider's `unsyncedChanges` is set to 1 on a
 * reconnect while all changes made meanwhile are sent again, so it says 0 after the first of many acks; a page
 * that believes it shows "saved" too early.
 */
export interface SaveState {
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused'
  /** The server has been sent all it lacked of what was here when the connection was opened. */
  readonly hasOffered: boolean
  /** Sent on this connection and not acknowledged. */
  readonly awaitedAcks: number
  /** Own changes that are not known to be on the server's disk. */
  readonly unsavedChanges: number
  /** The server answered a change with a refusal: this person may only read. */
  readonly isReadOnly: boolean
}

export type SaveEvent =
  | { readonly type: 'changed' }
  | { readonly type: 'opened' }
  /** The answer to the server's first question, everything it lacks, was sent. */
  | { readonly type: 'offered' }
  | { readonly type: 'sent' }
  | { readonly type: 'acknowledged' }
  | { readonly type: 'not-applied' }
  | { readonly type: 'closed' }
  | { readonly type: 'denied' }

export const initialSaveState: SaveState = {
  connection: 'connecting',
  hasOffered: false,
  awaitedAcks: 0,
  unsavedChanges: 0,
  isReadOnly: false,
}

export function nextSaveState(state: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case 'changed':
      return { ...state, unsavedChanges: state.unsavedChanges + 1 }
    case 'opened':
      return { ...state, connection: 'open', hasOffered: false, awaitedAcks: 0 }
    case 'offered':
      return { ...state, hasOffered: true, awaitedAcks: state.awaitedAcks + 1 }
    case 'sent':
      return { ...state, awaitedAcks: state.awaitedAcks + 1 }
    case 'acknowledged':
      return settle({ ...state, awaitedAcks: Math.max(0, state.awaitedAcks - 1) })
    case 'not-applied':
      return { ...state, isReadOnly: true }
    case 'closed':
      // Acks under way will not come; the next offer covers what they were for.
      return { ...state, connection: lostOr(state.connection), hasOffered: false, awaitedAcks: 0 }
    case 'denied':
      return { ...state, connection: 'refused' }
  }
}

function settle(state: SaveState): SaveState {
  const isAllSaved = state.hasOffered && state.awaitedAcks === 0
  return isAllSaved ? { ...state, unsavedChanges: 0 } : state
}

function lostOr(connection: SaveState['connection']): SaveState['connection'] {
  return connection === 'open' ? 'lost' : connection
}
