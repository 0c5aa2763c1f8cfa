/**
 * One person on a raw socket: the handshake of a stock client, frames that were built beforehand, and as
 * little work per frame as possible, since the load generator shares the machine with what it measures.
 */
import { hocuspocusCodec } from '@weft/shared/protocol/hocuspocus-codec.ts'
import { yWebsocketCodec } from '@weft/shared/protocol/y-websocket-codec.ts'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Dialect } from '../../server/replay/options.ts'
import { readWire } from '../../server/replay/wire.ts'

export interface TypistOptions {
  readonly dialect: Dialect
  readonly url: string
  /** A server that keeps none answers no greeting. */
  readonly keepsDocuments: boolean
  readonly document: string
  /** The document as this client has it, sent when the server asks; may be empty. */
  readonly seed: Uint8Array
  /** The other person's Yjs clock in the document before the first keystroke. */
  readonly otherClock: number
  /** The other person's Yjs client id. */
  readonly otherClientId: number
  /** Times in milliseconds of `performance.now()`. */
  readonly onAck: (sentMs: number) => void
  readonly onArrived: (clockEnd: number) => void
  /** For one who reads: every update that comes. Null for those who only count. */
  readonly onContent: ((update: Uint8Array) => void) | null
}

/** Yjs v1: no structs, no deletions. */
export const emptyUpdate = Uint8Array.of(0, 0)
const emptyVector = Uint8Array.of(0)

export class Typist {
  readonly #options: TypistOptions
  readonly #socket: WebSocket
  readonly #codec: typeof hocuspocusCodec
  readonly #address: string
  /** When what is not acked yet was sent, oldest first; NaN for the handshake's own. */
  readonly #unackedMs: number[] = []
  #isOpened = false
  updatesReceived = 0
  arrivedClock: number

  constructor(options: TypistOptions) {
    this.#options = options
    this.arrivedClock = options.otherClock
    const isHocuspocus = options.dialect === 'hocuspocus'
    this.#codec = isHocuspocus ? hocuspocusCodec : yWebsocketCodec
    this.#address = isHocuspocus ? options.document : ''
    const url = isHocuspocus ? options.url : `${options.url}/${options.document}`
    this.#socket = new WebSocket(url, { perMessageDeflate: false })
    this.#socket.on('open', () => this.#greet())
    this.#socket.on('message', (data: Buffer) => this.#receive(data))
  }

  /** Resolves when the server has opened the document and acknowledged the seed. */
  async opened(): Promise<void> {
    await until(() => this.#isOpened && this.unackedCount === 0)
  }

  get unackedCount(): number {
    return this.#unackedMs.length
  }

  /** The payload of a WebSocket message that carries an update, to be built before the clock runs. */
  frameOf(update: Uint8Array): Uint8Array {
    return this.#codec.encode(this.#address, { type: 'update', update }) ?? emptyUpdate
  }

  type(frame: Uint8Array, nowMs: number): void {
    this.#socket.send(frame)
    if (this.#options.dialect === 'hocuspocus') this.#unackedMs.push(nowMs)
  }

  close(): void {
    this.#socket.terminate()
  }

  #greet(): void {
    if (!this.#options.keepsDocuments) {
      this.#isOpened = true
      return
    }
    if (this.#options.dialect === 'hocuspocus') this.#socket.send(authFrame(this.#address))
    this.#send({ type: 'step1', stateVector: emptyVector })
  }

  #send(message: Parameters<typeof hocuspocusCodec.encode>[1]): void {
    const frame = this.#codec.encode(this.#address, message)
    if (frame !== null) this.#socket.send(frame)
  }

  #receive(frame: Uint8Array): void {
    const message = readWire(this.#options.dialect, frame)
    switch (message.type) {
      case 'sync-status':
        return this.#acked()
      case 'update':
        this.updatesReceived += 1
        this.#options.onContent?.(message.update)
        return this.#arrived(message.update)
      case 'step1':
        this.#send({ type: 'step2', update: this.#options.seed })
        if (this.#options.dialect === 'hocuspocus') this.#unackedMs.push(Number.NaN)
        return
      case 'step2':
        this.#options.onContent?.(message.update)
        this.#isOpened = true
        return
      case 'denied':
        throw new Error(`refused: ${message.reason}`)
    }
  }

  #acked(): void {
    const sentMs = this.#unackedMs.shift()
    if (sentMs !== undefined && !Number.isNaN(sentMs)) this.#options.onAck(sentMs)
  }

  #arrived(update: Uint8Array): void {
    const clock = Y.parseUpdateMeta(update).to.get(this.#options.otherClientId)
    if (clock === undefined || clock <= this.arrivedClock) return
    this.arrivedClock = clock
    this.#options.onArrived(clock)
  }
}

/** Resolves when `isTrue` is; for what happens before and after the measured time. */
export async function until(isTrue: () => boolean, timeoutMs = 10_000): Promise<void> {
  const endMs = performance.now() + timeoutMs
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error('the server did not answer in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** `address | 2 | 0 | token | version`, as provider 4 writes it. */
function authFrame(address: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  encoding.writeVarUint(encoder, 2)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, '')
  encoding.writeVarString(encoder, '4.8.0')
  return encoding.toUint8Array(encoder)
}
