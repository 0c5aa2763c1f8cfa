/** The same through `y-websocket`. */
import { WebsocketProvider } from 'y-websocket'
import type { Link, LinkOptions } from './link.ts'

export function openYWebsocket({ server, documentId, doc, socketClass, onSynced }: LinkOptions): Link {
  const path = documentId.split('/').map(encodeURIComponent).join('/')
  const provider = new WebsocketProvider(server, path, doc, {
    WebSocketPolyfill: socketClass,
    // Tabs of one browser would exchange edits past the server, and the page would show what is not there.
    disableBc: true,
  })
  provider.on('sync', (isSynced: boolean) => {
    if (isSynced) onSynced()
  })
  return {
    awareness: provider.awareness,
    connect: () => provider.connect(),
    disconnect: () => provider.disconnect(),
  }
}
