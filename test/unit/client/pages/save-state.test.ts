import { describe, expect, it } from 'vitest'
import {
  describeSaveState,
  initialSaveState,
  nextSaveState,
  type SaveEvent,
} from '../../../../client/pages/save-state.ts'
import { readAnswer } from '../../../../client/pages/watch-saving.ts'

describe('the line that says what is saved', () => {
  it('says "saved" only when the server has confirmed everything', () => {
    expect(line()).toBe('Connecting…')
    expect(line('opened')).toBe('Syncing…')
    expect(line('opened', 'offered', 'acknowledged')).toMatch(/^Saved/)
    expect(line('opened', 'offered', 'acknowledged', 'changed')).toBe('Saving…')
    expect(line('opened', 'offered', 'acknowledged', 'changed', 'changed', 'acknowledged')).toBe('Saving…')
    expect(line('opened', 'offered', 'changed', 'acknowledged', 'acknowledged')).toMatch(/^Saved/)
  })

  it('counts what waits offline, with what was never confirmed before', () => {
    const lost: SaveEvent['type'][] = ['opened', 'offered', 'acknowledged', 'changed', 'closed']
    expect(line(...lost)).toBe('Offline: 1 change waiting')
    expect(line(...lost, 'changed', 'changed')).toBe('Offline: 3 changes waiting')
    expect(line('opened', 'offered', 'acknowledged', 'closed')).toMatch(/^Offline: everything/)
  })

  it('does not say "saved" at the first of many acks after a reconnect', () => {
    const back: SaveEvent['type'][] = [
      'opened',
      'offered',
      'acknowledged',
      'closed',
      'changed',
      'changed',
      'opened',
    ]
    expect(line(...back, 'acknowledged')).toBe('Saving…')
    expect(line(...back, 'acknowledged', 'acknowledged')).toBe('Saving…')
    expect(line(...back, 'offered', 'acknowledged', 'acknowledged')).toBe('Saving…')
    expect(line(...back, 'offered', 'acknowledged', 'acknowledged', 'acknowledged')).toMatch(/^Saved/)
  })

  it('does not wait for acks that a broken connection owed', () => {
    const lost: SaveEvent['type'][] = ['opened', 'offered', 'acknowledged', 'changed', 'closed']
    expect(line(...lost, 'opened', 'offered', 'acknowledged')).toMatch(/^Saved/)
  })

  it('stops calling it "saving" when the server does not confirm', () => {
    const state = ['opened', 'offered', 'changed'].reduce(step, initialSaveState)
    expect(describeSaveState(state, 7_400)).toEqual({
      kind: 'error',
      label: 'Not saved yet: 1 change not confirmed for 7 s',
    })
  })

  it('says so when the server refuses', () => {
    expect(line('opened', 'denied')).toMatch(/does not let you/)
    expect(line('opened', 'offered', 'changed', 'not-applied')).toMatch(/may only read/)
  })
})

describe('what a frame means for saving', () => {
  const frame = (...body: number[]) => readAnswer(Uint8Array.of(1, 97, ...body))
  it('is read from its first bytes', () => {
    expect(frame(0, 0, 1, 0)).toEqual({ type: 'offered' })
    expect(frame(0, 1, 2, 0, 0)).toBeNull()
    expect(frame(8, 1)).toEqual({ type: 'acknowledged' })
    expect(frame(8, 0)).toEqual({ type: 'not-applied' })
    expect(frame(1, 1, 0)).toBeNull()
  })
})

function step(state: typeof initialSaveState, type: string) {
  return nextSaveState(state, { type } as SaveEvent)
}

function line(...types: SaveEvent['type'][]): string {
  return describeSaveState(types.reduce(step, initialSaveState), 0).label
}
