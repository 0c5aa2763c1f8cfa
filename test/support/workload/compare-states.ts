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
 * Whether everything in `updates` is in what `base` makes. It may be there and wait: an edit that builds on
 * one the server lost before acknowledging it is kept, acknowledged, and shown when the other comes back.
 */
export function holdsAll(base: readonly Uint8Array[], updates: readonly Uint8Array[]): boolean {
  const known = docOf(base)
  const before = extentOf(known)
  let hasChanged = false
  known.on('update', () => {
    hasChanged = true
  })
  known.transact(() => {
    for (const update of updates) Y.applyUpdate(known, update)
  })
  return !hasChanged && extentOf(known) === before
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/** What waits in a document, as ranges: how its structs are cut does not matter. */
function extentOf(doc: Y.Doc): string {
  const { pendingStructs, pendingDs } = doc.store
  const structs = pendingStructs === null ? [] : rangesOf(Y.decodeUpdateV2(pendingStructs.update))
  const deletes = pendingDs === null ? [] : [...Y.decodeUpdateV2(pendingDs).ds.clients]
  return JSON.stringify({ structs, deletes })
}

function rangesOf({ structs }: ReturnType<typeof Y.decodeUpdateV2>): number[][] {
  const ranges: number[][] = []
  const content = structs.filter((struct) => struct.constructor.name !== 'Skip')
  for (const { id, length } of content.toSorted(
    (a, b) => a.id.client - b.id.client || a.id.clock - b.id.clock,
  )) {
    const last = ranges.at(-1)
    const continues = last !== undefined && last[0] === id.client && last[2] === id.clock
    if (continues) last[2] = id.clock + length
    else ranges.push([id.client, id.clock, id.clock + length])
  }
  return ranges
}
