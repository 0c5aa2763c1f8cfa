import type { Cancel } from '@weft/shared/clock.ts'
import { unreachable, WeftError } from '@weft/shared/errors.ts'
import type { ClientMessage } from '@weft/shared/protocol/messages.ts'
import { type RefusalReason, refusalOf, refusalReasonOf } from '@weft/shared/protocol/refusals.ts'
import { Conversation } from './conversation.ts'
import { MessageQueue } from './message-queue.ts'
import type { Authorization, SessionIdentity, SessionPorts, SessionSocket } from './ports.ts'
import { next, type SessionEvent, type SessionState } from './session-machine.ts'

/**
 * One client on one document, from its first message to its end. What it does when is data, in
 * `session-machine.ts`; this carries the actions out, and turns a client's errors into its refusal. What is
 * said once it is live is the conversation's.
 */
export class Session {
  readonly #identity: SessionIdentity
  readonly #socket: SessionSocket
  readonly #ports: SessionPorts
  readonly #queue = new MessageQueue()
  #conversation: Conversation | null = null
  #state: SessionState = 'unauthenticated'
  /** Counts authorizations, so that only the answer to the newest is heard. */
  #attempt = 0
  #cancelClose: Cancel | null = null

  constructor(identity: SessionIdentity, socket: SessionSocket, ports: SessionPorts) {
    this.#identity = identity
    this.#socket = socket
    this.#ports = ports
    ports.counters.sessionsOpened += 1
  }

  get state(): SessionState {
    return this.#state
  }

  handle(message: ClientMessage): void {
    this.#guard(() => this.#step(message.type, message))
  }

  handleDisconnect(): void {
    this.#step('disconnected')
  }

  handleDrained(): void {
    this.#conversation?.handleDrained()
  }

  /** The disk takes edits again; where some were turned away meanwhile, the client must offer them again. */
  handleStorageRecovery(): void {
    if (this.#conversation?.mustOfferAgain === true) this.#refuse('storage')
  }

  #step(event: SessionEvent, message?: ClientMessage): void {
    const { to, action } = next(this.#state, event)
    this.#state = to
    switch (action) {
      case 'nothing':
      case 'refuse':
        return
      case 'enqueue':
        return message && this.#queue.add(message)
      case 'authorize':
        return void this.#authorize(message?.type === 'auth' ? message.token : '')
      case 'welcome':
        return this.#welcome()
      case 'serve':
        return message && this.#conversation?.handle(message)
      case 'renew':
        return this.#conversation?.confirmAccess()
      case 'leave':
        return this.#leave()
      default:
        return unreachable(action)
    }
  }

  async #authorize(token: string): Promise<void> {
    this.#attempt += 1
    const attempt = this.#attempt
    const { documentId, origin } = this.#identity
    const decision = await this.#decide({ documentId, token, origin })
    if (attempt !== this.#attempt || this.#state !== 'authorizing') return
    if (!decision.isAllowed) return this.#refuse('denied')
    this.#step('allowed')
    await this.#open(decision)
  }

  async #decide(request: Parameters<SessionPorts['authorize']>[0]): Promise<Authorization> {
    try {
      return await this.#ports.authorize(request)
    } catch (error) {
      this.#ports.log.warn({ err: error }, 'the authorizer failed, which counts as a refusal')
      return { isAllowed: false }
    }
  }

  async #open(grant: Authorization & { isAllowed: true }): Promise<void> {
    const { registry } = this.#ports
    const conversation = new Conversation(this.#identity, grant, this.#socket, {
      counters: this.#ports.counters,
      refuse: (error) => this.#refuseFor(error),
    })
    try {
      const document = await registry.join(this.#identity.documentId, conversation)
      if (this.#state !== 'opening') return registry.leave(document, conversation)
      this.#conversation = conversation
      conversation.begin(document)
    } catch (error) {
      return this.#refuseFor(error)
    }
    this.#guard(() => this.#step('opened'))
  }

  #welcome(): void {
    const conversation = this.#conversation
    if (conversation === null) return
    const { messages, dropped } = this.#queue.takeAll()
    conversation.welcome(dropped)
    for (const message of messages) this.handle(message)
  }

  /** A client's or the world's error ends this session at most; one of ours ends the process. */
  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#refuseFor(error)
    }
  }

  #refuseFor(error: unknown): void {
    const reason = error instanceof WeftError ? refusalReasonOf(error.code) : null
    if (reason === null || !(error instanceof WeftError)) throw error
    const { number, documentId } = this.#identity
    this.#ports.counters.updatesRefused += 1
    const level = error.code === 'storage-damaged' ? 'error' : 'warn'
    this.#ports.log[level]({ session: number, document: documentId, code: error.code, reason }, error.message)
    this.#refuse(reason)
  }

  #refuse(reason: RefusalReason): void {
    const wasHeard = next(this.#state, 'refused').action === 'refuse'
    this.#step('refused')
    if (!wasHeard) return
    this.#leaveDocument()
    const { codec, address } = this.#identity
    const { message, closeCode } = refusalOf(reason, codec.dialect)
    const payload = message === null ? null : codec.encode(address, message)
    if (payload !== null) this.#socket.send(this.#socket.frame(payload))
    if (closeCode === null) return
    if (message === null) return this.#socket.close(closeCode, reason)
    this.#cancelClose = this.#ports.clock.after(LINGER_MS, () => this.#socket.close(closeCode, reason))
  }

  #leave(): void {
    this.#cancelClose?.()
    this.#ports.counters.sessionsClosed += 1
    this.#leaveDocument()
  }

  #leaveDocument(): void {
    this.#queue.takeAll()
    const document = this.#conversation?.end()
    if (this.#conversation !== null && document) this.#ports.registry.leave(document, this.#conversation)
    this.#conversation = null
  }
}

/**
 * A y-websocket socket that was refused for good is told at once and closed a little later. Versions 1 and 2
 * come back after any close code, at once since their upgrade succeeded: this is what paces them.
 */
const LINGER_MS = 1000
