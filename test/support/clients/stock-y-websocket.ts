import { WebsocketProvider as WebsocketProvider3 } from 'y-websocket'
import { WebsocketProvider as WebsocketProvider1 } from 'y-websocket-1'
import { WebsocketProvider as WebsocketProvider2 } from 'y-websocket-2'
import * as Y from 'yjs'
import { recordingSocket } from './recording-socket.ts'
import type { OpenOptions, StockClient } from './stock-client.ts'

export interface YWebsocketOptions extends OpenOptions {
  readonly version: 1 | 2 | 3
  readonly params?: Record<string, string>
}

export interface YWebsocketClient extends StockClient {
  readonly provider: WebsocketProvider3
  /** Codes with which version 3 gave up for good; versions 1 and 2 never do. */
  readonly givenUp: number[]
}

/** The three versions take the same options as far as tests use them. */
const providers = {
  1: WebsocketProvider1 as unknown as typeof WebsocketProvider3,
  2: WebsocketProvider2 as unknown as typeof WebsocketProvider3,
  3: WebsocketProvider3,
} as const

/**
 * A real `WebsocketProvider`. Its cross-tab channel is off, or two clients of one test would meet without
 * the server. Without awareness means that the app never sets a state, for there is no switch.
 */
export function stockYWebsocket(options: YWebsocketOptions): YWebsocketClient {
  const { record, Socket } = recordingSocket(options.headers)
  const document = options.document ?? new Y.Doc()
  const givenUp: number[] = []
  const provider = new providers[options.version](options.wsUrl, options.documentId, document, {
    connect: false,
    disableBc: true,
    params: options.params ?? {},
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
  })
  if (options.withAwareness === false) provider.awareness.setLocalState(null)
  provider.on('closed', ({ code }) => givenUp.push(code))
  provider.connect()
  return {
    provider,
    document,
    awareness: options.withAwareness === false ? null : provider.awareness,
    record,
    givenUp,
    denials: denialsOf(provider),
    isSynced: () => provider.synced,
    isSaved: () => false,
    disconnect: () => provider.disconnect(),
    connect: () => provider.connect(),
    destroy: () => {
      provider.destroy()
      provider.awareness.destroy()
    },
  }
}

const authMessage = 2

/** The stock client only prints a refusal to the console; its handler table is its public seam. */
function denialsOf(provider: WebsocketProvider3): string[] {
  const denials: string[] = []
  provider.messageHandlers[authMessage] = (_encoder, decoder) => {
    denials.push(new TextDecoder().decode(decoder.arr.subarray(decoder.pos + 2)))
  }
  return denials
}
