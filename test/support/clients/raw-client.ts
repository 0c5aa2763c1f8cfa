import { once } from 'node:events'
import type { ClientMessage, Codec, ServerMessage } from '@weft/shared/protocol/messages.ts'
import { WebSocket } from 'ws'
import { decodeServer, encodeClient } from './client-codec.ts'
import { eventually } from './eventually.ts'

/** A client that does exactly what a test says, right or wrong, in either dialect. */
export interface RawClient {
  readonly received: readonly ServerMessage[]
  /** How the server ended it; null while the socket is open. */
  readonly closed: { readonly code: number; readonly reason: string } | null
  readonly socket: WebSocket
  send(message: ClientMessage): void
  /** A frame as it is, malformed or for another address. */
  sendBytes(frame: Uint8Array): void
  /** The first message of a type that has come or comes. */
  next<T extends ServerMessage['type']>(type: T): Promise<ServerMessage & { type: T }>
  count(type: ServerMessage['type']): number
  destroy(): void
}

export interface RawOptions {
  readonly wsUrl: string
  readonly dialect: Codec['dialect']
  readonly documentId: string
  /** Hocuspocus only; the document id by default. */
  readonly address?: string
  readonly origin?: string
}

/** Opens the socket; a Hocuspocus client has not authenticated yet. */
export async function rawClient(options: RawOptions): Promise<RawClient> {
  const { dialect, documentId } = options
  const address = options.address ?? documentId
  const path = dialect === 'hocuspocus' ? '' : `/${documentId.split('/').map(encodeURIComponent).join('/')}`
  const socket = new WebSocket(
    `${options.wsUrl}${path}`,
    options.origin === undefined ? {} : { origin: options.origin },
  )
  const received: ServerMessage[] = []
  let closed: RawClient['closed'] = null
  socket.on('message', (data: Buffer) => received.push(decodeServer(dialect, new Uint8Array(data)).message))
  socket.on('close', (code, reason) => {
    closed = { code, reason: reason.toString() }
  })
  await once(socket, 'open')
  const find = <T extends ServerMessage['type']>(type: T) =>
    received.find((message): message is ServerMessage & { type: T } => message.type === type)
  return {
    received,
    socket,
    get closed() {
      return closed
    },
    send: (message) => socket.send(encodeClient(dialect, address, message)),
    sendBytes: (frame) => socket.send(frame),
    next: (type) => eventually(() => find(type), { what: `a ${type} message` }),
    count: (type) => received.filter((message) => message.type === type).length,
    destroy: () => socket.terminate(),
  }
}

/** Opens the socket and, where the dialect asks for it, authenticates. */
export async function joinedRawClient(options: RawOptions): Promise<RawClient> {
  const client = await rawClient(options)
  if (options.dialect === 'hocuspocus') {
    client.send({ type: 'auth', token: '' })
    await client.next('authenticated')
  }
  return client
}
