/** The plain page: one shared text on the stock provider, and an honest line about where it is saved. */
import { HocuspocusProvider } from '@hocuspocus/provider'
import { documentIn, serverOf, snippetFor } from './address.ts'
import { bindText } from './editor/bind-text.ts'
import { ownPerson, readPerson, renderPeople } from './people.ts'
import { describeSaveState } from './save-state.ts'
import { watchSaving } from './watch-saving.ts'

const url = new URL(location.href)
const documentId = documentIn(url)
const field = element('text', HTMLTextAreaElement)
const provider = new HocuspocusProvider({ url: serverOf(url), name: documentId })
/** The name that replays write under, and the five lines of the page show. */
const text = provider.document.getText('text')

showAddress()
showPeople()
showSaving()
provider.on('synced', startWriting)

let isBound = false
/** Nothing can be typed before the text is there: it would look as if it replaced what it is added to. */
function startWriting(): void {
  if (isBound) return
  isBound = true
  bindText(field, text, (run) => requestAnimationFrame(run))
  field.disabled = false
  if (field.value === '') field.focus()
}

function showAddress(): void {
  document.title = `${documentId} · Weft`
  element('name', HTMLInputElement).value = documentId
  element('snippet', HTMLElement).textContent = snippetFor(serverOf(url), documentId)
  element('open', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    location.assign(`?${new URLSearchParams({ document: element('name', HTMLInputElement).value })}`)
  })
  addEventListener('hashchange', () => location.reload())
}

function showPeople(): void {
  const { awareness } = provider
  if (awareness === null) return
  const own = ownPerson(localStorage, Math.random)
  const list = element('people', HTMLElement)
  const render = () => {
    const others = [...awareness.getStates()].filter(([clientId]) => clientId !== provider.document.clientID)
    renderPeople(
      list,
      own,
      others.map(([, state]) => readPerson(state.user)),
    )
  }
  provider.setAwarenessField('user', own)
  awareness.on('change', render)
  render()
}

function showSaving(): void {
  const line = element('state', HTMLElement)
  const count = element('count', HTMLElement)
  watchSaving(provider, (state, waitedMs) => {
    const { kind, label } = describeSaveState(state, waitedMs)
    // Only what changed: the line is read out by screen readers.
    if (line.textContent !== label) line.textContent = label
    line.dataset.kind = kind
    count.textContent = text.length === 0 ? '' : `${text.length.toLocaleString('en')} characters`
  })
}

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} "${id}"`)
  return found
}
