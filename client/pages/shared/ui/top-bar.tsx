/** The head of every document: where one is, whether it is saved, who is here. */
import { addressOf, type PageKind } from '../address.ts'
import type { Session } from '../session/session.ts'
import { Avatars } from './avatars.tsx'
import { Icon, Logo } from './icon.tsx'
import { OfflineSwitch } from './offline-switch.tsx'
import { SaveChip } from './save-chip.tsx'
import { ShareButton } from './share-button.tsx'

interface TopBarProps {
  readonly page: PageKind
  readonly session: Session
  readonly onEditSelf: () => void
}

const pages = [
  { page: 'write', label: 'Text' },
  { page: 'code', label: 'Code' },
  { page: 'board', label: 'Board' },
] as const

export function TopBar({ page, session, onEditSelf }: TopBarProps) {
  return (
    <header class="top">
      <a class="home" href="./" title="All documents">
        <Logo />
        <span class="unseen">Weft, all documents</span>
      </a>
      <h1 class="title" title={session.documentId}>
        {session.documentId}
      </h1>
      <nav class="faces" aria-label="Views of this document">
        {pages.map((each) => (
          <a
            key={each.page}
            href={addressOf(each.page, session.documentId)}
            aria-current={each.page === page ? 'page' : undefined}
            title={each.label}
          >
            <Icon name={each.page} />
            <span class="face-label">{each.label}</span>
          </a>
        ))}
      </nav>
      <div class="state">
        <SaveChip saving={session.saving} />
        <OfflineSwitch session={session} />
      </div>
      <Avatars present={session.present.value} onEditSelf={onEditSelf} />
      <ShareButton />
    </header>
  )
}
