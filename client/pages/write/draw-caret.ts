/** Somebody else's caret, with their name on a flag. What they say about themselves is not trusted. */
import { inkOn, readPerson, someone } from '../shared/person.ts'

export function drawCaret(user: unknown): HTMLElement {
  const { name, color } = readPerson(user) ?? someone
  const caret = document.createElement('span')
  caret.className = 'caret'
  caret.style.setProperty('--person', color)
  const flag = document.createElement('span')
  flag.className = 'caret-flag'
  flag.style.color = inkOn(color)
  flag.textContent = name
  // Named in the row of people; inside the text it would be read out as if it were part of it.
  caret.ariaHidden = 'true'
  caret.append(flag)
  return caret
}
