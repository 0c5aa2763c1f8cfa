import type { WeftError } from '@weft/shared/errors.ts'
import type { ServerMessage } from '@weft/shared/protocol/messages.ts'
import type { Subscriber } from '../../server/document/subscriber.ts'

/** A subscriber that keeps what it was sent, as messages; its frames are one byte that names the message. */
export class FakeSubscriber implements Subscriber {
  readonly number: number
  readonly frameKey: string
  readonly received: ServerMessage[] = []
  readonly durable: number[] = []
  readonly refusals: WeftError[] = []
  encodings = 0
  isBackedUp = false
  lagVector: Uint8Array | null = null

  constructor(number: number, frameKey = 'shared') {
    this.number = number
    this.frameKey = frameKey
  }

  get isLagging(): boolean {
    return this.lagVector !== null
  }

  get updates(): Uint8Array[] {
    return this.received.flatMap((message) => (message.type === 'update' ? [message.update] : []))
  }

  encode(message: ServerMessage): Uint8Array {
    this.encodings += 1
    const frame = Uint8Array.of(messages.length)
    messages.push({ frame, message })
    return frame
  }

  send(frame: Uint8Array): void {
    const sent = messages.find((each) => each.frame === frame)
    if (sent === undefined) throw new Error('a frame that nobody encoded')
    this.received.push(sent.message)
  }

  lagFrom(stateVector: Uint8Array): void {
    this.lagVector = stateVector
  }

  handleRefused(error: WeftError): void {
    this.refusals.push(error)
  }

  handleDurable(seq: number): void {
    this.durable.push(seq)
  }
}

const messages: { readonly frame: Uint8Array; readonly message: ServerMessage }[] = []
