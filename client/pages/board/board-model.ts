/**
 * A board in shared types. `columns` is an array of maps `{id, title}`; `cards` is a map from id to maps
 * `{title, place}`, where `place` is `{columnId, order}` as one value: two people who move one card at once
 * leave it in one of the two places, never twice and never in between. Knows no page.
 */
import * as Y from 'yjs'
import { orderAt, type Placed } from './order.ts'

export interface Card extends Placed {
  readonly id: string
  readonly title: string
}

export interface Column {
  readonly id: string
  readonly title: string
  readonly cards: readonly Card[]
}

export class BoardModel {
  readonly #columns: Y.Array<Y.Map<unknown>>
  readonly #cards: Y.Map<Y.Map<unknown>>
  readonly #undo: Y.UndoManager
  readonly #newId: () => string

  constructor(doc: Y.Doc, newId: () => string) {
    this.#columns = doc.getArray('columns')
    this.#cards = doc.getMap('cards')
    this.#newId = newId
    this.#undo = new Y.UndoManager([this.#columns, this.#cards], {
      trackedOrigins: new Set([this]),
      captureTimeout: 0,
    })
  }

  /** Columns from left to right, cards from top to bottom. */
  read(): Column[] {
    const columns = this.#readColumns()
    const [first] = columns
    const cards = [...this.#cards].flatMap(([id, map]) => readCard(id, map) ?? [])
    const isKnown = (columnId: string) => columns.some(({ id }) => id === columnId)
    return columns.map((column) => ({
      ...column,
      // A card of a column that somebody removed meanwhile must not vanish with it.
      cards: cards
        .filter(({ columnId }) => columnId === column.id || (column === first && !isKnown(columnId)))
        .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)),
    }))
  }

  observe(listener: () => void): () => void {
    this.#columns.observeDeep(listener)
    this.#cards.observeDeep(listener)
    return () => {
      this.#columns.unobserveDeep(listener)
      this.#cards.unobserveDeep(listener)
    }
  }

  addCard(columnId: string, title: string): void {
    this.#change(() => {
      const card = new Y.Map<unknown>()
      card.set('title', title)
      const end = this.#cardsIn(columnId).length
      card.set('place', { columnId, order: this.#makeRoom(columnId, end, '') })
      this.#cards.set(this.#newId(), card)
    })
  }

  rename(cardId: string, title: string): void {
    this.#change(() => this.#cards.get(cardId)?.set('title', title))
  }

  remove(cardId: string): void {
    this.#change(() => this.#cards.delete(cardId))
  }

  /** `index` among the cards of the column without the moved one. */
  move(cardId: string, columnId: string, index: number): void {
    this.#change(() => {
      const order = this.#makeRoom(columnId, index, cardId)
      this.#cards.get(cardId)?.set('place', { columnId, order })
    })
  }

  addColumn(title: string): void {
    this.#change(() => this.#columns.push([newColumn({ id: this.#newId(), title })]))
  }

  undo(): boolean {
    return this.#undo.undo() !== null
  }

  /** The first to change anything stores the columns everybody was shown. */
  #change(change: () => void): void {
    this.#columns.doc?.transact(() => {
      if (this.#columns.length === 0) this.#columns.push(firstColumns.map(newColumn))
      change()
    }, this)
  }

  #readColumns(): { id: string; title: string }[] {
    const found = new Map<string, { id: string; title: string }>()
    for (const map of this.#columns) {
      const [id, title] = [map.get('id'), map.get('title')]
      // Two people who began at once stored the first columns twice.
      if (typeof id === 'string' && typeof title === 'string' && !found.has(id)) found.set(id, { id, title })
    }
    return found.size === 0 ? [...firstColumns] : [...found.values()]
  }

  #cardsIn(columnId: string): readonly Card[] {
    return this.read().find(({ id }) => id === columnId)?.cards ?? []
  }

  #makeRoom(columnId: string, index: number, movedId: string): number {
    const others = this.#cardsIn(columnId).filter(({ id }) => id !== movedId)
    const order = orderAt(others, index)
    if (order !== null) return order
    for (const [at, { id }] of others.entries())
      this.#cards.get(id)?.set('place', { columnId, order: at < index ? at : at + 1 })
    return index
  }
}

const firstColumns = [
  { id: 'todo', title: 'To do' },
  { id: 'doing', title: 'Doing' },
  { id: 'done', title: 'Done' },
] as const

function newColumn({ id, title }: { readonly id: string; readonly title: string }): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', id],
    ['title', title],
  ])
}

/** Others may have written anything. */
function readCard(id: string, map: unknown): Card | null {
  if (!(map instanceof Y.Map)) return null
  const title: unknown = map.get('title')
  const place: unknown = map.get('place')
  if (typeof title !== 'string' || typeof place !== 'object' || place === null) return null
  const { columnId, order } = place as Partial<Record<keyof Placed, unknown>>
  if (typeof columnId !== 'string' || typeof order !== 'number') return null
  return { id, title, columnId, order }
}
