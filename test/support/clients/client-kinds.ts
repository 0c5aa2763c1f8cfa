import type { OpenOptions, StockClient } from './stock-client.ts'
import { stockProvider } from './stock-provider.ts'
import { stockYWebsocket } from './stock-y-websocket.ts'

/** Every stock client Weft promises to serve, under the name its package's users know it by. */
export const clientKinds: readonly ClientKind[] = [
  provider('provider 4.8', { version: 4 }),
  provider('provider 4.8 with sessionAwareness', { version: 4, sessionAwareness: true }),
  provider('provider 3.4', { version: 3 }),
  yWebsocket('y-websocket 3.1', 3),
  yWebsocket('y-websocket 2.1', 2),
  yWebsocket('y-websocket 1.5', 1),
]

export interface ClientKind {
  readonly name: string
  readonly dialect: 'hocuspocus' | 'y-websocket'
  open(options: OpenOptions): StockClient
}

function provider(name: string, settings: { version: 4 | 3; sessionAwareness?: boolean }): ClientKind {
  return { name, dialect: 'hocuspocus', open: (options) => stockProvider({ ...options, ...settings }) }
}

function yWebsocket(name: string, version: 1 | 2 | 3): ClientKind {
  return { name, dialect: 'y-websocket', open: (options) => stockYWebsocket({ ...options, version }) }
}
