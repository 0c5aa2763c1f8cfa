/** What addresses of pages mean and how they are made: which page, which document, which server. Pure. */

export type PageKind = 'write' | 'code' | 'board'
export type Dialect = 'hocuspocus' | 'y-websocket'

const DEFAULT_DOCUMENT = 'welcome'

/** `?document=friends`: anything a document may be called, percent-encoded. */
export function documentIn(url: URL): string {
  return url.searchParams.get('document') || DEFAULT_DOCUMENT
}

/** `&via=y-websocket` connects the same page with the other stock provider. */
export function dialectIn(url: URL): Dialect {
  return url.searchParams.get('via') === 'y-websocket' ? 'y-websocket' : 'hocuspocus'
}

/** Relative, so that it holds under the path prefix of a proxy. */
export function addressOf(page: PageKind, documentId: string): string {
  return `./${page}?${new URLSearchParams({ document: documentId })}`
}

/** The server that served the page, under the same path: a proxy may have put it below one. */
export function serverOf(url: URL): string {
  const scheme = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return `${scheme}//${url.host}${directoryOf(url)}`
}

/** Where the same server says whether its disk works. */
export function readinessOf(url: URL): string {
  return `${url.protocol}//${url.host}${directoryOf(url)}/readyz`
}

/** Five lines that put another editor on this very server. */
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

function directoryOf({ pathname }: URL): string {
  return pathname.slice(0, pathname.lastIndexOf('/'))
}
