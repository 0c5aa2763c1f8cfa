import type { ClientMessage } from '@weft/shared/protocol/messages.ts'

/**
 * What a client sends before its session is live: stock providers pipeline Auth, step 1 and awareness. Over
 * the bound only edits are dropped, since the step 2 they are asked for brings them again; of the rest the
 * newest counts.
 */
export class MessageQueue {
  #messages: ClientMessage[] = []
  #bytes = 0
  #dropped = 0

  add(message: ClientMessage): void {
    const bytes = bytesOf(message)
    const isEdit = message.type === 'update' || message.type === 'step2'
    const isOver = this.#bytes + bytes > MOST_QUEUED_BYTES || this.#messages.length >= MOST_QUEUED_MESSAGES
    if (isEdit && isOver) {
      this.#dropped += 1
      return
    }
    // One step 1 and one awareness are enough to answer; a second replaces the first.
    if (!isEdit) this.#replace(message.type)
    this.#messages.push(owned(message))
    this.#bytes += bytes
  }

  /** Empties it. `dropped` edits come again with the next step 2, which then owes their acks too. */
  takeAll(): { readonly messages: readonly ClientMessage[]; readonly dropped: number } {
    const taken = { messages: this.#messages, dropped: this.#dropped }
    this.#messages = []
    this.#bytes = 0
    this.#dropped = 0
    return taken
  }

  #replace(type: ClientMessage['type']): void {
    const kept = this.#messages.filter((message) => message.type !== type)
    if (kept.length === this.#messages.length) return
    this.#messages = kept
    this.#bytes = kept.reduce((sum, message) => sum + bytesOf(message), 0)
  }
}

const MOST_QUEUED_BYTES = 256 * 1024
const MOST_QUEUED_MESSAGES = 1000

function bytesOf(message: ClientMessage): number {
  if ('update' in message) return message.update.length
  return 'stateVector' in message ? message.stateVector.length : 0
}

/** A queued message outlives the network buffer its bytes are a view on. */
function owned(message: ClientMessage): ClientMessage {
  if ('update' in message) return { ...message, update: message.update.slice() }
  if ('stateVector' in message) return { ...message, stateVector: message.stateVector.slice() }
  return message
}
