/** A document's connection through one of the two stock providers, as far as the pages need to know it. */
import { HocuspocusProvider } from '@hocuspocus/provider'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Dialect } from '../address.ts'

export interface Link {
  readonly awareness: Awareness
  connect(): void
  disconnect(): void
}

export interface LinkOptions {
  readonly server: string
  readonly documentId: string
  readonly doc: Y.Doc
  readonly socketClass: typeof WebSocket
  /** The document is as the server has it; again after every reconnect. */
  readonly onSynced: () => void
  readonly onDenied: () => void
}

/** The second dialect is rarely asked for: its provider is loaded only then. */
export async function openLink(dialect: Dialect, options: LinkOptions): Promise<Link> {
  if (dialect === 'hocuspocus') return openHocuspocus(options)
  const { openYWebsocket } = await import('./y-websocket-link.ts')
  return openYWebsocket(options)
}

/** People look at the page while it reconnects: not the stock client's half minute. */
const RECONNECT_MAX_MS = 5_000

function openHocuspocus({ server, documentId, doc, socketClass, onSynced, onDenied }: LinkOptions): Link {
  const provider = new HocuspocusProvider({
    url: server,
    name: documentId,
    document: doc,
    // Both are passed on to the socket; the provider's own type does not name them.
    ...{ WebSocketPolyfill: socketClass, maxDelay: RECONNECT_MAX_MS },
    onSynced,
    onAuthenticationFailed: onDenied,
  })
  const { awareness } = provider
  if (awareness === null) throw new Error('the provider was made without awareness')
  return {
    awareness,
    connect: () => void provider.connect(),
    disconnect: () => provider.disconnect(),
  }
}
