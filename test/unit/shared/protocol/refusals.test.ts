import type { RefusalReason } from '@weft/shared/protocol/refusals.ts'
import { refusalOf, refusalReasonOf } from '@weft/shared/protocol/refusals.ts'
import { describe, expect, it } from 'vitest'

/** reason, what Hocuspocus is told, the code a y-websocket socket is closed with. */
const permanent: readonly (readonly [RefusalReason, string, number])[] = [
  ['denied', 'permission-denied', 4403],
  ['gone', 'gone', 4410],
  ['quota', 'quota', 4413],
  ['too-large', 'too-large', 4413],
  ['poison', 'poison', 4422],
  ['damaged', 'damaged', 4422],
]
const temporary: readonly (readonly [RefusalReason, number])[] = [
  ['overload', 1013],
  ['restart', 1012],
  ['storage', 1013],
]

describe('refusals', () => {
  it.each(permanent)(
    '[WIRE10] %s is denied on its address and leaves a Hocuspocus socket open',
    (reason, text) => {
      expect(refusalOf(reason, 'hocuspocus')).toEqual({
        message: { type: 'denied', reason: text },
        closeCode: null,
      })
    },
  )

  it.each(permanent)('[WIRE10] %s tells y-websocket why and closes for ever', (reason, text, closeCode) => {
    expect(refusalOf(reason, 'y-websocket')).toEqual({ message: { type: 'denied', reason: text }, closeCode })
  })

  it.each(temporary)(
    '[WIRE11] %s closes with %d and says nothing, in either dialect',
    (reason, closeCode) => {
      expect(refusalOf(reason, 'hocuspocus')).toEqual({ message: null, closeCode })
      expect(refusalOf(reason, 'y-websocket')).toEqual({ message: null, closeCode })
    },
  )

  it('[WIRE12] an error of ours refuses nobody', () => {
    expect(refusalReasonOf('invariant')).toBeNull()
    expect(refusalReasonOf('storage-damaged')).toBe('damaged')
    expect(refusalReasonOf('update-malformed')).toBe('poison')
    expect(refusalReasonOf('refused-gone')).toBe('gone')
    expect(refusalReasonOf('update-pending-full')).toBe('overload')
  })
})
