import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import {
  HocuspocusProvider as HocuspocusProvider3,
  HocuspocusProviderWebsocket as HocuspocusProviderWebsocket3,
} from '@hocuspocus/provider-3'
import * as Y from 'yjs'
import type { SocketRecord } from './recording-socket.ts'
import { recordingSocket } from './recording-socket.ts'
import type { OpenOptions, StockClient } from './stock-client.ts'

/** One WebSocket of `@hocuspocus/provider`, for one provider or many. */
export interface ProviderSocket {
  readonly version: 4 | 3
  readonly websocketProvider: HocuspocusProviderWebsocket
  readonly record: SocketRecord
  destroy(): void
}

export interface ProviderOptions extends OpenOptions {
  readonly version: 4 | 3
  readonly sessionAwareness?: boolean
  readonly token?: string
  readonly flushDelay?: number
  /** Shares this socket; without it the provider opens one of its own. */
  readonly socket?: ProviderSocket
}

export interface ProviderClient extends StockClient {
  readonly provider: HocuspocusProvider
  /** Every value `unsyncedChanges` was reported to take. */
  readonly unsynced: number[]
}

export function providerSocket(
  options: Pick<ProviderOptions, 'version' | 'wsUrl' | 'headers'>,
): ProviderSocket {
  const { record, Socket } = recordingSocket(options.headers)
  const configuration = { url: options.wsUrl, WebSocketPolyfill: Socket }
  // Version 3 has the same surface as far as tests use it; its types differ only in what they leave out.
  const websocketProvider =
    options.version === 4
      ? new HocuspocusProviderWebsocket(configuration)
      : (new HocuspocusProviderWebsocket3(configuration) as unknown as HocuspocusProviderWebsocket)
  return { version: options.version, websocketProvider, record, destroy: () => websocketProvider.destroy() }
}

/** A real `HocuspocusProvider` with nothing changed but the socket class, which only records. */
export function stockProvider(options: ProviderOptions): ProviderClient {
  const socket = options.socket ?? providerSocket(options)
  const document = options.document ?? new Y.Doc()
  const denials: string[] = []
  const unsynced: number[] = []
  const Provider =
    options.version === 4 ? HocuspocusProvider : (HocuspocusProvider3 as unknown as typeof HocuspocusProvider)
  const provider = new Provider({
    websocketProvider: socket.websocketProvider,
    name: options.documentId,
    document,
    token: options.token ?? '',
    ...(options.withAwareness === false ? { awareness: null } : {}),
    ...(options.sessionAwareness ? { sessionAwareness: true } : {}),
    ...(options.flushDelay ? { flushDelay: options.flushDelay } : {}),
    onAuthenticationFailed: ({ reason }) => denials.push(reason),
    onUnsyncedChanges: ({ number }) => unsynced.push(number),
  })
  provider.attach()
  return {
    provider,
    document,
    awareness: provider.awareness,
    record: socket.record,
    denials,
    unsynced,
    isSynced: () => provider.isSynced,
    isSaved: () => provider.isSynced && provider.unsyncedChanges === 0,
    disconnect: () => socket.websocketProvider.disconnect(),
    connect: () => void socket.websocketProvider.connect(),
    destroy: () => {
      provider.destroy()
      if (options.socket === undefined) socket.destroy()
    },
  }
}
