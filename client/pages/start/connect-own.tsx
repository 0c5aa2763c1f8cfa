import { useState } from 'preact/hooks'
import { snippetFor } from '../shared/address.ts'
import { copyText } from '../shared/ui/copy-text.ts'
import { Icon } from '../shared/ui/icon.tsx'

/** Five lines that put any editor with a Yjs binding on this very server. */
export function ConnectOwn({ server }: { server: string }) {
  const [isCopied, setCopied] = useState(false)
  const snippet = snippetFor(server, 'my-document')
  const copy = async () => {
    await copyText(snippet)
    setCopied(true)
  }
  return (
    <section class="own" aria-labelledby="own-title">
      <div class="own-head">
        <h2 id="own-title">Connect your own editor</h2>
        <button type="button" class="button" onClick={copy}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
        </button>
      </div>
      <p class="soft">
        This server speaks what your editor already uses. Tiptap, ProseMirror, CodeMirror, Monaco, Lexical and
        Slate have a Yjs binding; <a href="./code?document=my-document">open the same document here</a> and
        watch.
      </p>
      <pre>
        <code>{snippet}</code>
      </pre>
    </section>
  )
}
