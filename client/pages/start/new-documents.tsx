import { addressOf, type PageKind } from '../shared/address.ts'
import { newDocumentName, randomBelow } from '../shared/new-name.ts'
import { Icon } from '../shared/ui/icon.tsx'

const kinds: readonly { readonly page: PageKind; readonly title: string; readonly about: string }[] = [
  { page: 'write', title: 'New text', about: 'Headings, lists, tables, tasks, links' },
  { page: 'code', title: 'New code', about: 'A code editor for two, or twenty' },
  { page: 'board', title: 'New board', about: 'Cards in columns, dragged together' },
]

/** One way in for each page; the document gets a name that is hard to guess. */
export function NewDocuments() {
  return (
    <ul class="new-documents">
      {kinds.map(({ page, title, about }) => (
        <li key={page}>
          <button type="button" class="new-document" onClick={() => location.assign(newAddress(page))}>
            <span class="new-icon">
              <Icon name={page} />
            </span>
            <span>
              <b>{title}</b>
              <span class="soft">{about}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function newAddress(page: PageKind): string {
  return addressOf(page, newDocumentName(randomBelow))
}
