import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BoardModel } from '../../../../../client/pages/board/board-model.ts'
import { placeAfterKey, placeOf } from '../../../../../client/pages/board/keyboard-place.ts'

describe('a shared board', () => {
  it('begins with three columns and stores nothing until somebody changes something', () => {
    const { doc, model } = board()
    expect(titles(model)).toEqual({ 'To do': [], Doing: [], Done: [] })
    expect(doc.store.clients.size).toBe(0)
  })

  it('keeps cards in the order in which they are put', () => {
    const { model } = board('a', 'b', 'c')
    model.move('a-3', 'todo', 0)
    expect(titles(model)['To do']).toEqual(['c', 'a', 'b'])
    model.move('a-3', 'todo', 1)
    expect(titles(model)['To do']).toEqual(['a', 'c', 'b'])
    model.move('a-1', 'doing', 0)
    expect(titles(model)).toMatchObject({ 'To do': ['c', 'b'], Doing: ['a'] })
  })

  it('finds room between two cards however often one moves there', () => {
    const { model } = board('a', 'b', 'c', 'd')
    for (let round = 0; round < 200; round += 1) {
      const [, second = '', third = ''] = model.read()[0]?.cards.map(({ id }) => id) ?? []
      model.move(third, 'todo', 1)
      expect(
        model
          .read()[0]
          ?.cards.map(({ id }) => id)
          .slice(1, 3),
      ).toEqual([third, second])
    }
  })

  it('leaves a card that two people move at once in one place', () => {
    const [left, right] = twoBoards('a', 'b')
    left.model.move('a-1', 'doing', 0)
    right.model.move('a-1', 'done', 0)
    sync(left.doc, right.doc)
    expect(titles(left.model)).toEqual(titles(right.model))
    expect(Object.values(titles(left.model)).flat().sort()).toEqual(['a', 'b'])
  })

  it('has its first columns once, also when two people begin at once', () => {
    const [left, right] = [board(), board('', 'b')]
    left.model.addCard('doing', 'x')
    right.model.addCard('doing', 'y')
    sync(left.doc, right.doc)
    expect(left.model.read().map(({ title }) => title)).toEqual(['To do', 'Doing', 'Done'])
    expect(titles(left.model)).toEqual(titles(right.model))
  })

  it('undoes what oneself did, not what others did', () => {
    const [left, right] = twoBoards('a', 'b')
    left.model.remove('a-1')
    sync(left.doc, right.doc)
    right.model.rename('a-2', 'B')
    sync(left.doc, right.doc)
    expect(left.model.undo()).toBe(true)
    expect(titles(left.model)['To do']).toEqual(['a', 'B'])
  })

  it('shows what others wrote wrongly as far as it is a card, and loses none of an unknown column', () => {
    const { doc, model } = board('a')
    doc.getMap('cards').set('odd', 'no map')
    doc.getMap('cards').set('nothing', new Y.Map())
    model.move('a-1', 'nowhere', 0)
    expect(titles(model)['To do']).toEqual(['a'])
  })
})

describe('an arrow key', () => {
  it('takes a card to its neighbours, and nowhere past the edge', () => {
    const { model } = board('a', 'b')
    const columns = model.read()
    const from = placeOf(columns, 'a-2')
    if (from === null) throw new Error('the card is there')
    expect(placeAfterKey(columns, from, 'ArrowUp')).toMatchObject({ columnId: 'todo', index: 0 })
    expect(placeAfterKey(columns, from, 'ArrowDown')).toBeNull()
    expect(placeAfterKey(columns, from, 'ArrowLeft')).toBeNull()
    expect(placeAfterKey(columns, from, 'ArrowRight')).toMatchObject({ columnId: 'doing', index: 0 })
    expect(placeOf(columns, 'gone')).toBeNull()
  })
})

function board(...cards: string[]) {
  const doc = new Y.Doc()
  let count = 0
  const prefix = cards[0] === '' ? 'b' : 'a'
  const model = new BoardModel(doc, () => `${prefix}-${++count}`)
  for (const title of cards.filter((each) => each !== '')) model.addCard('todo', title)
  return { doc, model }
}

function twoBoards(...cards: string[]) {
  const left = board(...cards)
  const right = board()
  sync(left.doc, right.doc)
  return [left, right] as const
}

function sync(left: Y.Doc, right: Y.Doc): void {
  Y.applyUpdate(right, Y.encodeStateAsUpdate(left))
  Y.applyUpdate(left, Y.encodeStateAsUpdate(right))
}

function titles(model: BoardModel): Record<string, string[]> {
  return Object.fromEntries(model.read().map(({ title, cards }) => [title, cards.map((card) => card.title)]))
}
