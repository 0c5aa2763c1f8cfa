/** Where a card stands in its column: numbers with room between them, so that a move writes one card. Pure. */

export interface Placed {
  readonly columnId: string
  readonly order: number
}

/** The number for a card at `index` among `others`, which ascend; null: no room, they must be numbered anew. */
export function orderAt(others: readonly { readonly order: number }[], index: number): number | null {
  const before = others[index - 1]?.order
  const after = others[index]?.order
  if (before === undefined) return after === undefined ? 0 : after - 1
  if (after === undefined) return before + 1
  const between = (before + after) / 2
  return before < between && between < after ? between : null
}
