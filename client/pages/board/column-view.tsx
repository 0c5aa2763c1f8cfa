import { useState } from 'preact/hooks'
import type { Person } from '../shared/person.ts'
import type { BoardModel, Column } from './board-model.ts'
import { CardView } from './card-view.tsx'
import type { Drag } from './use-drag.ts'
import type { KeyboardMove } from './use-keyboard-move.ts'

interface ColumnViewProps {
  readonly column: Column
  readonly model: BoardModel
  readonly drag: Drag
  readonly keyboard: KeyboardMove
  readonly heldByOthers: ReadonlyMap<string, Person>
}

/** A column's cards, and the field for one more. */
export function ColumnView({ column, model, drag, keyboard, heldByOthers }: ColumnViewProps) {
  const { id, title, cards } = column
  const gapAt = drag.target?.columnId === id ? drag.target.index : null
  const resting = cards.filter((card) => card.id !== drag.cardId)
  return (
    <section class="column" aria-labelledby={`column-${id}`} data-column={id}>
      <h2 id={`column-${id}`}>
        {title} <span class="card-count">{cards.length}</span>
      </h2>
      <ul class="cards">
        {cards.map((card) => (
          <CardView
            key={card.id}
            card={card}
            model={model}
            drag={drag}
            keyboard={keyboard}
            heldBy={heldByOthers.get(card.id) ?? null}
            isGapBefore={gapAt !== null && resting[gapAt]?.id === card.id}
          />
        ))}
        {gapAt !== null && gapAt >= resting.length && <li class="gap" aria-hidden="true" />}
      </ul>
      <NewCard columnTitle={title} onAdd={(text) => model.addCard(id, text)} />
    </section>
  )
}

function NewCard({ columnTitle, onAdd }: { columnTitle: string; onAdd: (title: string) => void }) {
  const [title, setTitle] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    if (title.trim() === '') return
    onAdd(title.trim())
    setTitle('')
  }
  return (
    <form class="new-card" onSubmit={submit}>
      <input
        value={title}
        maxLength={500}
        placeholder="Add a card"
        aria-label={`Add a card to ${columnTitle}`}
        onInput={(event) => setTitle(event.currentTarget.value)}
      />
      <button type="submit" class="tool" aria-label={`Add to ${columnTitle}`} disabled={title.trim() === ''}>
        +
      </button>
    </form>
  )
}
