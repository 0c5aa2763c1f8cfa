/** Who is here, as a row of initials; oneself first, as the way to change name and colour. */
import { initialsOf, inkOn, type Person } from '../person.ts'
import type { Present } from '../session/present.ts'

const SHOWN_MAX = 4

interface AvatarsProps {
  readonly present: readonly Present[]
  readonly onEditSelf: () => void
}

export function Avatars({ present, onEditSelf }: AvatarsProps) {
  const others = present.filter((each) => !each.isSelf)
  const self = present.find((each) => each.isSelf)
  const hidden = others.slice(SHOWN_MAX)
  return (
    <div class="people">
      <ul aria-label="Also here" class="others">
        {others.slice(0, SHOWN_MAX).map(({ clientId, person }) => (
          <li key={clientId} class="avatar" style={colorsOf(person)} title={person.name}>
            <span aria-hidden="true">{initialsOf(person.name)}</span>
            <span class="unseen">{person.name}</span>
          </li>
        ))}
        {hidden.length > 0 && (
          <li class="avatar more" title={hidden.map(({ person }) => person.name).join(', ')}>
            +{hidden.length}
            <span class="unseen"> more</span>
          </li>
        )}
      </ul>
      {self !== undefined && (
        <button
          type="button"
          class="avatar self"
          style={colorsOf(self.person)}
          onClick={onEditSelf}
          title={`${self.person.name} (you)`}
        >
          <span aria-hidden="true">{initialsOf(self.person.name)}</span>
          <span class="unseen">You are {self.person.name}: change name and colour</span>
        </button>
      )}
    </div>
  )
}

function colorsOf({ color }: Person) {
  return { backgroundColor: color, color: inkOn(color) }
}
