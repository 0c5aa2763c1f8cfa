import { WeftError } from '@weft/shared/errors.ts'
import { describe, expect, it } from 'vitest'
import { Changes } from '../../../../server/replay/changes.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

describe('[RPL8] waiting for the server', () => {
  it('ends when the condition has become true', async () => {
    const { changes, condition, make } = setUp()
    const wait = changes.until(condition)
    changes.notify()
    make(true)
    changes.notify()
    await expect(wait).resolves.toBeUndefined()
  })

  it('fails when nothing has changed for too long', async () => {
    const { clock, changes, condition } = setUp()
    const wait = changes.until(condition)
    clock.advance(900)
    changes.notify()
    clock.advance(999)
    expect(await settled(wait)).toBe('waiting')
    clock.advance(1)
    await expect(wait).rejects.toThrow('quiet for 1000 ms')
    expect(clock.pendingTimers).toBe(0)
  })

  it('has patience while the server owes nothing', async () => {
    const { clock, changes, condition, owe } = setUp()
    owe(false)
    const wait = changes.until(condition)
    clock.advance(10_000)
    expect(await settled(wait)).toBe('waiting')
    owe(true)
    clock.advance(1_000)
    await expect(wait).rejects.toThrow('quiet')
  })

  it('ends with the reason when it is called off', async () => {
    const { clock, changes, condition, stop } = setUp()
    const wait = changes.until(condition)
    stop.abort(new Error('enough'))
    await expect(wait).rejects.toThrow('enough')
    await expect(changes.until(condition)).rejects.toThrow('enough')
    expect(clock.pendingTimers).toBe(0)
  })
})

function setUp() {
  const clock = new FakeClock()
  const stop = new AbortController()
  let isOwed = true
  let isTrue = false
  const changes = new Changes({ clock, stallMs: 1_000, isOwed: () => isOwed, signal: stop.signal })
  const condition = {
    isTrue: () => isTrue,
    whenStalled: (quietMs: number) => new WeftError('replay-failed', `quiet for ${quietMs} ms`),
  }
  const make = (value: boolean) => {
    isTrue = value
  }
  const owe = (value: boolean) => {
    isOwed = value
  }
  return { clock, stop, changes, condition, make, owe }
}

/** After everything that is ready to run has run. */
async function settled(wait: Promise<void>): Promise<string> {
  let state = 'waiting'
  wait.then(
    () => {
      state = 'done'
    },
    () => {
      state = 'failed'
    },
  )
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  return state
}
