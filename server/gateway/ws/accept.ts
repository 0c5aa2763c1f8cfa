import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Cancel, Clock } from '@weft/shared/clock.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import { binaryFrame, pingFrame, pongFrame } from './frame.ts'
import { Outbox } from './outbox.ts'

/**
 * The one place that knows `ws`. It does the handshake and reads frames; what is written goes through our
 * own outbox straight to the TCP socket, so that one encoded frame serves many sockets.
 */
export class SocketAcceptor {
  readonly #server: WebSocketServer
  readonly #clock: Clock

  constructor(clock: Clock, options: { readonly maxFrameBytes: number }) {
    this.#clock = clock
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      skipUTF8Validation: false,
      // Pongs go through the outbox: written by `ws` they could land in the middle of a large frame.
      autoPong: false,
      maxPayload: options.maxFrameBytes,
      maxFragments: 64,
      // A frame of the greatest size in the smallest segments a real network makes.
      maxBufferedChunks: Math.ceil(options.maxFrameBytes / 512) + 1024,
    })
  }

  /** Completes the upgrade; a bad handshake is answered with its HTTP error and never gets here. */
  accept(upgrade: Upgrade, opened: (socket: WebSocketConnection) => SocketEvents): void {
    const { request, socket, head } = upgrade
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const connection = new WebSocketConnection(ws, socket, this.#clock)
      connection.start(opened(connection))
    })
  }
}

export interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** What happens on a socket. */
export interface SocketEvents {
  /** One whole message; text arrives as its UTF-8 bytes. A view on a network buffer: copy what is kept. */
  handleMessage(message: Uint8Array): void
  /** A sign of life that is not a message. */
  handleSign(): void
  /** What had been waiting in the outbox is written. */
  handleDrained(): void
  handleWrite(bytes: number): void
  /** Nothing more will be read or written. Called once. */
  handleClosed(code: number): void
}

/** One WebSocket: frames in, frames out, and its end. */
export class WebSocketConnection {
  readonly #ws: WebSocket
  readonly #tcp: Duplex
  readonly #clock: Clock
  #outbox: Outbox | null = null
  #isClosing = false
  #cancelTermination: Cancel | null = null

  constructor(ws: WebSocket, tcp: Duplex, clock: Clock) {
    this.#ws = ws
    this.#tcp = tcp
    this.#clock = clock
  }

  get isBackedUp(): boolean {
    return this.#outbox?.isBackedUp ?? false
  }

  /** Nothing is waiting to be written. */
  get isDrained(): boolean {
    return this.#outbox?.isEmpty ?? true
  }

  start(events: SocketEvents): void {
    this.#outbox = new Outbox(this.#tcp, this.#clock, {
      onWrite: (bytes) => events.handleWrite(bytes),
      onProgress: () => events.handleSign(),
      onEmpty: () => events.handleDrained(),
    })
    this.#ws.on('message', (data: Buffer) => {
      if (!this.#isClosing) events.handleMessage(data)
    })
    this.#ws.on('ping', (body: Buffer) => {
      events.handleSign()
      this.#write(pongFrame(body))
    })
    this.#ws.on('pong', () => events.handleSign())
    this.#ws.on('close', (code: number) => {
      this.#cancelTermination?.()
      events.handleClosed(code)
    })
    // `ws` closes by itself after an error; the close event is the one that counts.
    this.#ws.on('error', () => undefined)
  }

  frame(payload: Uint8Array): Uint8Array {
    return binaryFrame(payload)
  }

  send(frame: Uint8Array): void {
    this.#write(frame)
  }

  ping(): void {
    this.#write(pingFrame())
  }

  /** Stops reading: what the client sends from now on stays with it. */
  pause(): void {
    this.#ws.pause()
  }

  /** Sends what is queued, then the close frame. A reader that is behind gets the close frame only. */
  close(code: number, reason: string): void {
    if (this.#isClosing) return
    this.#outbox?.surrender(this.isBackedUp)
    this.#isClosing = true
    this.#ws.resume()
    this.#ws.close(code, reason)
    this.#cancelTermination = this.#clock.after(CLOSE_TIMEOUT_MS, () => this.#ws.terminate())
  }

  /** Drops the socket without a word: the peer is gone or does not answer. */
  terminate(): void {
    this.#isClosing = true
    this.#ws.terminate()
  }

  #write(frame: Uint8Array): void {
    if (!this.#isClosing) this.#outbox?.send(frame)
  }
}

/** A client that does not answer a close frame is dropped after this. */
const CLOSE_TIMEOUT_MS = 5000
