import { useState } from 'preact/hooks'
import { addressOf } from '../shared/address.ts'
import { forget, recentDocuments } from '../shared/recent-documents.ts'
import { Icon } from '../shared/ui/icon.tsx'
import { agoInWords } from './ago.ts'

/** What this browser had open. */
export function Recent() {
  const [list, setList] = useState(() => recentDocuments(localStorage))
  const nowMs = Date.now()
  return (
    <section aria-labelledby="recent-title">
      <h2 id="recent-title">Recent</h2>
      {list.length === 0 ? (
        <p class="nothing">What you open appears here, in this browser only.</p>
      ) : (
        <ul class="recent">
          {list.map((each) => (
            <li key={`${each.page} ${each.documentId}`}>
              <a href={addressOf(each.page, each.documentId)}>
                <Icon name={each.page} />
                <span class="recent-name">{each.documentId}</span>
                <span class="soft">{agoInWords(nowMs - each.openedAtMs)}</span>
              </a>
              <button
                type="button"
                class="tool"
                aria-label={`Remove ${each.documentId} from this list`}
                onClick={() => {
                  forget(localStorage, each)
                  setList(recentDocuments(localStorage))
                }}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
