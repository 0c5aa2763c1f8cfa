import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from '@hocuspocus/server'
import { setupWSConnection } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'

/**
 * The servers stock clients were written against, in memory. Scenarios run against these too, which shows
 * that the scenario is right and not merely that Weft agrees with our own idea of it.
 */
export interface ReferenceServer {
  readonly wsUrl: string
  destroy(): Promise<void>
}

export async function hocuspocusServer(): Promise<ReferenceServer> {
  const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, stopOnSignals: false })
  await server.listen()
  return {
    wsUrl: `ws://127.0.0.1:${server.address.port}`,
    destroy: async () => {
      await server.destroy()
    },
  }
}

export async function yWebsocketServer(): Promise<ReferenceServer> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, request) => setupWSConnection(socket, request))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    wsUrl: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    destroy: async () => {
      for (const socket of sockets.clients) socket.terminate()
      http.close()
      await once(http, 'close')
    },
  }
}
