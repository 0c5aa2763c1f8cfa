import { useEffect, useRef, useState } from 'preact/hooks'
import type { Session } from '../shared/session/session.ts'
import { OtherFaceHint } from '../shared/ui/other-face-hint.tsx'
import { CodeBar } from './code-bar.tsx'
import { type CodeEditor, createCodeEditor } from './create-editor.ts'

/** The editor, and the line above it: language, whom to follow, how long the text is. */
export function CodePage({ session }: { session: Session }) {
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<CodeEditor | null>(null)
  useEffect(() => {
    if (place.current === null) return
    const made = createCodeEditor(place.current, session)
    setEditor(made)
    return () => made.destroy()
  }, [session])
  return (
    <>
      {editor !== null && <CodeBar session={session} editor={editor} />}
      <OtherFaceHint session={session} page="code" />
      <div class="code-editor" ref={place} />
      <p class="code-foot soft">To leave the editor by keyboard: Esc, then Tab.</p>
    </>
  )
}
