import { describe, expect, test } from 'vitest'
import {
  next,
  type SessionAction,
  type SessionEvent,
  type SessionState,
} from '../../../../server/session/session-machine.ts'

/** Walks from `state` through the events; returns the last state and every action on the way. */
function walk(
  state: SessionState,
  ...events: SessionEvent[]
): { state: SessionState; actions: SessionAction[] } {
  const actions: SessionAction[] = []
  let current = state
  for (const event of events) {
    const transition = next(current, event)
    current = transition.to
    actions.push(transition.action)
  }
  return { state: current, actions }
}

const messages = ['step1', 'step2', 'update', 'awareness', 'query-awareness'] as const

describe('session states × events', () => {
  test('[SES1] a client that pipelines everything is queued, then welcomed, then served', () => {
    const { state, actions } = walk(
      'unauthenticated',
      'auth',
      'step1',
      'awareness',
      'allowed',
      'opened',
      'update',
    )
    expect(state).toBe('live')
    expect(actions).toEqual(['authorize', 'enqueue', 'enqueue', 'nothing', 'welcome', 'serve'])
  })

  test.each(messages)('[SES1] %s before the session is live is queued in each state', (message) => {
    for (const state of ['unauthenticated', 'authorizing', 'opening'] as const) {
      expect(walk(state, message)).toEqual({ state, actions: ['enqueue'] })
    }
  })

  test.each(messages)('[SES2] %s on a refused session is ignored', (message) => {
    expect(walk('refused', message)).toEqual({ state: 'refused', actions: ['nothing'] })
  })

  test('[SES3] nothing reaches the document before it is loaded', () => {
    for (const state of ['unauthenticated', 'authorizing', 'opening'] as const) {
      for (const message of messages) expect(next(state, message).action).not.toBe('serve')
    }
  })

  test('[SES4] a session that has left hears nothing more, whenever it left', () => {
    for (const state of ['unauthenticated', 'authorizing', 'opening', 'live', 'refused'] as const) {
      expect(walk(state, 'disconnected')).toEqual({ state: 'closed', actions: ['leave'] })
      expect(walk(state, 'close', 'allowed', 'opened', 'update', 'disconnected').actions).toEqual([
        'leave',
        'nothing',
        'nothing',
        'nothing',
        'nothing',
      ])
    }
  })

  test('[SES5] an Auth on a live session renews it and disturbs nothing', () => {
    expect(walk('live', 'auth')).toEqual({ state: 'live', actions: ['renew'] })
  })
})
