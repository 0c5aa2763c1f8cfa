/** Which language, whom to follow, how much text. */
import { useEffect, useState } from 'preact/hooks'
import type { Session } from '../shared/session/session.ts'
import { Icon } from '../shared/ui/icon.tsx'
import type { CodeEditor } from './create-editor.ts'
import { follow } from './follow.ts'
import { chooseLanguage, languageOf, languages, onLanguageChange } from './languages.ts'

interface CodeBarProps {
  readonly session: Session
  readonly editor: CodeEditor
}

export function CodeBar({ session, editor }: CodeBarProps) {
  const { doc, documentId } = session
  const [language, setLanguage] = useState(languageOf(doc, documentId))
  useEffect(() => onLanguageChange(doc, () => setLanguage(languageOf(doc, documentId))), [doc, documentId])
  return (
    <div class="code-bar">
      <label class="choice">
        <span>Language</span>
        <select value={language} onChange={(event) => chooseLanguage(doc, event.currentTarget.value)}>
          {languages.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <FollowChoice session={session} editor={editor} />
      <TextLength session={session} />
    </div>
  )
}

function FollowChoice({ session, editor }: CodeBarProps) {
  const others = session.present.value.filter((each) => !each.isSelf)
  const [followed, setFollowed] = useState<number | null>(null)
  const isHere = others.some((each) => each.clientId === followed)
  useEffect(() => {
    return followed !== null && isHere ? follow(editor.view, session, followed) : undefined
  }, [followed, isHere, editor, session])
  if (others.length === 0) return null
  return (
    <label class="choice">
      <Icon name="eye" />
      <span>Follow</span>
      <select
        value={isHere ? String(followed) : ''}
        onChange={({ currentTarget }) =>
          setFollowed(currentTarget.value === '' ? null : Number(currentTarget.value))
        }
      >
        <option value="">nobody</option>
        {others.map(({ clientId, person }) => (
          <option key={clientId} value={clientId}>
            {person.name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Counted once per frame at most. */
function TextLength({ session }: { session: Session }) {
  const text = session.doc.getText('text')
  const [length, setLength] = useState(text.length)
  useEffect(() => {
    let frame = 0
    const ask = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        setLength(text.length)
      })
    }
    text.observe(ask)
    ask()
    return () => {
      cancelAnimationFrame(frame)
      text.unobserve(ask)
    }
  }, [text])
  return <span class="text-length soft">{length.toLocaleString('en')} characters</span>
}
