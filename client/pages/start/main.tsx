/** The first page: make a document, open one, and how to bring one's own editor. */
import { render } from 'preact'
import { addressOf, documentIn } from '../shared/address.ts'
import { StartPage } from './start-page.tsx'

const url = new URL(location.href)
if (url.searchParams.has('document')) {
  // What a replay writes, and what other editors are shown to use, is a plain text.
  location.replace(addressOf('code', documentIn(url)))
} else {
  const root = document.getElementById('page')
  if (root !== null) render(<StartPage url={url} />, root)
  // Everything answers from here on; how long it took can be read from the page's timings.
  performance.mark('weft-ready')
}
