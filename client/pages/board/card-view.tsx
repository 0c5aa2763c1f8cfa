import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Person } from '../shared/person.ts'
import { inkOn } from '../shared/person.ts'
import { Icon } from '../shared/ui/icon.tsx'
import type { BoardModel, Card } from './board-model.ts'
import type { Drag } from './use-drag.ts'
import type { KeyboardMove } from './use-keyboard-move.ts'

interface CardViewProps {
  readonly card: Card
  readonly model: BoardModel
  readonly drag: Drag
  readonly keyboard: KeyboardMove
  /** Somebody else who is moving it right now. */
  readonly heldBy: Person | null
  readonly isGapBefore: boolean
}

/** One card: its handle moves it, its words are changed by clicking them. */
export function CardView({ card, model, drag, keyboard, heldBy, isGapBefore }: CardViewProps) {
  const [isEditing, setEditing] = useState(false)
  const handle = useRef<HTMLButtonElement>(null)
  const words = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  const isHeld = keyboard.cardId === card.id
  const isDragged = drag.cardId === card.id
  // Moved, it is put elsewhere in the page or drawn anew there, and would lose the focus each time.
  useLayoutEffect(() => {
    if (isHeld) handle.current?.focus()
  })
  // The field that had the focus is gone: who goes on by keyboard goes on from here.
  useEffect(() => {
    if (wasEditing.current && !isEditing && document.activeElement === document.body) words.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  return (
    <>
      {isGapBefore && <li class="gap" aria-hidden="true" />}
      <li
        class="card"
        data-card={card.id}
        data-held={isHeld || undefined}
        data-dragged={isDragged || undefined}
        style={isDragged ? drag.style : heldBy === null ? undefined : { '--holder': heldBy.color }}
        data-held-by={heldBy?.name}
        onPointerDown={(event) => isEditing || drag.begin(event, card.id)}
      >
        <button
          ref={handle}
          type="button"
          class="grip"
          aria-label={`Move ${card.title}`}
          aria-describedby="move-help"
          aria-pressed={isHeld}
          onKeyDown={(event) => keyboard.handleKey(event, card)}
          onBlur={() => keyboard.handleBlur(card)}
        >
          <Icon name="grip" />
        </button>
        {isEditing ? (
          <TitleField
            card={card}
            onDone={(title) => {
              setEditing(false)
              if (title !== '' && title !== card.title) model.rename(card.id, title)
            }}
          />
        ) : (
          <button ref={words} type="button" class="card-title" onClick={() => setEditing(true)}>
            {card.title}
          </button>
        )}
        <button
          type="button"
          class="tool card-remove"
          aria-label={`Remove ${card.title}`}
          onClick={() => model.remove(card.id)}
        >
          <Icon name="close" />
        </button>
        {heldBy !== null && (
          <span class="holder" style={{ backgroundColor: heldBy.color, color: inkOn(heldBy.color) }}>
            {heldBy.name}
          </span>
        )}
      </li>
    </>
  )
}

function TitleField({ card, onDone }: { card: Card; onDone: (title: string) => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.select(), [])
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone('')
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    field.current?.blur()
  }
  return (
    <textarea
      ref={field}
      class="card-field"
      aria-label="Card"
      rows={2}
      maxLength={500}
      defaultValue={card.title}
      onKeyDown={handleKey}
      onBlur={(event) => onDone(event.currentTarget.value.trim())}
    />
  )
}
