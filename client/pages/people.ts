/** Who is here: own name and colour, kept in this browser, and the row of people in the page's head. */

export interface Person {
  readonly name: string
  readonly color: string
}

const animals =
  'Badger Crane Dipper Ermine Finch Gecko Heron Ibis Jay Kite Lynx Marten Newt Otter Plover Raven Seal Tern'.split(
    ' ',
  )
const colors = ['#0f766e', '#b45309', '#be185d', '#1d4ed8', '#6d28d9', '#15803d', '#b91c1c', '#0369a1']
const SHOWN_MAX = 5
const NAME_MAX = 40

/** The same person on every visit, unless the browser keeps nothing. */
export function ownPerson(storage: Pick<Storage, 'getItem' | 'setItem'>, random: () => number): Person {
  const kept = readPerson(parse(storage.getItem('weft-person')))
  if (kept !== null) return kept
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const person = { name: pick(animals), color: pick(colors) }
  storage.setItem('weft-person', JSON.stringify(person))
  return person
}

/** What others say about themselves is anything at all; null when it is no person. */
export function readPerson(value: unknown): Person | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null
  const { name } = value
  const color = 'color' in value ? value.color : null
  if (typeof name !== 'string' || name.trim() === '') return null
  const isColor = typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color)
  return { name: name.trim().slice(0, NAME_MAX), color: isColor ? color : '#64748b' }
}

/** `others` in the order in which they came; `null` for those who do not say who they are. */
export function renderPeople(list: HTMLElement, own: Person, others: readonly (Person | null)[]): void {
  const shown = others.slice(0, SHOWN_MAX).map((person) => badge(person ?? anonymous, ''))
  const more = others.length - shown.length
  const count = document.createElement('li')
  count.className = 'how-many'
  count.textContent = others.length === 0 ? 'only you' : `${others.length + 1} here`
  if (more > 0) count.title = `and ${more} more`
  list.replaceChildren(badge(own, ' (you)'), ...shown, count)
}

const anonymous: Person = { name: 'Someone', color: '#64748b' }

function badge({ name, color }: Person, suffix: string): HTMLElement {
  const item = document.createElement('li')
  item.className = 'person'
  item.style.backgroundColor = color
  item.title = `${name}${suffix}`
  const [initial = '?'] = name
  const letter = document.createElement('span')
  letter.ariaHidden = 'true'
  letter.textContent = initial.toUpperCase()
  const label = document.createElement('span')
  label.className = 'hidden'
  label.textContent = item.title
  item.append(letter, label)
  return item
}

function parse(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json)
  } catch {
    return null
  }
}
