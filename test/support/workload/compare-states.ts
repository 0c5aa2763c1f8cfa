import * as Y from 'yjs'

/**
 * A document's state as bytes that are equal exactly when content and delete sets are: loaded into a fresh
 * gc'ing `Y.Doc`, since the encoding of a long-lived one depends on how it got there. Throws where something
 * is pending.
 */
export function canonicalState(...updates: readonly Uint8Array[]): Uint8Array {
  const merged = docOf(updates)
  const reloaded = docOf([Y.encodeStateAsUpdate(merged)])
  if (reloaded.store.pendingStructs !== null || reloaded.store.pendingDs !== null) {
    throw new Error('the state has a gap: something in it waits for what is not there')
  }
  return Y.encodeStateAsUpdate(reloaded)
}

/**
 * Whether everything in `updates` is already in the document that `base` makes: applying it there changes
 * nothing and leaves nothing pending.
 */
export function holdsAll(base: readonly Uint8Array[], updates: readonly Uint8Array[]): boolean {
  const known = docOf(base)
  let hasChanged = false
  known.on('update', () => {
    hasChanged = true
  })
  known.transact(() => {
    for (const update of updates) Y.applyUpdate(known, update)
  })
  return !hasChanged && known.store.pendingStructs === null && known.store.pendingDs === null
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}
