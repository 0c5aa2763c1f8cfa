/** Copies the page's address: whoever opens it is in the same document. */
import { useState } from 'preact/hooks'
import { copyText } from './copy-text.ts'
import { Icon } from './icon.tsx'

const SHOWN_MS = 2_000

export function ShareButton() {
  const [isCopied, setCopied] = useState(false)
  const share = async () => {
    await copyText(location.href)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <button type="button" class="button primary share" onClick={share}>
      <Icon name={isCopied ? 'check' : 'share'} />
      <span class="share-label" aria-live="polite">
        {isCopied ? 'Link copied' : 'Share'}
      </span>
    </button>
  )
}
