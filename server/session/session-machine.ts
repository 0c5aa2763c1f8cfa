/**
 * The life of a session as data: for each state, what each event does and where it leads. Nothing happens
 * here; `session.ts` carries the actions out. A new state or event does not compile until every pair is
 * answered.
 */
export type SessionState =
  /** Waits for the client's first Auth; what else it sends is queued. */
  | 'unauthenticated'
  /** Waits for the authorizer's decision. */
  | 'authorizing'
  /** Waits for the document to be loaded. */
  | 'opening'
  /** Subscribed: every message counts. */
  | 'live'
  /** Refused for good: frames are ignored. A new Auth on the address starts a new session. */
  | 'refused'
  | 'closed'

export type SessionEvent =
  | 'auth'
  | 'step1'
  | 'step2'
  | 'update'
  | 'awareness'
  | 'query-awareness'
  | 'stateless'
  | 'close'
  /** The authorizer said yes. */
  | 'allowed'
  /** The document is loaded and this session is subscribed to it. */
  | 'opened'
  /** The authorizer said no, the document is not to be had, or the client broke a rule. */
  | 'refused'
  /** The socket is gone. */
  | 'disconnected'

export type SessionAction =
  | 'nothing'
  | 'enqueue'
  | 'authorize'
  | 'welcome'
  /** Handed to the conversation with the document. */
  | 'serve'
  | 'renew'
  | 'refuse'
  | 'leave'

export interface Transition {
  readonly to: SessionState
  readonly action: SessionAction
}

export function next(state: SessionState, event: SessionEvent): Transition {
  return table[state][event]
}

const stay = (state: SessionState, action: SessionAction = 'nothing'): Transition => ({ to: state, action })
const go = (to: SessionState, action: SessionAction): Transition => ({ to, action })

/** What a state answers to messages that can wait. */
const queueing = (state: SessionState) => ({
  step1: stay(state, 'enqueue'),
  step2: stay(state, 'enqueue'),
  update: stay(state, 'enqueue'),
  awareness: stay(state, 'enqueue'),
  'query-awareness': stay(state, 'enqueue'),
  stateless: stay(state),
})

/** What a state answers to everything it has no ear for. */
const deaf = (state: SessionState) => ({
  auth: stay(state),
  step1: stay(state),
  step2: stay(state),
  update: stay(state),
  awareness: stay(state),
  'query-awareness': stay(state),
  stateless: stay(state),
  allowed: stay(state),
  opened: stay(state),
  refused: stay(state),
})

const leaving = { close: go('closed', 'leave'), disconnected: go('closed', 'leave') }

const table: Readonly<Record<SessionState, Readonly<Record<SessionEvent, Transition>>>> = {
  unauthenticated: {
    ...deaf('unauthenticated'),
    ...queueing('unauthenticated'),
    auth: go('authorizing', 'authorize'),
    refused: go('refused', 'refuse'),
    ...leaving,
  },
  authorizing: {
    ...deaf('authorizing'),
    ...queueing('authorizing'),
    auth: stay('authorizing', 'authorize'),
    allowed: go('opening', 'nothing'),
    refused: go('refused', 'refuse'),
    ...leaving,
  },
  opening: {
    ...deaf('opening'),
    ...queueing('opening'),
    opened: go('live', 'welcome'),
    refused: go('refused', 'refuse'),
    ...leaving,
  },
  live: {
    auth: stay('live', 'renew'),
    step1: stay('live', 'serve'),
    step2: stay('live', 'serve'),
    update: stay('live', 'serve'),
    awareness: stay('live', 'serve'),
    'query-awareness': stay('live', 'serve'),
    stateless: stay('live'),
    allowed: stay('live'),
    opened: stay('live'),
    refused: go('refused', 'refuse'),
    ...leaving,
  },
  refused: { ...deaf('refused'), ...leaving },
  closed: { ...deaf('closed'), close: stay('closed'), disconnected: stay('closed') },
}
