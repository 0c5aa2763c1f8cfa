import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Pipe } from './tcp-pipe.ts'

/** A network between a client and the server that misbehaves when told to. */
export interface TcpProxy {
  /** What to give clients instead of the server's own. */
  readonly wsUrl: string
  /** Bytes that have come through so far, both directions, over all connections. */
  readonly bytes: { toServer: number; toClient: number }
  /** Stops delivering without closing: a half-open connection. New connections are affected too. */
  pause(direction?: Direction): void
  resume(direction?: Direction): void
  /**
   * Leaves the present connections half-open for ever, on both sides, and lets new ones through: a
   * network change, as either end sees it.
   */
  strand(): void
  /** Ends every connection at once, as a pulled cable that both ends notice. */
  cut(): void
  /** Delivers each chunk this much later. */
  delay(delayMs: number): void
  /** At most this many bytes a second towards the client; null for no bound. */
  throttleToClient(bytesPerSecond: number | null): void
  connections(): number
  destroy(): Promise<void>
}

export type Direction = 'toServer' | 'toClient' | 'both'

export async function tcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl)
  const settings = {
    delayMs: 0,
    toServerPaused: false,
    toClientPaused: false,
    toClientRate: null as number | null,
  }
  const bytes = { toServer: 0, toClient: 0 }
  let links: { readonly client: Socket; readonly server: Socket; readonly up: Pipe; readonly down: Pipe }[] =
    []
  let stranded: typeof links = []

  const apply = () => {
    for (const { up, down } of links) {
      up.configure({ isPaused: settings.toServerPaused, delayMs: settings.delayMs, bytesPerSecond: null })
      down.configure({
        isPaused: settings.toClientPaused,
        delayMs: settings.delayMs,
        bytesPerSecond: settings.toClientRate,
      })
    }
  }
  // The client side must not be able to send a FIN past a pause, so both sides close only through the pipes.
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true })
    const link = {
      client,
      server,
      up: new Pipe(client, server, (count) => (bytes.toServer += count)),
      down: new Pipe(server, client, (count) => (bytes.toClient += count)),
    }
    links.push(link)
    apply()
    client.on('close', () => {
      links = links.filter((other) => other !== link)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo

  const setPaused = (direction: Direction, isPaused: boolean) => {
    if (direction !== 'toClient') settings.toServerPaused = isPaused
    if (direction !== 'toServer') settings.toClientPaused = isPaused
    apply()
  }
  const destroyAll = (some: typeof links) => {
    for (const { client, server } of some) {
      client.destroy()
      server.destroy()
    }
  }
  return {
    wsUrl: `ws://127.0.0.1:${port}`,
    bytes,
    pause: (direction = 'both') => setPaused(direction, true),
    resume: (direction = 'both') => setPaused(direction, false),
    strand: () => {
      for (const { up, down } of links) {
        up.strand()
        down.strand()
      }
      stranded = stranded.concat(links)
      links = []
    },
    cut: () => destroyAll(links),
    delay: (delayMs) => {
      settings.delayMs = delayMs
      apply()
    },
    throttleToClient: (bytesPerSecond) => {
      settings.toClientRate = bytesPerSecond
      apply()
    },
    connections: () => links.length,
    destroy: async () => {
      destroyAll([...links, ...stranded])
      listener.close()
      await once(listener, 'close')
    },
  }
}
