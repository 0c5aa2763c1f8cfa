/** Asks where the selected words shall lead. */
import type { Editor } from '@tiptap/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { linkTarget } from './link-target.ts'

export function LinkDialog({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const before: unknown = editor.getAttributes('link').href
  const [address, setAddress] = useState(typeof before === 'string' ? before : '')
  const target = linkTarget(address)
  useEffect(() => dialog.current?.showModal(), [])
  const submit = (event: Event) => {
    event.preventDefault()
    if (target === null) return
    dialog.current?.close()
    applyLink(editor, target)
  }
  const remove = () => {
    dialog.current?.close()
    editor.chain().focus().extendMarkRange('link').unsetLink().run()
  }
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="link-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="link-title">Link</h2>
        <label class="field">
          <span>Address</span>
          <input
            value={address}
            inputMode="url"
            placeholder="example.org"
            autocomplete="off"
            aria-invalid={address !== '' && target === null}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        <div class="dialog-actions">
          {before !== undefined && (
            <button type="button" class="button" onClick={remove}>
              Remove link
            </button>
          )}
          <button type="submit" class="button primary" disabled={target === null}>
            Set link
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** Without a selection the address itself becomes the text. */
function applyLink(editor: Editor, href: string): void {
  const chain = editor.chain().focus()
  if (editor.state.selection.empty && !editor.isActive('link')) {
    chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run()
  } else chain.extendMarkRange('link').setLink({ href }).run()
}
