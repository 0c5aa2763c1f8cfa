import { describe, expect, it } from 'vitest'
import {
  type Circumstances,
  describeSaving,
  describeWithoutAcks,
} from '../../../../../client/pages/shared/saving/describe-saving.ts'
import { readReceived, readSent } from '../../../../../client/pages/shared/saving/read-frame.ts'
import {
  initialSaveState,
  nextSaveState,
  type SaveEvent,
} from '../../../../../client/pages/shared/saving/save-state.ts'

type Happening = SaveEvent['type'] | 'typed'

const connected: Happening[] = ['opened', 'offered', 'acknowledged']

describe('the line that says what is saved', () => {
  it('says "saved" only when the server has confirmed everything', () => {
    expect(line()).toBe('Connecting…')
    expect(line('opened')).toBe('Syncing…')
    expect(line('opened', 'offered')).toBe('Syncing…')
    expect(line(...connected)).toBe('Saved')
    expect(line(...connected, 'typed')).toBe('Saving…')
    expect(line(...connected, 'typed', 'typed', 'acknowledged')).toBe('Saving…')
    expect(line(...connected, 'typed', 'typed', 'acknowledged', 'acknowledged')).toBe('Saved')
    expect(line('opened', 'offered', 'typed', 'acknowledged')).toBe('Saving…')
  })

  it('counts what waits offline, with what was never confirmed before', () => {
    expect(line(...connected, 'typed', 'closed')).toBe('Offline: 1 change waiting')
    expect(line(...connected, 'typed', 'closed', 'changed', 'changed')).toBe('Offline: 3 changes waiting')
    expect(line(...connected, 'closed')).toBe('Offline: nothing waiting')
  })

  it('does not say "saved" at the first of many acks after a reconnect', () => {
    // The provider first sends what it queued, then answers the server's question.
    const back: Happening[] = [...connected, 'closed', 'changed', 'changed', 'opened', 'sent', 'sent']
    expect(line(...back, 'acknowledged', 'acknowledged')).toBe('Saving…')
    expect(line(...back, 'offered', 'acknowledged', 'acknowledged')).toBe('Saving…')
    expect(line(...back, 'offered', 'acknowledged', 'acknowledged', 'acknowledged')).toBe('Saved')
  })

  it('counts what a failed attempt to connect left in the queue', () => {
    const back: Happening[] = [
      ...connected,
      'closed',
      'changed',
      'changed',
      'closed',
      'opened',
      'sent',
      'sent',
    ]
    expect(line(...back, 'offered', 'acknowledged')).toBe('Saving…')
    expect(line(...back, 'offered', 'acknowledged', 'acknowledged', 'acknowledged')).toBe('Saved')
  })

  it('does not wait for acks that a broken connection owed', () => {
    expect(line(...connected, 'typed', 'closed', ...connected)).toBe('Saved')
  })

  it('stops calling it "saving" when the server does not confirm', () => {
    const waiting = [...connected, 'typed' as const]
    expect(said(waiting, { waitedMs: 4_999 }).label).toBe('Saving…')
    expect(said(waiting, { waitedMs: 7_400 })).toEqual({
      tone: 'error',
      label: 'Not saved yet: no answer for 7 s',
      detail: '1 change not confirmed by the server.',
    })
  })

  it('says that it is the disk when the server says so', () => {
    const { tone, label, detail } = said([...connected, 'typed'], { waitedMs: 9_000, diskProblem: 'ENOSPC' })
    expect({ tone, label }).toEqual({ tone: 'error', label: 'Not saved: the server’s disk' })
    expect(detail).toContain('ENOSPC')
  })

  it('says so when the server refuses', () => {
    expect(line('opened', 'denied')).toBe('Not allowed')
    expect(line(...connected, 'typed', 'not-applied')).toBe('Not saved: read only')
  })

  it('claims nothing about the disk where the dialect has no acknowledgements', () => {
    const state = states(['opened', 'offered', 'acknowledged'])
    expect(describeWithoutAcks(state)).toMatchObject({ tone: 'plain', label: 'Connected' })
    expect(describeWithoutAcks(states(['opened', 'closed', 'changed'])).label).toBe(
      'Offline: 1 change waiting',
    )
  })
})

describe('what a frame means for saving', () => {
  const frame = (...body: number[]) => Uint8Array.of(1, 97, ...body)

  it('is read from its first bytes', () => {
    expect(readSent(frame(0, 0, 1, 0))).toBeNull()
    expect(readSent(frame(0, 1, 2, 0, 0))).toEqual({ type: 'offered' })
    expect(readSent(frame(0, 2, 2, 0, 0))).toEqual({ type: 'sent' })
    expect(readSent(frame(1, 1, 0))).toBeNull()
    expect(readReceived(frame(8, 1))).toEqual({ type: 'acknowledged' })
    expect(readReceived(frame(8, 0))).toEqual({ type: 'not-applied' })
    expect(readReceived(frame(0, 2, 2, 0, 0))).toBeNull()
  })

  it('is nothing for a ping', () => {
    expect(readReceived(Uint8Array.of(9))).toBeNull()
    expect(readSent(Uint8Array.of(10))).toBeNull()
  })
})

/** To type while connected is to change and to send. */
function states(happenings: readonly Happening[]) {
  const events = happenings.flatMap((each) => (each === 'typed' ? (['sent', 'changed'] as const) : [each]))
  return events.reduce((state, type) => nextSaveState(state, { type }), initialSaveState)
}

function said(happenings: readonly Happening[], now: Partial<Circumstances> = {}) {
  return describeSaving(states(happenings), { waitedMs: 0, diskProblem: null, isSwitchedOff: false, ...now })
}

function line(...happenings: Happening[]): string {
  return said(happenings).label
}
