import { describe, expect, test } from 'vitest'
import * as ws from 'ws'
import { binaryFrame } from '../../../../server/gateway/ws/frame.ts'

describe('WebSocket frames', () => {
  test.each([
    [0, [0x82, 0]],
    [125, [0x82, 125]],
    [126, [0x82, 126, 0, 126]],
    [65_535, [0x82, 126, 0xff, 0xff]],
    [65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('[FRM1] the header of %i bytes', (length, header) => {
    expect([...binaryFrame(new Uint8Array(length)).subarray(0, header.length)]).toEqual(header)
  })

  test.each([0, 1, 125, 126, 65_535, 65_536, 1_000_000])(
    '[FRM2] %i bytes are the bytes that ws itself would send',
    (length) => {
      const payload = Buffer.from(Uint8Array.from({ length }, (_, index) => index % 256))
      const options = { fin: true, rsv1: false, opcode: 2, mask: false, readOnly: false }
      expect(Buffer.concat(sender.frame(payload, options)).equals(binaryFrame(payload))).toBe(true)
    },
  )
})

interface FrameSender {
  frame(data: Buffer, options: object): Buffer[]
}

/** `ws` exports its sender; its types don't say so. */
const { Sender: sender } = ws as unknown as { readonly Sender: FrameSender }
