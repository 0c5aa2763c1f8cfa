import { WeftError } from '@weft/shared/errors.ts'
import { parseAddress } from '@weft/shared/ids.ts'
import { encodeAwareness } from '@weft/shared/protocol/awareness-codec.ts'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import type { AddressedMessage, ClientMessage, Codec } from '@weft/shared/protocol/messages.ts'
import { refusalOf } from '@weft/shared/protocol/refusals.ts'
import type { SessionPorts } from '../session/ports.ts'
import { Session } from '../session/session.ts'
import type { SocketEvents, WebSocketConnection } from './ws/accept.ts'

/**
 * One socket and the sessions on it, by address. Reads frames through the dialect's codec and hands each
 * message to its session; what concerns the socket as a whole (its limits, its liveness) is decided here.
 */
export class Connection implements SocketEvents {
  readonly #socket: WebSocketConnection
  readonly #identity: ConnectionIdentity
  readonly #ports: ConnectionPorts
  readonly #sessions = new Map<string, Session>()
  readonly #openedAtMs: number
  #lastSignAtMs: number
  #lastSentAtMs: number
  #lastPingAtMs: number

  constructor(socket: WebSocketConnection, identity: ConnectionIdentity, ports: ConnectionPorts) {
    this.#socket = socket
    this.#identity = identity
    this.#ports = ports
    this.#openedAtMs = ports.clock.now()
    this.#lastSignAtMs = this.#openedAtMs
    this.#lastSentAtMs = this.#openedAtMs
    this.#lastPingAtMs = this.#openedAtMs
    ports.counters.connectionsOpened += 1
  }

  /** A y-websocket socket has its one session from the start; its URL named the document and the token. */
  openSession(documentId: string, token: string): void {
    this.#createSession('', documentId).handle({ type: 'auth', token })
  }

  handleMessage(bytes: Uint8Array): void {
    this.#lastSignAtMs = this.#ports.clock.now()
    try {
      const decoded = this.#identity.codec.decode(bytes)
      if ('address' in decoded) this.#dispatch(decoded)
      else if (decoded.type === 'ping') this.send(this.#socket.frame(PONG))
    } catch (error) {
      if (!(error instanceof WeftError) || error.code === 'invariant') throw error
      this.#ports.log.warn({ connection: this.#identity.number, code: error.code }, error.message)
      this.#refuseFrame()
    }
  }

  handleSign(): void {
    this.#lastSignAtMs = this.#ports.clock.now()
  }

  handleDrained(): void {
    for (const session of this.#sessions.values()) session.handleDrained()
  }

  handleWrite(bytes: number): void {
    const { counters } = this.#ports
    counters.socketWrites += 1
    counters.bytesSent += bytes
  }

  handleClosed(code: number): void {
    this.#ports.counters.connectionsClosed += 1
    for (const session of this.#sessions.values()) session.handleDisconnect()
    this.#sessions.clear()
    this.#ports.log.debug({ connection: this.#identity.number, code }, 'socket closed')
    this.#ports.onClosed(this)
  }

  get isBackedUp(): boolean {
    return this.#socket.isBackedUp
  }

  frame(payload: Uint8Array): Uint8Array {
    return this.#socket.frame(payload)
  }

  send(frame: Uint8Array): void {
    this.#ports.counters.framesSent += 1
    this.#lastSentAtMs = this.#ports.clock.now()
    this.#socket.send(frame)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  pause(): void {
    this.#socket.pause()
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** Called about once a second. */
  keepAlive(nowMs: number): void {
    for (const session of this.#sessions.values()) session.handleStorageRecovery()
    if (!this.#hasAuthenticated() && nowMs - this.#openedAtMs >= this.#ports.limits.authTimeoutMs) {
      return this.close(closeCodes.timeout, 'authentication timed out')
    }
    if (nowMs - this.#lastSignAtMs >= DEAD_AFTER_MS) return this.#giveUp()
    if (nowMs - this.#lastSentAtMs >= QUIET_MS) this.#breakSilence()
    if (nowMs - Math.max(this.#lastSignAtMs, this.#lastPingAtMs) >= PING_AFTER_MS) {
      this.#lastPingAtMs = nowMs
      this.#socket.ping()
    }
  }

  #dispatch({ address, message }: AddressedMessage): void {
    const session = this.#sessions.get(address)
    if (session === undefined || (session.state === 'refused' && message.type === 'auth')) {
      return this.#begin(address, message)
    }
    session.handle(message)
    if (session.state === 'closed') this.#sessions.delete(address)
  }

  /** The first message of an address, or the Auth that starts a refused one afresh. */
  #begin(address: string, message: ClientMessage): void {
    if (message.type === 'close') return
    const documentId = documentIdOf(address)
    const isOverQuota = this.#sessions.size >= this.#ports.limits.maxDocumentsPerConnection
    if (documentId === null) return this.#refuseAddress(address, 'denied', message)
    if (isOverQuota && !this.#sessions.has(address)) return this.#refuseAddress(address, 'quota', message)
    this.#createSession(address, documentId).handle(message)
  }

  /** An unreadable frame names no address to be refused on: where one is needed, the socket ends. */
  #refuseFrame(): void {
    const { codec } = this.#identity
    const { message, closeCode } = refusalOf('poison', codec.dialect)
    if (closeCode === null) return this.close(closeCodes.policyViolation, 'frame-malformed')
    const payload = message === null ? null : codec.encode('', message)
    if (payload !== null) this.send(this.frame(payload))
    this.close(closeCode, 'poison')
  }

  /** Answered once per Auth; what else the client pipelines is ignored. */
  #refuseAddress(address: string, reason: 'denied' | 'quota', message: ClientMessage): void {
    const refusal = refusalOf(reason, this.#identity.codec.dialect).message
    const payload = refusal === null ? null : this.#identity.codec.encode(address, refusal)
    if (payload !== null && message.type === 'auth') this.send(this.frame(payload))
  }

  #createSession(address: string, documentId: string): Session {
    const { codec, origin } = this.#identity
    const number = this.#ports.nextSessionNumber()
    const session = new Session({ number, codec, address, documentId, origin }, this, this.#ports)
    this.#sessions.set(address, session)
    return session
  }

  #hasAuthenticated(): boolean {
    for (const session of this.#sessions.values()) if (session.state !== 'unauthenticated') return true
    return false
  }

  /** Stock clients of both dialects close a socket on which nothing arrived for 30 s. */
  #breakSilence(): void {
    const [address] = this.#sessions.keys()
    if (address === undefined) return
    const payload = this.#identity.codec.encode(address, { type: 'awareness', update: NO_AWARENESS })
    if (payload !== null) this.send(this.frame(payload))
  }

  /** A reader that took nothing is told to come back; one that is silent altogether is not there to be told. */
  #giveUp(): void {
    if (this.#socket.isDrained) this.terminate()
    else this.close(closeCodes.tryLater, 'nothing was read for too long')
  }
}

export interface ConnectionIdentity {
  /** Order of arrival in this process. */
  readonly number: number
  readonly codec: Codec
  readonly origin: string | null
}

export interface ConnectionPorts extends SessionPorts {
  readonly limits: { readonly maxDocumentsPerConnection: number; readonly authTimeoutMs: number }
  nextSessionNumber(): number
  onClosed(connection: Connection): void
}

/** Well within the 30 s of stock clients, also when one such frame is late. */
const QUIET_MS = 10_000
const PING_AFTER_MS = 15_000
/** Two missed pings and some. */
const DEAD_AFTER_MS = 35_000

const NO_AWARENESS = encodeAwareness([])
const PONG = Uint8Array.of(10)

function documentIdOf(address: string): string | null {
  try {
    return parseAddress(address).documentId
  } catch (error) {
    if (error instanceof WeftError && error.code === 'address-malformed') return null
    throw error
  }
}
