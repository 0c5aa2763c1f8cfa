import { serverOf } from '../shared/address.ts'
import { Logo } from '../shared/ui/icon.tsx'
import { ConnectOwn } from './connect-own.tsx'
import { NewDocuments } from './new-documents.tsx'
import { OpenByName } from './open-by-name.tsx'
import { Recent } from './recent.tsx'
import { Weave } from './weave.tsx'

export function StartPage({ url }: { url: URL }) {
  return (
    <div class="start">
      <header class="start-head">
        <span class="brand">
          <Logo /> Weft
        </span>
        <OpenByName />
      </header>
      <main>
        <section class="hero">
          <Weave />
          <h1>Write together. Saved means on disk.</h1>
          <p>
            Make a document and share its address. Everybody who opens it writes in it at once, and when it
            says <em>saved</em>, the server can lose its power and not lose a letter.
          </p>
        </section>
        <NewDocuments />
        <Recent />
        <ConnectOwn server={serverOf(url)} />
      </main>
    </div>
  )
}
