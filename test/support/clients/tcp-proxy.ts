import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type PipeSettings, TcpPipe } from './tcp-pipe.ts'

export type Direction = 'toServer' | 'toClient' | 'both'

/** Starts a network between clients and a server that misbehaves when told to. */
export async function tcpProxy(serverUrl: string): Promise<TcpProxy> {
  const proxy = new TcpProxy(new URL(serverUrl))
  await proxy.listen()
  return proxy
}

export class TcpProxy {
  /** Bytes that have come through so far, over all connections. */
  readonly bytes = { toServer: 0, toClient: 0 }
  readonly #target: URL
  readonly #listener: Server
  readonly #links = new Set<Link>()
  readonly #setAside = new Set<Link>()
  #toServer: PipeSettings = { isPaused: false, delayMs: 0, bytesPerSecond: null }
  #toClient: PipeSettings = { isPaused: false, delayMs: 0, bytesPerSecond: null }

  constructor(target: URL) {
    this.#target = target
    // Half-open allowed: the end of a stream must wait behind a pause, as its bytes do.
    this.#listener = createServer({ allowHalfOpen: true }, (client) => this.#connect(client))
  }

  async listen(): Promise<void> {
    this.#listener.listen(0, '127.0.0.1')
    await once(this.#listener, 'listening')
  }

  /** What to give clients instead of the server's own. */
  get wsUrl(): string {
    return `ws://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`
  }

  get connections(): number {
    return this.#links.size
  }

  /** Stops delivering without closing; new connections are affected too. */
  pause(direction: Direction = 'both'): void {
    this.#configure({ isPaused: true }, direction)
  }

  resume(direction: Direction = 'both'): void {
    this.#configure({ isPaused: false }, direction)
  }

  /** Delivers each chunk this much later. */
  delay(delayMs: number): void {
    this.#configure({ delayMs }, 'both')
  }

  /** At most this many bytes a second towards the clients; null for no bound. */
  throttleToClient(bytesPerSecond: number | null): void {
    this.#configure({ bytesPerSecond }, 'toClient')
  }

  /** Ends the present connections at once, for both sides. */
  cut(): void {
    for (const link of this.#links) destroy(link)
  }

  /** Leaves the present connections half-open for ever, for both sides; new ones get through. */
  strand(): void {
    for (const link of this.#links) this.#strand(link)
  }

  /** Ends the present connections for the clients, while the server goes on believing in them. */
  abandon(): void {
    for (const link of [...this.#links]) {
      this.#strand(link)
      link.client.destroy()
    }
  }

  async destroy(): Promise<void> {
    for (const link of [...this.#links, ...this.#setAside]) destroy(link)
    this.#listener.close()
    await once(this.#listener, 'close')
  }

  #connect(client: Socket): void {
    const server = connect({
      port: Number(this.#target.port),
      host: this.#target.hostname,
      allowHalfOpen: true,
    })
    const up = new TcpPipe(client, server, (count) => {
      this.bytes.toServer += count
    })
    const down = new TcpPipe(server, client, (count) => {
      this.bytes.toClient += count
    })
    const link = { client, server, up, down }
    this.#links.add(link)
    up.configure(this.#toServer)
    down.configure(this.#toClient)
    client.on('close', () => this.#links.delete(link))
  }

  #configure(change: Partial<PipeSettings>, direction: Direction): void {
    if (direction !== 'toClient') this.#toServer = { ...this.#toServer, ...change }
    if (direction !== 'toServer') this.#toClient = { ...this.#toClient, ...change }
    for (const { up, down } of this.#links) {
      up.configure(this.#toServer)
      down.configure(this.#toClient)
    }
  }

  #strand(link: Link): void {
    link.up.strand()
    link.down.strand()
    this.#links.delete(link)
    this.#setAside.add(link)
  }
}

interface Link {
  readonly client: Socket
  readonly server: Socket
  readonly up: TcpPipe
  readonly down: TcpPipe
}

function destroy({ client, server }: Link): void {
  client.destroy()
  server.destroy()
}
