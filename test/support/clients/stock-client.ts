import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { SocketRecord } from './recording-socket.ts'

/** What tests of every stock client have in common. The package's own object is in `provider`. */
export interface StockClient {
  readonly document: Y.Doc
  /** Null where the client was opened without awareness. */
  readonly awareness: Awareness | null
  readonly record: SocketRecord
  /** The first sync of this connection is through. */
  isSynced(): boolean
  /** Everything typed is acknowledged; clients whose dialect has no ack never say so. */
  isSaved(): boolean
  /** What the stock app was told when it was refused. */
  readonly denials: string[]
  /** Leaves on purpose, as an app does that goes offline; `connect` comes back. */
  disconnect(): void
  connect(): void
  destroy(): void
}

export interface OpenOptions {
  readonly wsUrl: string
  readonly documentId: string
  readonly withAwareness?: boolean
  readonly document?: Y.Doc
  /** Sent with every upgrade, as a browser sends `Origin`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The document's shared text; every test edits the one called `text`. */
export function textOf(client: Pick<StockClient, 'document'>): string {
  return client.document.getText('text').toString()
}

export function type(client: Pick<StockClient, 'document'>, text: string): void {
  const shared = client.document.getText('text')
  shared.insert(shared.length, text)
}
