/** What the text may hold, and what binds it to the shared document. */
import type { Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { TableKit } from '@tiptap/extension-table'
import { Placeholder } from '@tiptap/extensions'
import { StarterKit } from '@tiptap/starter-kit'
import type { Session } from '../shared/session/session.ts'
import { drawCaret } from './draw-caret.ts'

export function extensionsFor({ doc, awareness }: Session): Extensions {
  return [
    StarterKit.configure({
      // The shared document has an undo of its own, which leaves alone what others wrote.
      undoRedo: false,
      heading: { levels: [1, 2, 3] },
      link: { openOnClick: false, defaultProtocol: 'https', HTMLAttributes: { rel: 'noopener noreferrer' } },
    }),
    TaskList,
    TaskItem.configure({
      nested: true,
      a11y: { checkboxLabel: (node) => `Done: ${node.textContent || 'empty task'}` },
    }),
    TableKit.configure({ table: { resizable: false } }),
    Placeholder.configure({ placeholder: 'Write something. Whoever has the link sees it at once.' }),
    Collaboration.configure({ document: doc }),
    CollaborationCaret.configure({
      provider: { awareness },
      user: awareness.getLocalState()?.user,
      render: drawCaret,
    }),
  ]
}
