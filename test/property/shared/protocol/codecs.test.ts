import { WeftError } from '@weft/shared/errors.ts'
import { decodeAwareness, encodeAwareness } from '@weft/shared/protocol/awareness-codec.ts'
import { hocuspocusCodec } from '@weft/shared/protocol/hocuspocus-codec.ts'
import type { Codec } from '@weft/shared/protocol/messages.ts'
import { yWebsocketCodec } from '@weft/shared/protocol/y-websocket-codec.ts'
import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'

const runs = Number(process.env.WEFT_FUZZ_RUNS ?? 20_000)
const codecs: readonly Codec[] = [hocuspocusCodec, yWebsocketCodec]

/** Bytes a little more likely to get past the first check than pure noise is. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 5, 7), fc.constantFrom(0, 1, 2), fc.uint8Array({ maxLength: 24 }))
    .map(([type, subType, rest]) => Uint8Array.of(1, 97, type, subType, ...rest)),
)

/** `frame` cut off, grown or with one byte changed. */
const damagedFrame = fc
  .tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(200), fc.nat(255), fc.constantFrom('flip', 'cut', 'grow'))
  .map(([update, position, byte, how]) => {
    const frame = updateFrame('doc', update)
    if (how === 'cut') return frame.subarray(0, position % frame.length)
    if (how === 'grow') return Uint8Array.of(...frame, byte)
    frame[position % frame.length] = byte
    return frame
  })

function updateFrame(address: string, update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, 2)
  encoding.writeVarUint8Array(encoder, update)
  return encoding.toUint8Array(encoder)
}

function outcome(run: () => unknown): string {
  try {
    run()
    return 'accepted'
  } catch (error) {
    return error instanceof WeftError ? error.code : `unexpected: ${String(error)}`
  }
}

describe('hostile bytes', () => {
  it.each(codecs)('[WIRE5] never get anything but a typed refusal out of the $dialect codec', (codec) => {
    const typed = /^(accepted|frame-malformed|frame-limit)$/
    fc.assert(
      fc.property(fc.oneof(noise, damagedFrame), (frame) => typed.test(outcome(() => codec.decode(frame)))),
      { numRuns: runs },
    )
  })

  it('[AWR3] never get anything but a typed refusal out of the awareness codec', () => {
    const typed = /^(accepted|awareness-malformed|awareness-limit)$/
    fc.assert(
      fc.property(noise, (update) => typed.test(outcome(() => decodeAwareness(update)))),
      { numRuns: runs },
    )
  })
})

describe('round trips', () => {
  it('[WIRE1] any address and update lib0 writes is read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 64 }), fc.uint8Array(), (address, update) => {
        expect(hocuspocusCodec.decode(updateFrame(address, update))).toEqual({
          address,
          message: { type: 'update', update },
        })
      }),
    )
  })

  it('[WIRE7] any address and update is written as lib0 writes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array(), (address, update) => {
        expect(hocuspocusCodec.encode(address, { type: 'update', update })).toEqual(
          updateFrame(address, update),
        )
      }),
    )
  })

  it('[AWR1] any entries are read back', () => {
    const entry = fc.record({
      clientId: fc.maxSafeNat(),
      clock: fc.maxSafeNat(),
      state: fc.json({ maxDepth: 3 }),
    })
    fc.assert(
      fc.property(fc.array(entry), (states) => {
        const entries = states.map(({ state, ...rest }) => ({
          ...rest,
          state: new TextEncoder().encode(state),
        }))
        expect(decodeAwareness(encodeAwareness(entries))).toEqual(
          entries.map((one, index) => ({ ...one, isRemoval: states[index]?.state === 'null' })),
        )
      }),
    )
  })
})
