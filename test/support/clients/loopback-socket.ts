/**
 * A WebSocket class whose server is the test: no network, no real time. Stock clients take it as their
 * polyfill; both ways of listening they use are served.
 */
export function loopback(): { readonly Socket: typeof LoopbackSocket; readonly sockets: LoopbackSocket[] } {
  const sockets: LoopbackSocket[] = []
  class Socket extends LoopbackSocket {
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }
  }
  return { Socket, sockets }
}

type Listener = (event: never) => void

export class LoopbackSocket {
  static readonly OPEN = 1
  readonly OPEN = 1
  readonly url: string
  /** Messages the client sent and the test has not taken yet. */
  readonly sent: Uint8Array[] = []
  readyState = 0
  binaryType = 'arraybuffer'
  onopen: Listener | null = null
  onmessage: Listener | null = null
  onclose: Listener | null = null
  onerror: Listener | null = null
  private readonly listeners = new Map<string, Set<Listener>>()

  constructor(url: string) {
    this.url = url
  }

  addEventListener(name: string, listener: Listener): void {
    const present = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, present.add(listener))
  }

  removeEventListener(name: string, listener: Listener): void {
    this.listeners.get(name)?.delete(listener)
  }

  send(message: Uint8Array): void {
    if (this.readyState === 1) this.sent.push(message.slice())
  }

  close(): void {
    this.closedByServer(1000, '')
  }

  /** What the server's side does to the client. */
  opened(): void {
    this.readyState = 1
    this.emit('open', { type: 'open' })
  }

  receives(message: Uint8Array): void {
    this.emit('message', { type: 'message', data: message.slice().buffer })
  }

  closedByServer(code: number, reason: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.emit('close', { type: 'close', code, reason })
  }

  private emit(name: 'open' | 'message' | 'close', event: object): void {
    this[`on${name}`]?.(event as never)
    for (const listener of [...(this.listeners.get(name) ?? [])]) listener(event as never)
  }
}
