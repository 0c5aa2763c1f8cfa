/**
 * What every page of a document stands on: the document, who is in it, whether it is saved, and the switch to go
 * offline. Pages read its signals; the editors get `doc` and `awareness`.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Dialect, readinessOf, serverOf } from '../address.ts'
import type { Person } from '../person.ts'
import { readReceived, readSent } from '../saving/read-frame.ts'
import type { SaveEvent } from '../saving/save-state.ts'
import { SavingMonitor } from '../saving/saving-monitor.ts'
import { watchedWebSocket } from '../saving/watched-socket.ts'
import { openLink } from './link.ts'
import { type Present, presentIn } from './present.ts'

export interface Session {
  readonly documentId: string
  readonly server: string
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly saving: SavingMonitor
  /** The content is here; never false again. */
  readonly isLoaded: ReadonlySignal<boolean>
  /** Oneself first. */
  readonly present: ReadonlySignal<readonly Present[]>
  readonly isSwitchedOff: ReadonlySignal<boolean>
  introduce(person: Person): void
  switchOff(isOff: boolean): void
}

export interface SessionOptions {
  readonly url: URL
  readonly documentId: string
  readonly dialect: Dialect
}

export async function openSession({ url, documentId, dialect }: SessionOptions): Promise<Session> {
  const doc = new Y.Doc()
  const server = serverOf(url)
  const saving = new SavingMonitor({ hasAcks: dialect === 'hocuspocus', readinessUrl: readinessOf(url) })
  const isLoaded = signal(false)
  const isSwitchedOff = signal(false)
  const link = await openLink(dialect, {
    ...{ server, documentId, doc, socketClass: watchedFor(saving, dialect) },
    onSynced: () => {
      isLoaded.value = true
    },
    onDenied: () => saving.handle({ type: 'denied' }),
  })
  // After the provider's own listener: what is sent at once is on the wire before it is counted.
  doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (local) saving.handle({ type: 'changed' })
  })
  warnBeforeLoss(saving)
  return {
    ...{ documentId, server, doc, saving, isLoaded, isSwitchedOff, awareness: link.awareness },
    present: presentIn(link.awareness),
    introduce: ({ name, color }) => link.awareness.setLocalStateField('user', { name, color }),
    switchOff(isOff) {
      isSwitchedOff.value = isOff
      saving.switchOff(isOff)
      if (isOff) link.disconnect()
      else link.connect()
    },
  }
}

function watchedFor(saving: SavingMonitor, dialect: Dialect): typeof WebSocket {
  const hasAcks = dialect === 'hocuspocus'
  const handle = (event: SaveEvent | null) => {
    if (event !== null) saving.handle(event)
  }
  return watchedWebSocket({
    opened: () => handle({ type: 'opened' }),
    closed: () => handle({ type: 'closed' }),
    sent: (frame) => handle(hasAcks ? readSent(frame) : null),
    received: (frame) => handle(hasAcks ? readReceived(frame) : null),
  })
}

/** What is not on the server is nowhere but in this tab. */
function warnBeforeLoss(saving: SavingMonitor): void {
  addEventListener('beforeunload', (event) => {
    if (saving.unsavedCount.peek() > 0) event.preventDefault()
  })
}
