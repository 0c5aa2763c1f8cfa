/** Which cards others are moving right now, from their awareness. */
import { useEffect, useState } from 'preact/hooks'
import { type Person, readPerson, someone } from '../shared/person.ts'
import type { Session } from '../shared/session/session.ts'

export function useHeldByOthers({ awareness }: Session): ReadonlyMap<string, Person> {
  const [held, setHeld] = useState<ReadonlyMap<string, Person>>(new Map())
  useEffect(() => {
    const read = () => {
      const others = [...awareness.getStates()].filter(([clientId]) => clientId !== awareness.clientID)
      setHeld(
        new Map(
          others.flatMap(([, { holding, user }]) =>
            typeof holding === 'string' ? [[holding, readPerson(user) ?? someone] as const] : [],
          ),
        ),
      )
    }
    awareness.on('change', read)
    read()
    return () => awareness.off('change', read)
  }, [awareness])
  return held
}
