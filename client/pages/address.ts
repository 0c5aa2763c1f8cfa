/** What the page's address says: which document, and where its server listens. Pure. */

const DEFAULT_DOCUMENT = 'welcome'

/** `/?document=friends` or `/#friends`; anything a document may be called, percent-encoded. */
export function documentIn(url: URL): string {
  const named = url.searchParams.get('document') ?? decode(url.hash.slice(1))
  return named === '' ? DEFAULT_DOCUMENT : named
}

/** The server that served the page, under the same path: a proxy may have put it below one. */
export function serverOf(url: URL): string {
  const scheme = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const path = url.pathname.slice(0, url.pathname.lastIndexOf('/'))
  return `${scheme}//${url.host}${path}`
}

/** Five lines that put another editor on this very document. */
export function snippetFor(server: string, documentId: string): string {
  const id = JSON.stringify(documentId)
  const path = JSON.stringify(documentId.split('/').map(encodeURIComponent).join('/'))
  return [
    `import { HocuspocusProvider } from '@hocuspocus/provider'`,
    `const provider = new HocuspocusProvider({ url: '${server}', name: ${id} })`,
    `const text = provider.document.getText('text')  // give it to your editor's Yjs binding`,
    `provider.on('unsyncedChanges', ({ number }) => {})  // 0: everything is on the server's disk`,
    `// or y-websocket: new WebsocketProvider('${server}', ${path}, new Y.Doc())`,
  ].join('\n')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
