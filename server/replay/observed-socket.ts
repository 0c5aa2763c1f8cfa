/**
 * The WebSocket of this runtime, overheard. Stock providers take a WebSocket class as an option; this one
 * tells what really went over the wire, which a provider's own counters do not (see `ack-ledger.ts`).
 */
export interface SocketObserver {
  opened(): void
  sent(frame: Uint8Array): void
  received(frame: Uint8Array): void
}

/** `observe` is called once per attempt to connect, before anything is sent or received. */
export function observedWebSocket(observe: () => SocketObserver): typeof WebSocket {
  return class ObservedWebSocket extends WebSocket {
    readonly #observer: SocketObserver

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      const observer = observe()
      this.#observer = observer
      this.addEventListener('open', () => observer.opened())
      this.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) observer.received(new Uint8Array(data))
      })
    }

    override send(data: string | BufferSource | Blob): void {
      super.send(data)
      if (data instanceof Uint8Array) this.#observer.sent(data)
    }
  }
}
