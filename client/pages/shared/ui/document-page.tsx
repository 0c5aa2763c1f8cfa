/** The frame that the pages of a document share. The editor itself is drawn once its content is here. */
import { type ComponentChildren, render } from 'preact'
import { useState } from 'preact/hooks'
import { dialectIn, documentIn, type PageKind } from '../address.ts'
import { keepPerson, keptPerson, suggestPerson } from '../person.ts'
import { noteOpened } from '../recent-documents.ts'
import { openSession, type Session } from '../session/session.ts'
import { PersonDialog } from './person-dialog.tsx'
import { TopBar } from './top-bar.tsx'

type DrawEditor = (session: Session) => ComponentChildren

export async function startDocumentPage(page: PageKind, drawEditor: DrawEditor): Promise<void> {
  const url = new URL(location.href)
  const documentId = documentIn(url)
  document.title = `${documentId} · Weft`
  noteOpened(localStorage, { page, documentId, openedAtMs: Date.now() })
  const session = await openSession({ url, documentId, dialect: dialectIn(url) })
  const root = document.getElementById('page')
  if (root === null) throw new Error('the page has no place to be drawn in')
  render(<DocumentPage page={page} session={session} drawEditor={drawEditor} />, root)
}

interface DocumentPageProps {
  readonly page: PageKind
  readonly session: Session
  readonly drawEditor: DrawEditor
}

function DocumentPage({ page, session, drawEditor }: DocumentPageProps) {
  const [isAsking, setAsking] = useState(keptPerson(localStorage) === null)
  const [person, setPerson] = useState(introduced(session))
  return (
    <>
      <TopBar page={page} session={session} onEditSelf={() => setAsking(true)} />
      <main class={`page ${page}-page`}>{session.isLoaded.value ? drawEditor(session) : <Loading />}</main>
      {isAsking && (
        <PersonDialog
          person={person}
          isFirstTime={keptPerson(localStorage) === null}
          onClose={() => setAsking(false)}
          onChosen={(chosen) => {
            keepPerson(localStorage, chosen)
            session.introduce(chosen)
            setPerson(chosen)
            setAsking(false)
          }}
        />
      )}
    </>
  )
}

/** Others see a suggested name until one has chosen. */
function introduced(session: Session) {
  return () => {
    const person = keptPerson(localStorage) ?? suggestPerson(Math.random)
    session.introduce(person)
    return person
  }
}

function Loading() {
  return (
    <div class="loading" role="status">
      <span class="unseen">The document is being fetched</span>
      <i />
      <i />
      <i />
    </div>
  )
}
