/** Keeps somebody else's caret in view, as long as one follows them. */
import { EditorView } from '@codemirror/view'
import * as Y from 'yjs'
import type { Session } from '../shared/session/session.ts'

/** Returns how to stop. At most once per frame: a replay moves carets hundreds of times a second. */
export function follow(view: EditorView, { awareness, doc }: Session, clientId: number): () => void {
  let frame = 0
  const show = () => {
    frame = 0
    const offset = caretOf(awareness.getStates().get(clientId), doc)
    if (offset === null || offset > view.state.doc.length) return
    view.dispatch({ effects: EditorView.scrollIntoView(offset, { y: 'center' }) })
  }
  const ask = () => {
    frame ||= requestAnimationFrame(show)
  }
  awareness.on('change', ask)
  doc.on('update', ask)
  ask()
  return () => {
    cancelAnimationFrame(frame)
    awareness.off('change', ask)
    doc.off('update', ask)
  }
}

/** What others say is anything at all: null when it is no position in this document. */
function caretOf(state: Record<string, unknown> | undefined, doc: Y.Doc): number | null {
  const cursor = state?.cursor
  if (typeof cursor !== 'object' || cursor === null || !('head' in cursor)) return null
  try {
    const position = Y.createRelativePositionFromJSON(cursor.head)
    return Y.createAbsolutePositionFromRelativePosition(position, doc)?.index ?? null
  } catch {
    return null
  }
}
