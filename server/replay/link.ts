/** A participant's stock provider, as far as the replay needs to know it; one implementation per dialect. */
import { HocuspocusProvider } from '@hocuspocus/provider'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import type { Dialect } from './options.ts'

export interface Link {
  readonly isSynced: boolean
  /** What the stock app would show as not saved yet; null where the dialect has no acknowledgements. */
  readonly unsyncedChanges: number | null
  /** Presence, so that a page that watches shows who is writing. */
  setPresence(field: 'user' | 'cursor', value: unknown): void
  close(): void
}

export interface LinkOptions {
  readonly dialect: Dialect
  readonly url: string
  readonly document: string
  readonly token: string
  readonly doc: Y.Doc
  readonly socketClass: typeof WebSocket
  /** Called when `isSynced` or `unsyncedChanges` may have changed. */
  readonly onChange: () => void
}

export function openLink(options: LinkOptions): Link {
  return options.dialect === 'hocuspocus' ? openHocuspocus(options) : openYWebsocket(options)
}

function openHocuspocus({ url, document, token, doc, socketClass, onChange }: LinkOptions): Link {
  const provider = new HocuspocusProvider({
    url,
    name: document,
    document: doc,
    token,
    // Passed on to the socket; the provider's own type does not name it.
    ...{ WebSocketPolyfill: socketClass },
    onSynced: onChange,
    onUnsyncedChanges: onChange,
  })
  return {
    get isSynced() {
      return provider.isSynced
    },
    get unsyncedChanges() {
      return provider.unsyncedChanges
    },
    setPresence: (field, value) => provider.setAwarenessField(field, value),
    close: () => provider.destroy(),
  }
}

function openYWebsocket({ url, document, token, doc, socketClass, onChange }: LinkOptions): Link {
  const provider = new WebsocketProvider(url, document.split('/').map(encodeURIComponent).join('/'), doc, {
    WebSocketPolyfill: socketClass,
    // Between documents of one process it would carry edits past the server.
    disableBc: true,
    params: token === '' ? {} : { token },
  })
  provider.on('sync', onChange)
  return {
    get isSynced() {
      return provider.synced
    },
    unsyncedChanges: null,
    setPresence: (field, value) => provider.awareness.setLocalStateField(field, value),
    close: () => provider.destroy(),
  }
}
