import type { Duplex } from 'node:stream'
import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Outbox } from '../../../../server/gateway/ws/outbox.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

/** A socket whose kernel takes a write when the test says so. */
class ManualSocket extends Writable {
  readonly written: Buffer[] = []
  #taken: (() => void)[] = []

  constructor() {
    super({ highWaterMark: 16 * 1024 })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    this.written.push(chunk)
    this.#taken.push(taken)
  }

  /** Lets the kernel take what is there, again and again, until nothing is left. */
  async takeAll(): Promise<void> {
    for (;;) {
      const taken = this.#taken.shift()
      if (taken === undefined) return
      taken()
      await new Promise(setImmediate)
    }
  }

  async takeOne(): Promise<void> {
    this.#taken.shift()?.()
    await new Promise(setImmediate)
  }

  get bytes(): Buffer {
    return Buffer.concat(this.written)
  }
}

function outboxOn(socket: ManualSocket) {
  const clock = new FakeClock()
  const seen = { writes: 0, progress: 0, empty: 0 }
  const outbox = new Outbox(socket as unknown as Duplex, clock, {
    onWrite: () => {
      seen.writes += 1
    },
    onProgress: () => {
      seen.progress += 1
    },
    onEmpty: () => {
      seen.empty += 1
    },
  })
  return { clock, outbox, seen }
}

const frame = (bytes: number, fill = 1): Uint8Array => new Uint8Array(bytes).fill(fill)
const MIB = 1024 * 1024

describe('what waits for a socket', () => {
  test('[OUT1] frames of one turn are one write, in order', () => {
    const socket = new ManualSocket()
    const { clock, outbox, seen } = outboxOn(socket)
    outbox.send(frame(2, 1))
    outbox.send(frame(3, 2))
    expect(socket.written).toEqual([])
    clock.endTurn()
    expect(socket.written).toEqual([Buffer.from([1, 1, 2, 2, 2])])
    expect(seen.writes).toBe(1)
  })

  test('[OUT2] a large frame goes out in pieces, each a sign of progress, and arrives whole', async () => {
    const socket = new ManualSocket()
    const { clock, outbox, seen } = outboxOn(socket)
    const large = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
    outbox.send(frame(5, 9))
    outbox.send(large)
    outbox.send(frame(5, 8))
    clock.endTurn()
    expect(socket.bytes.length).toBeLessThan(70_000)
    await socket.takeAll()
    expect(socket.bytes.equals(Buffer.concat([frame(5, 9), large, frame(5, 8)]))).toBe(true)
    expect(seen.progress).toBeGreaterThan(3)
    expect(seen.empty).toBe(1)
    expect(outbox.isEmpty).toBe(true)
  })

  test('[OUT3] past 1 MiB it is backed up, and not any more once written', async () => {
    const socket = new ManualSocket()
    const { clock, outbox } = outboxOn(socket)
    outbox.send(frame(MIB))
    expect(outbox.isBackedUp).toBe(false)
    outbox.send(frame(1))
    expect(outbox.isBackedUp).toBe(true)
    clock.endTurn()
    await socket.takeAll()
    expect(outbox.isBackedUp).toBe(false)
  })

  test('[OUT4] surrender hands everything over; of a reader that is behind, only the begun frame', async () => {
    const all = new ManualSocket()
    const first = outboxOn(all)
    first.outbox.send(frame(10))
    first.outbox.surrender(false)
    expect(all.bytes.length).toBe(10)

    const behind = new ManualSocket()
    const second = outboxOn(behind)
    second.outbox.send(frame(200_000))
    second.outbox.send(frame(50_000))
    second.clock.endTurn()
    await behind.takeOne()
    second.outbox.surrender(true)
    await behind.takeAll()
    expect(behind.bytes.length).toBe(200_000)
  })
})
