import { describe, expect, test } from 'vitest'
import {
  awarenessWindow,
  PublishWindow,
  updateWindow,
  windowMs,
} from '../../../../server/document/publish-window.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

function windowFor(audience: number) {
  const clock = new FakeClock()
  const publishedAtMs: number[] = []
  const window = new PublishWindow(clock, updateWindow, () => {
    publishedAtMs.push(clock.now())
    return audience
  })
  return { clock, window, publishedAtMs }
}

describe('when news goes out', () => {
  test('[BRO1] the first change after quiet leaves at the end of its turn, however many listen', () => {
    const { clock, window, publishedAtMs } = windowFor(500)
    window.request()
    expect(publishedAtMs).toEqual([])
    clock.endTurn()
    expect(publishedAtMs).toEqual([0])
  })

  test('[BRO1] two people never wait', () => {
    const { clock, window, publishedAtMs } = windowFor(2)
    for (let turn = 0; turn < 3; turn++) {
      window.request()
      clock.endTurn()
    }
    expect(publishedAtMs).toEqual([0, 0, 0])
  })

  test('[BRO2] with 500, what follows gathers for 50 ms and leaves once', () => {
    const { clock, window, publishedAtMs } = windowFor(500)
    window.request()
    clock.endTurn()
    for (let each = 0; each < 10; each++) {
      clock.advance(3)
      window.request()
    }
    clock.advance(100)
    expect(publishedAtMs).toEqual([0, 50])
  })

  test('[BRO2] quiet for as long as the window closes it', () => {
    const { clock, window, publishedAtMs } = windowFor(500)
    window.request()
    clock.endTurn()
    clock.advance(50)
    window.request()
    clock.endTurn()
    expect(publishedAtMs).toEqual([0, 50])
  })

  test.each([
    [updateWindow, 2, 0],
    [updateWindow, 9, 0],
    [updateWindow, 10, 1],
    [updateWindow, 500, 50],
    [updateWindow, 5000, 50],
    [awarenessWindow, 4, 0],
    [awarenessWindow, 5, 1],
    [awarenessWindow, 1000, 200],
    [awarenessWindow, 9000, 200],
  ])('[BRO3] %o with %i sessions waits %i ms', (rule, audience, expected) => {
    expect(windowMs(rule, audience)).toBeCloseTo(expected)
  })

  test('[BRO4] flush sends now and leaves no timer behind; close sends nothing', () => {
    const { clock, window, publishedAtMs } = windowFor(500)
    window.request()
    clock.endTurn()
    window.request()
    window.flush()
    expect(publishedAtMs).toEqual([0, 0])
    expect(clock.pendingTimers).toBe(0)
    window.request()
    window.close()
    clock.advance(1000)
    expect(publishedAtMs).toEqual([0, 0])
  })
})
