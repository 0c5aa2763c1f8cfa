import { addressOf } from '../shared/address.ts'

/** Opens a document that somebody named, or makes it. */
export function OpenByName() {
  const open = (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const name = new FormData(event.currentTarget).get('document')
    if (typeof name === 'string' && name.trim() !== '') location.assign(addressOf('write', name.trim()))
  }
  return (
    <form class="open" onSubmit={open}>
      <label class="unseen" for="name">
        Name of a document
      </label>
      <input
        id="name"
        name="document"
        placeholder="Open by name"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={120}
        required
      />
      <button type="submit" class="button">
        Open
      </button>
    </form>
  )
}
