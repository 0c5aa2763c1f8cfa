import * as Y from 'yjs'

/**
 * A document as a server would hold it: what it is given and nothing of its own. After a transaction Yjs
 * tidies formats away, which deletes what nobody deleted, and what others may still need when this document
 * has only part of the state.
 */
export function serverDoc(options: { readonly gc?: boolean } = {}): Y.Doc {
  const doc = new Y.Doc({ gc: options.gc ?? true })
  doc.on('afterTransaction', (transaction) => {
    transaction._needFormattingCleanup = false
  })
  return doc
}

export function docOf(update: Uint8Array): Y.Doc {
  const doc = serverDoc()
  Y.applyUpdate(doc, update)
  return doc
}

/**
 * One state in its one form: loaded once into a fresh document with garbage collection. Documents that lived
 * differently keep deleted content, and merge what they have, differently.
 */
export function canonical(update: Uint8Array): Uint8Array {
  return Y.encodeStateAsUpdate(docOf(update))
}

export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

/**
 * Gives an update, and lets everything come in that could. A Y.Doc may leave a struct waiting although all it
 * needs is there: when it got stuck together with another one, only what that one misses is remembered.
 */
export function applySettled(doc: Y.Doc, update: Uint8Array): void {
  Y.applyUpdate(doc, update)
  for (let before = -1; before !== ticksOf(doc); ) {
    before = ticksOf(doc)
    const pending = doc.store.pendingStructs
    if (pending === null) return
    doc.store.pendingStructs = null
    Y.applyUpdateV2(doc, pending.update)
  }
}

function ticksOf(doc: Y.Doc): number {
  let ticks = 0
  for (const clock of Y.decodeStateVector(Y.encodeStateVector(doc)).values()) ticks += clock
  return ticks
}

/** A state vector in its one form, whatever the order of its entries. */
export function clocksOf(stateVector: Uint8Array): [number, number][] {
  return [...Y.decodeStateVector(stateVector)].sort((one, other) => one[0] - other[0])
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
