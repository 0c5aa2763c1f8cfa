/** Where a card would land: read from what is drawn. */
export interface DropTarget {
  readonly columnId: string
  /** Among the column's cards without the one that is moved. */
  readonly index: number
}

export function dropTargetAt(x: number, y: number, movedId: string): DropTarget | null {
  const column = columnAt(x, y)
  const columnId = column?.dataset.column
  if (column == null || columnId === undefined) return null
  const cards = [...column.querySelectorAll<HTMLElement>('[data-card]')].filter(
    (card) => card.dataset.card !== movedId,
  )
  const index = cards.findIndex((card) => y < middleOf(card))
  return { columnId, index: index === -1 ? cards.length : index }
}

/** Side by side only the horizontal place counts, so that a short column takes what is dropped below it. */
function columnAt(x: number, y: number): HTMLElement | null {
  const columns = [...document.querySelectorAll<HTMLElement>('[data-column]')]
  const within = columns.filter((column) => {
    const { left, right } = column.getBoundingClientRect()
    return left <= x && x <= right
  })
  return within.find((column) => y <= column.getBoundingClientRect().bottom) ?? within.at(-1) ?? null
}

function middleOf(element: HTMLElement): number {
  const { top, height } = element.getBoundingClientRect()
  return top + height / 2
}
