/** Moving a card by keyboard: picked up, moved, put down or put back; each step is said for screen readers. */
import { useState } from 'preact/hooks'
import type { BoardModel, Card, Column } from './board-model.ts'
import { type Place, placeAfterKey, placeOf } from './keyboard-place.ts'

export interface KeyboardMove {
  readonly cardId: string | null
  readonly spoken: string
  handleKey(event: KeyboardEvent, card: Card): void
  handleBlur(card: Card): void
}

export interface KeyboardMoveOptions {
  readonly columns: readonly Column[]
  readonly model: BoardModel
  readonly onHold: (cardId: string | null) => void
}

interface Held {
  readonly cardId: string
  /** To put it back. */
  readonly from: Place
}

export function useKeyboardMove({ columns, model, onHold }: KeyboardMoveOptions): KeyboardMove {
  const [held, setHeld] = useState<Held | null>(null)
  const [spoken, setSpoken] = useState('')

  const pickUp = (card: Card) => {
    const from = placeOf(columns, card.id)
    if (from === null) return
    setHeld({ cardId: card.id, from })
    onHold(card.id)
    setSpoken(`${card.title}: picked up, ${describe(from)}.`)
  }
  const putDown = (card: Card, how: string) => {
    setHeld(null)
    onHold(null)
    setSpoken(`${card.title}: ${how}.`)
  }
  const moveTo = (card: Card, place: Place) => {
    model.move(card.id, place.columnId, place.index)
    setSpoken(`${card.title}: ${describe(place)}.`)
  }
  const step = (card: Card, key: string) => {
    const now = placeOf(columns, card.id)
    const next = now === null ? null : placeAfterKey(columns, now, key)
    if (next !== null) moveTo(card, next)
  }

  return {
    cardId: held?.cardId ?? null,
    spoken,
    handleKey(event, card) {
      const isHeld = held?.cardId === card.id
      const isToggle = event.key === ' ' || event.key === 'Enter'
      if (!isToggle && !(isHeld && (event.key === 'Escape' || event.key.startsWith('Arrow')))) return
      event.preventDefault()
      if (!isHeld) pickUp(card)
      else if (isToggle) putDown(card, 'put down')
      else if (event.key === 'Escape') {
        model.move(card.id, held.from.columnId, held.from.index)
        // Held until it is drawn where it came from: only then it keeps the focus.
        requestAnimationFrame(() => putDown(card, 'put back'))
      } else step(card, event.key)
    },
    handleBlur(card) {
      // While it is drawn anew in another column, the old one loses the focus: that is no end of the move.
      requestAnimationFrame(() => {
        const isOnHandle = document.activeElement?.closest(`[data-card="${CSS.escape(card.id)}"]`) != null
        if (!isOnHandle && held?.cardId === card.id) putDown(card, 'put down')
      })
    },
  }
}

function describe({ columnTitle, index }: Place): string {
  return `place ${index + 1} in ${columnTitle}`
}
