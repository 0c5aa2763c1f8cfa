import { WebSocket } from 'ws'

/** What one client's sockets did, over all its reconnects, as its network would have shown it. */
export interface SocketRecord {
  readonly sent: Uint8Array[]
  readonly received: Uint8Array[]
  readonly closes: { readonly code: number; readonly reason: string }[]
  /** Attempts to connect, successful or not. */
  attempts: number
  /** Upgrades that succeeded. */
  opens: number
  /** How many messages had been sent and received when each upgrade succeeded. */
  readonly openings: { readonly sent: number; readonly received: number }[]
  /** The newest socket. */
  current: WebSocket | null
}

export type SocketClass = new (url: string | URL, protocols?: string | string[]) => WebSocket

/**
 * A WebSocket class for stock clients, which take one as polyfill, and the record it keeps. The clients are
 * unchanged; the real `ws` socket does the work.
 */
export function recordingSocket(headers: Readonly<Record<string, string>> = {}): {
  readonly record: SocketRecord
  readonly Socket: SocketClass
} {
  const record: SocketRecord = {
    sent: [],
    received: [],
    closes: [],
    attempts: 0,
    opens: 0,
    openings: [],
    current: null,
  }
  class RecordingSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers })
      record.attempts++
      record.current = this
      this.on('open', () => {
        record.opens++
        record.openings.push({ sent: record.sent.length, received: record.received.length })
      })
      this.on('message', (data) => record.received.push(copyOf(data)))
      this.on('close', (code, reason) => record.closes.push({ code, reason: reason.toString() }))
      this.on('error', () => undefined)
    }

    override send(data: Uint8Array): void {
      record.sent.push(copyOf(data))
      super.send(data)
    }
  }
  return { record, Socket: RecordingSocket }
}

function copyOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0))
  if (data instanceof Uint8Array) return new Uint8Array(data)
  throw new Error('a stock client sent or was sent something that is not binary')
}
