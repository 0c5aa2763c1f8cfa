import { Editor } from '@tiptap/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Session } from '../shared/session/session.ts'
import { OtherFaceHint } from '../shared/ui/other-face-hint.tsx'
import { extensionsFor } from './extensions.ts'
import { Toolbar } from './toolbar.tsx'

/** The paper and the tools above it. */
export function WritePage({ session }: { session: Session }) {
  const paper = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  useEffect(() => {
    const made = new Editor({
      element: paper.current,
      extensions: extensionsFor(session),
      editorProps: {
        attributes: {
          'aria-label': 'Shared text',
          'aria-multiline': 'true',
          role: 'textbox',
          spellcheck: 'true',
        },
      },
    })
    setEditor(made)
    return () => made.destroy()
  }, [session])
  return (
    <>
      {editor !== null && <Toolbar editor={editor} />}
      <OtherFaceHint session={session} page="write" />
      <div class="paper" ref={paper} />
    </>
  )
}
