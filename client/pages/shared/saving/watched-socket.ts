/**
 * The browser's WebSocket, overheard: providers take the class of their sockets as an option, and what is really
 * sent and answered is the only honest ground for "saved". It decides nothing.
 */
export interface SocketWatcher {
  opened(): void
  sent(frame: Uint8Array): void
  received(frame: Uint8Array): void
  /** Once per socket: when it closed, or as soon as somebody began to close it. */
  closed(): void
}

/** Only the newest socket counts: an old one may still be closing when the next is open. */
export function watchedWebSocket(watcher: SocketWatcher): typeof WebSocket {
  let current: WebSocket | null = null
  return class WatchedWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      current = this
      this.addEventListener('open', () => this.#isCurrent() && watcher.opened())
      this.addEventListener('close', () => this.#end())
      this.addEventListener('message', ({ data }) => {
        if (this.#isCurrent() && data instanceof ArrayBuffer) watcher.received(new Uint8Array(data))
      })
    }

    override send(data: string | BufferSource | Blob): void {
      super.send(data)
      if (this.#isCurrent() && data instanceof Uint8Array) watcher.sent(data)
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason)
      this.#end()
    }

    #isCurrent(): boolean {
      return current === this
    }

    #end(): void {
      if (!this.#isCurrent()) return
      current = null
      watcher.closed()
    }
  }
}
