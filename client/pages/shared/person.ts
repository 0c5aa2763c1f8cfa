/** A person as others see them: a name and a colour, chosen once and kept in this browser. Pure. */

export interface Person {
  readonly name: string
  /** `#rrggbb` */
  readonly color: string
}

export const NAME_MAX = 40

/** Each with its name for those who do not see it. White text on any of them is easy to read. */
export const personColors = [
  { color: '#0f766e', name: 'Teal' },
  { color: '#1d4ed8', name: 'Blue' },
  { color: '#6d28d9', name: 'Violet' },
  { color: '#be185d', name: 'Pink' },
  { color: '#b91c1c', name: 'Red' },
  { color: '#b45309', name: 'Amber' },
  { color: '#15803d', name: 'Green' },
  { color: '#475569', name: 'Slate' },
] as const

const animals =
  'Badger Crane Dipper Ermine Finch Gecko Heron Ibis Jay Kite Lynx Marten Newt Otter Plover Raven Seal Tern'.split(
    ' ',
  )
const KEY = 'weft-person'
const UNKNOWN_COLOR = '#475569'

export const someone: Person = { name: 'Someone', color: UNKNOWN_COLOR }

/** Who this browser's person chose to be; null when they have not. */
export function keptPerson(storage: Pick<Storage, 'getItem'>): Person | null {
  return readPerson(parse(storage.getItem(KEY)))
}

export function keepPerson(storage: Pick<Storage, 'setItem'>, person: Person): void {
  storage.setItem(KEY, JSON.stringify(person))
}

/** `random` returns numbers in [0, 1). */
export function suggestPerson(random: () => number): Person {
  const name = animals[Math.floor(random() * animals.length)] ?? 'Otter'
  const color = personColors[Math.floor(random() * personColors.length)]?.color ?? UNKNOWN_COLOR
  return { name, color }
}

/** What others say about themselves is anything at all; null when it is no person. */
export function readPerson(value: unknown): Person | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null
  const { name } = value
  const color = 'color' in value ? value.color : null
  if (typeof name !== 'string' || name.trim() === '') return null
  const isColor = typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color)
  return { name: name.trim().slice(0, NAME_MAX), color: isColor ? color : UNKNOWN_COLOR }
}

/** Of the first word and the last: "A" for Ada, "A2" for Author 2. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  // By code points: half an emoji is none.
  return ends
    .map((word = '') => [...word][0] ?? '?')
    .join('')
    .toUpperCase()
}

/** Black or white, whichever is easier to read on `color` (`#rrggbb`). */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16)),
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > 0.179 ? '#000000' : '#ffffff'
}

/** From sRGB, as in the definition of relative luminance of WCAG 2. */
function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function parse(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json)
  } catch {
    return null
  }
}
