/**
 * What the page may claim about the person's changes. Pure: `next(state, event)`.
 *
 * Counts acknowledgements itself. The provider's `unsyncedChanges` is set to 1 on a reconnect while all changes
 * made meanwhile are sent again, so it says 0 after the first of many acks; a page that believes it shows
 * "saved" too early.
 */
export interface SaveState {
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused'
  /** The server has been offered everything that was here when the connection was opened. */
  readonly hasOffered: boolean
  /** Sent on this connection, or queued for it, and not acknowledged. */
  readonly awaitedAcks: number
  /** Own changes that are not known to be on the server's disk. */
  readonly unsavedChanges: number
  /** The server answered a change with a refusal: this person may only read. */
  readonly isReadOnly: boolean
}

export type SaveEvent =
  | { readonly type: 'changed' }
  | { readonly type: 'opened' }
  /** The answer to the server's first question: everything it lacks. */
  | { readonly type: 'offered' }
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
      return { ...state, awaitedAcks: state.awaitedAcks + 1, unsavedChanges: state.unsavedChanges + 1 }
    case 'opened':
      return { ...state, connection: 'open', hasOffered: false }
    case 'offered':
      return { ...state, hasOffered: true, awaitedAcks: state.awaitedAcks + 1 }
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

/** What the line says, and how it looks. `waitedMs`: how long the oldest unsaved change has waited. */
export function describeSaveState(state: SaveState, waitedMs: number): { kind: string; label: string } {
  const { unsavedChanges: count } = state
  const changes = `${count} ${count === 1 ? 'change' : 'changes'}`
  if (state.connection === 'refused') return { kind: 'error', label: 'The server does not let you open this' }
  if (state.isReadOnly) return { kind: 'error', label: 'Not saved: you may only read this document' }
  if (state.connection === 'connecting') return { kind: 'connecting', label: 'Connecting…' }
  if (state.connection === 'lost') {
    const label = count === 0 ? 'Offline: everything so far is saved' : `Offline: ${changes} waiting`
    return { kind: 'offline', label }
  }
  if (count > 0 && waitedMs >= SLOW_MS) {
    return {
      kind: 'error',
      label: `Not saved yet: ${changes} not confirmed for ${Math.floor(waitedMs / 1_000)} s`,
    }
  }
  if (count > 0) return { kind: 'saving', label: 'Saving…' }
  return state.hasOffered
    ? { kind: 'saved', label: 'Saved on the server’s disk' }
    : { kind: 'connecting', label: 'Syncing…' }
}

/** After this long an unanswered change is no longer called "saving". */
const SLOW_MS = 5_000

function settle(state: SaveState): SaveState {
  const isAllSaved = state.hasOffered && state.awaitedAcks === 0
  return isAllSaved ? { ...state, unsavedChanges: 0 } : state
}

function lostOr(connection: SaveState['connection']): SaveState['connection'] {
  return connection === 'open' ? 'lost' : connection
}
