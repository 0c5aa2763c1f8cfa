import * as Y from 'yjs'

/** One random edit: what, where and with which text, as numbers that any state can make sense of. */
export interface Edit {
  readonly kind: EditKind
  readonly at: number
  readonly length: number
  readonly text: string
}

export const editKinds = [
  'text-insert',
  'text-delete',
  'text-format',
  'text-embed',
  'array-insert',
  'array-delete',
  'array-nest',
  'map-set',
  'map-nest',
  'map-delete',
  'xml-insert',
  'xml-attribute',
  'xml-text',
  'xml-delete',
  'undo',
  'redo',
] as const
export type EditKind = (typeof editKinds)[number]

/** Makes the edit in one transaction. `undoManager` is null for those who have none. */
export function makeEdit(doc: Y.Doc, edit: Edit, undoManager: Y.UndoManager | null): void {
  const { kind } = edit
  if (kind === 'undo') undoManager?.undo()
  else if (kind === 'redo') undoManager?.redo()
  else doc.transact(() => makers[kind](doc, edit), 'edit')
}

type Maker = (doc: Y.Doc, edit: Edit) => void

const makers: Record<Exclude<EditKind, 'undo' | 'redo'>, Maker> = {
  'text-insert': (doc, { at, length, text }) => {
    const target = textOf(doc)
    const format = length % 3 === 0 ? { bold: true } : undefined
    target.insert(boundary(target, at), text, format)
  },
  'text-delete': (doc, { at, length }) => {
    const target = textOf(doc)
    const from = boundary(target, at)
    const to = boundary(target, from + 1 + (length % 5))
    if (to > from) target.delete(from, to - from)
  },
  'text-format': (doc, { at, length, text }) => {
    const target = textOf(doc)
    const from = boundary(target, at)
    const to = boundary(target, from + 1 + (length % 7))
    const value = length % 2 === 0 ? null : text
    if (to > from) target.format(from, to - from, { [at % 2 === 0 ? 'bold' : 'link']: value })
  },
  'text-embed': (doc, { at, text }) => {
    const target = textOf(doc)
    target.insertEmbed(boundary(target, at), { image: text, nested: [1, { deep: null }] })
  },
  'array-insert': (doc, { at, length, text }) => {
    const target = doc.getArray('array')
    const values = [
      text,
      length,
      length / 3,
      null,
      { [text]: [true, length] },
      { big: 12_345_678_901n },
      new Uint8Array([length]),
    ]
    target.insert(at % (target.length + 1), values.slice(length % 4, 1 + (length % 7)))
  },
  'array-delete': (doc, { at, length }) => deleteFrom(doc.getArray('array'), at, length),
  'array-nest': (doc, { at, length, text }) => {
    const target = doc.getArray('array')
    const existing = target.get(at % (target.length + 1))
    if (existing instanceof Y.Map) existing.set(text, length)
    else if (existing instanceof Y.Text) existing.insert(0, text)
    else if (existing instanceof Y.Array) existing.push([text])
    else target.insert(at % (target.length + 1), [nested(length, text)])
  },
  'map-set': (doc, { at, length, text }) => {
    doc.getMap('map').set(`key${at % 4}`, length % 3 === 0 ? new Uint8Array([1, length]) : { text })
  },
  'map-nest': (doc, { at, length, text }) => {
    const target = doc.getMap('map')
    const existing = target.get(`key${at % 4}`)
    if (existing instanceof Y.Map) existing.set(`inner${length % 3}`, text)
    else if (existing instanceof Y.Text) existing.insert(0, text)
    else target.set(`key${at % 4}`, nested(length, text))
  },
  'map-delete': (doc, { at }) => doc.getMap('map').delete(`key${at % 4}`),
  'xml-insert': (doc, { at, length, text }) => {
    const parent = xmlParent(doc, at)
    const node =
      length % 5 === 0
        ? new Y.XmlHook('hook')
        : length % 2 === 0
          ? new Y.XmlText(text)
          : new Y.XmlElement('p')
    parent.insert(length % (parent.length + 1), [node as Y.XmlElement])
  },
  'xml-attribute': (doc, { at, length, text }) => {
    const parent = xmlParent(doc, at)
    if (parent instanceof Y.XmlElement) parent.setAttribute(`name${length % 3}`, text)
  },
  'xml-text': (doc, { at, length, text }) => {
    const found = xmlParent(doc, at)
      .toArray()
      .find((node) => node instanceof Y.XmlText)
    if (!(found instanceof Y.XmlText)) return
    const from = boundary(found, length)
    if (length % 3 === 0 && found.length > from)
      found.format(from, boundary(found, from + 3) - from || 1, { em: text })
    else found.insert(from, text)
  },
  'xml-delete': (doc, { at, length }) => deleteFrom(xmlParent(doc, at), length, at),
}

/** Shared types a nested edit may put in, subdocuments too. */
function nested(which: number, text: string): unknown {
  const kinds = [
    () => new Y.Map([[text, which]]),
    () => new Y.Text(text),
    () => Y.Array.from([text, which]),
    () => new Y.Doc({ guid: `sub-${text}`, meta: { which }, autoLoad: which % 2 === 0 }),
    () => new Y.XmlElement('nested'),
  ]
  return kinds[which % kinds.length]?.()
}

function textOf(doc: Y.Doc): Y.Text {
  return doc.getText('text')
}

function xmlParent(doc: Y.Doc, at: number): Y.XmlFragment {
  const root = doc.getXmlFragment('xml')
  const child = root.length === 0 ? undefined : root.get(at % root.length)
  return at % 3 !== 0 && child instanceof Y.XmlElement ? child : root
}

function deleteFrom(target: Y.Array<unknown> | Y.XmlFragment, at: number, length: number): void {
  if (target.length === 0) return
  const from = at % target.length
  target.delete(from, Math.min(1 + (length % 3), target.length - from))
}

/**
 * A place between two characters, never inside a surrogate pair: there Yjs itself shows the author something
 * else than everybody else.
 */
function boundary(text: Y.Text, at: number): number {
  const wanted = at % (text.length + 1)
  const before = charCodeBefore(text, wanted)
  return before >= 0xd800 && before <= 0xdbff ? wanted + 1 : wanted
}

function charCodeBefore(text: Y.Text, position: number): number {
  let left = position
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    const length = typeof insert === 'string' ? insert.length : 1
    if (left <= length) return typeof insert === 'string' ? insert.charCodeAt(left - 1) : 0
    left -= length
  }
  return 0
}
