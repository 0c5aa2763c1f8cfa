import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WeftError } from '@weft/shared/errors.ts'
import { routeOf } from '@weft/shared/ids.ts'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import { hocuspocusCodec } from '@weft/shared/protocol/hocuspocus-codec.ts'
import { yWebsocketCodec } from '@weft/shared/protocol/y-websocket-codec.ts'
import { Connection, type ConnectionPorts } from './connection.ts'
import { SocketAcceptor } from './ws/accept.ts'

/**
 * From an upgrade request to a connection: which dialect, which document, and the life of all sockets of
 * this process.
 */
export class Gateway {
  readonly #ports: GatewayPorts
  readonly #acceptor: SocketAcceptor
  readonly #connections = new Set<Connection>()
  readonly #cancelSweep: { cancel: () => void }
  #connectionCount = 0
  #sessionCount = 0
  #isDraining = false

  constructor(ports: GatewayPorts) {
    this.#ports = ports
    this.#acceptor = new SocketAcceptor(ports.clock, ports.limits)
    this.#cancelSweep = { cancel: ports.clock.after(SWEEP_MS, this.#sweep) }
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  /** Takes over the socket of an HTTP upgrade. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A socket that fails before its WebSocket exists has nobody else to hear it.
    socket.on('error', () => socket.destroy())
    if (this.#isDraining) return answer(socket, '503 Service Unavailable', 'the server is restarting')
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
    const route = this.#routeOf(path)
    if (route === null) return answer(socket, '400 Bad Request', 'the path does not name a document')
    this.#acceptor.accept({ request, socket, head }, (accepted) => {
      this.#connectionCount += 1
      const codec = route.dialect === 'hocuspocus' ? hocuspocusCodec : yWebsocketCodec
      const origin = request.headers.origin ?? null
      const identity = { number: this.#connectionCount, codec, origin }
      const connection = new Connection(accepted, identity, this.#connectionPorts)
      this.#connections.add(connection)
      // A message can only come after the handshake's own turn, so the session is there before it.
      if (route.dialect === 'y-websocket') {
        connection.openSession(route.documentId, new URLSearchParams(query).get('token') ?? '')
      }
      return connection
    })
  }

  /** Takes no new sockets and reads no more from those there are. */
  startDraining(): void {
    this.#isDraining = true
    this.#cancelSweep.cancel()
    for (const connection of this.#connections) connection.pause()
  }

  /** Closes every socket with "restart"; resolves when all are gone, those that don't answer dropped. */
  async closeAll(timeoutMs: number): Promise<void> {
    for (const connection of this.#connections) connection.close(closeCodes.restart, 'restart')
    const { clock } = this.#ports
    const givesUpAtMs = clock.now() + timeoutMs
    while (this.#connections.size > 0 && clock.now() < givesUpAtMs) {
      await new Promise<void>((resolve) => void clock.after(CLOSE_POLL_MS, resolve))
    }
    for (const connection of this.#connections) connection.terminate()
  }

  #routeOf(path: string): ReturnType<typeof routeOf> | null {
    try {
      return routeOf(path, this.#ports.limits.pathPrefix)
    } catch (error) {
      if (error instanceof WeftError && error.code === 'address-malformed') return null
      throw error
    }
  }

  readonly #sweep = (): void => {
    const nowMs = this.#ports.clock.now()
    for (const connection of this.#connections) connection.keepAlive(nowMs)
    this.#cancelSweep.cancel = this.#ports.clock.after(SWEEP_MS, this.#sweep)
  }

  get #connectionPorts(): ConnectionPorts {
    return {
      ...this.#ports,
      nextSessionNumber: () => {
        this.#sessionCount += 1
        return this.#sessionCount
      },
      onClosed: (connection) => this.#connections.delete(connection),
    }
  }
}

export interface GatewayPorts extends Omit<ConnectionPorts, 'nextSessionNumber' | 'onClosed' | 'limits'> {
  readonly limits: ConnectionPorts['limits'] & {
    readonly maxFrameBytes: number
    readonly pathPrefix: string
  }
}

const SWEEP_MS = 1000
const CLOSE_POLL_MS = 20

function answer(socket: Duplex, status: string, text: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\n${text}\n`)
}
