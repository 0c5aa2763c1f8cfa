import * as Y from 'yjs'

/**
 * Everything a client or a tool may do with an update it was sent: apply it, merge it, cut it, write the
 * state out and load it again, read all of it, edit on. Throws where Yjs throws.
 */
export function receive(before: Uint8Array, update: Uint8Array): void {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, before)
  Y.applyUpdate(doc, update)
  Y.mergeUpdates([before, update])
  Y.mergeUpdates([update, update])
  Y.diffUpdate(update, Y.encodeStateVector(doc))
  Y.diffUpdate(update, Uint8Array.of(0))
  readAll(doc)
  for (const gc of [true, false]) {
    const reloaded = new Y.Doc({ gc })
    Y.applyUpdate(reloaded, Y.encodeStateAsUpdate(doc))
    readAll(reloaded)
    edit(reloaded)
  }
}

function readAll(doc: Y.Doc): void {
  doc.toJSON()
  Y.encodeStateAsUpdate(doc)
  Y.encodeStateVector(doc)
}

function edit(doc: Y.Doc): void {
  const text = doc.getText('text')
  text.insert(0, 'edited')
  text.format(0, 3, { bold: true })
  doc.getMap('map').set('key', 1)
  text.delete(1, 2)
  Y.encodeStateAsUpdate(doc)
}
