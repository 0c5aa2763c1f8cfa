/** What the page says about saving, from what it knows. Pure. */
import type { SaveState } from './save-state.ts'

/** `tone` chooses the look and whether it is worth reading out. */
export interface SaveLine {
  readonly tone: 'busy' | 'saved' | 'saving' | 'offline' | 'error' | 'plain'
  readonly label: string
  /** A sentence more, for those who look closer. */
  readonly detail: string
}

export interface Circumstances {
  /** How long the oldest unsaved change has waited for its acknowledgement. */
  readonly waitedMs: number
  /** What the server says is wrong with its disk; null: nothing, or not asked. */
  readonly diskProblem: string | null
  /** The person switched the connection off. */
  readonly isSwitchedOff: boolean
}

/** After this long an unanswered change is no longer called "saving". */
export const OVERDUE_MS = 5_000

export function describeSaving(state: SaveState, now: Circumstances): SaveLine {
  if (state.connection === 'refused') return error('Not allowed', 'The server does not let you open this.')
  if (state.isReadOnly) return error('Not saved: read only', 'You may read this document, not change it.')
  if (state.connection === 'connecting') {
    return now.isSwitchedOff ? offline(state) : line('busy', 'Connecting…', 'Waiting for the server.')
  }
  if (state.connection === 'lost') return offline(state)
  if (state.unsavedChanges > 0) return describeWaiting(state, now)
  if (!state.hasOffered || state.awaitedAcks > 0)
    return line('busy', 'Syncing…', 'Comparing with the server.')
  return line('saved', 'Saved', 'Every change is on the server’s disk.')
}

/** For a dialect without acknowledgements nothing can be said about the disk. */
export function describeWithoutAcks(state: SaveState): SaveLine {
  if (state.connection === 'open')
    return line('plain', 'Connected', 'This protocol has no acknowledgements: what is on disk is not known.')
  if (state.connection === 'lost') return offline(state)
  return line('busy', 'Connecting…', 'Waiting for the server.')
}

function describeWaiting({ unsavedChanges }: SaveState, { waitedMs, diskProblem }: Circumstances): SaveLine {
  const detail = `${changes(unsavedChanges)} not confirmed by the server.`
  if (diskProblem !== null) return error('Not saved: the server’s disk', `${detail} It says: ${diskProblem}`)
  if (waitedMs < OVERDUE_MS) return line('saving', 'Saving…', detail)
  return error(`Not saved yet: no answer for ${Math.floor(waitedMs / 1_000)} s`, detail)
}

function offline({ unsavedChanges }: SaveState): SaveLine {
  return unsavedChanges === 0
    ? line('offline', 'Offline: nothing waiting', 'Everything you wrote so far is on the server’s disk.')
    : line(
        'offline',
        `Offline: ${changes(unsavedChanges)} waiting`,
        'They are sent when you are back. Keep this tab open.',
      )
}

function changes(count: number): string {
  return `${count} ${count === 1 ? 'change' : 'changes'}`
}

function error(label: string, detail: string): SaveLine {
  return line('error', label, detail)
}

function line(tone: SaveLine['tone'], label: string, detail: string): SaveLine {
  return { tone, label, detail }
}
