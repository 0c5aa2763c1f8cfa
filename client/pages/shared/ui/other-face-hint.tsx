/** A document can hold a text, code and a board: says so where one opened the empty one of them. */
import type * as Y from 'yjs'
import { addressOf, type PageKind } from '../address.ts'
import type { Session } from '../session/session.ts'

const faces = {
  write: { label: 'text', isEmpty: (doc: Y.Doc) => doc.getXmlFragment('default').length === 0 },
  code: { label: 'code', isEmpty: (doc: Y.Doc) => doc.getText('text').length === 0 },
  board: { label: 'board', isEmpty: (doc: Y.Doc) => doc.getMap('cards').size === 0 },
} as const

/** As it was when the page was opened: a hint that vanishes while one types would make the text jump. */
export function OtherFaceHint({ session, page }: { session: Session; page: PageKind }) {
  const { doc, documentId } = session
  const kinds = Object.keys(faces) as PageKind[]
  const other = kinds.find((kind) => kind !== page && !faces[kind].isEmpty(doc))
  if (other === undefined || !faces[page].isEmpty(doc)) return null
  return (
    <p class="hint">
      This document already holds a {faces[other].label}.{' '}
      <a href={addressOf(other, documentId)}>Open the {faces[other].label}</a>
    </p>
  )
}
