/** Who is in the document, from what everybody says about themselves in awareness. */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import { type Person, readPerson, someone } from '../person.ts'

export interface Present {
  readonly clientId: number
  readonly person: Person
  readonly isSelf: boolean
}

/** Changes only when somebody comes, goes or is renamed: not with every move of a caret. */
export function presentIn(awareness: Awareness): ReadonlySignal<readonly Present[]> {
  const present = signal(listOf(awareness))
  let shown = keyOf(present.value)
  awareness.on('change', () => {
    const list = listOf(awareness)
    const key = keyOf(list)
    if (key === shown) return
    shown = key
    present.value = list
  })
  return present
}

function listOf(awareness: Awareness): Present[] {
  const own = awareness.clientID
  return [...awareness.getStates()]
    .map(([clientId, state]) => ({
      clientId,
      person: readPerson(state.user) ?? someone,
      isSelf: clientId === own,
    }))
    .sort((a, b) => Number(b.isSelf) - Number(a.isSelf) || a.clientId - b.clientId)
}

function keyOf(list: readonly Present[]): string {
  return JSON.stringify(list.map(({ clientId, person }) => [clientId, person.name, person.color]))
}
