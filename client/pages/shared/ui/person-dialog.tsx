/** Asks for a name and a colour: on the first visit, and whenever one clicks oneself. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { inkOn, NAME_MAX, type Person, personColors } from '../person.ts'

interface PersonDialogProps {
  readonly person: Person
  readonly isFirstTime: boolean
  readonly onChosen: (person: Person) => void
  readonly onClose: () => void
}

export function PersonDialog({ person, isFirstTime, onChosen, onClose }: PersonDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [name, setName] = useState(person.name)
  const [color, setColor] = useState(person.color)
  useEffect(() => dialog.current?.showModal(), [])
  const submit = (event: Event) => {
    event.preventDefault()
    onChosen({ name: name.trim() === '' ? person.name : name.trim(), color })
  }
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="person-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="person-title">{isFirstTime ? 'How shall others see you?' : 'Your name and colour'}</h2>
        <p class="soft">Shown at your caret and kept in this browser. There are no accounts.</p>
        <div class="preview" aria-hidden="true">
          <span class="preview-text">Write together</span>
          <span class="preview-caret" style={{ borderColor: color }}>
            <b style={{ backgroundColor: color, color: inkOn(color) }}>{name.trim() || person.name}</b>
          </span>
        </div>
        <label class="field">
          <span>Name</span>
          <input
            value={name}
            maxLength={NAME_MAX}
            autocomplete="nickname"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <fieldset class="swatches">
          <legend>Colour</legend>
          {personColors.map((each) => (
            <label key={each.color} title={each.name} style={{ '--swatch': each.color }}>
              <input
                type="radio"
                name="color"
                value={each.color}
                checked={each.color === color}
                onChange={() => setColor(each.color)}
              />
              <span class="unseen">{each.name}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="button primary wide">
          {isFirstTime ? 'Start' : 'Keep'}
        </button>
      </form>
    </dialog>
  )
}
