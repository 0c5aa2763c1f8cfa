/** Where an arrow key takes a card. Pure. */
import type { Column } from './board-model.ts'

export interface Place {
  readonly columnId: string
  readonly columnTitle: string
  /** Among the column's cards without the moved one. */
  readonly index: number
}

/** The card's place now; null when somebody removed it meanwhile. */
export function placeOf(columns: readonly Column[], cardId: string): Place | null {
  for (const { id, title, cards } of columns) {
    const index = cards.findIndex((card) => card.id === cardId)
    if (index !== -1) return { columnId: id, columnTitle: title, index }
  }
  return null
}

/** Null: there is nothing in that direction. */
export function placeAfterKey(columns: readonly Column[], from: Place, key: string): Place | null {
  const at = columns.findIndex(({ id }) => id === from.columnId)
  const length = columns[at]?.cards.length ?? 0
  switch (key) {
    case 'ArrowUp':
      return from.index > 0 ? { ...from, index: from.index - 1 } : null
    case 'ArrowDown':
      return from.index < length - 1 ? { ...from, index: from.index + 1 } : null
    case 'ArrowLeft':
      return inColumn(columns[at - 1], from.index)
    case 'ArrowRight':
      return inColumn(columns[at + 1], from.index)
    default:
      return null
  }
}

function inColumn(column: Column | undefined, index: number): Place | null {
  if (column === undefined) return null
  return { columnId: column.id, columnTitle: column.title, index: Math.min(index, column.cards.length) }
}
