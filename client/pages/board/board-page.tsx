import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Session } from '../shared/session/session.ts'
import { OtherFaceHint } from '../shared/ui/other-face-hint.tsx'
import { BoardModel } from './board-model.ts'
import { ColumnView } from './column-view.tsx'
import { useHeldByOthers } from './held-cards.ts'
import { useDrag } from './use-drag.ts'
import { useKeyboardMove } from './use-keyboard-move.ts'

/** The columns side by side. Cards are moved by pointer or by keyboard; everybody sees who holds which. */
export function BoardPage({ session }: { session: Session }) {
  const model = useMemo(
    () => new BoardModel(session.doc, () => crypto.randomUUID?.() ?? String(Math.random())),
    [session],
  )
  const [columns, setColumns] = useState(() => model.read())
  useEffect(() => model.observe(() => setColumns(model.read())), [model])
  useUndoKey(model)
  const hold = (cardId: string | null) => session.awareness.setLocalStateField('holding', cardId)
  const drag = useDrag({
    onHold: hold,
    onDrop: (cardId, columnId, index) => model.move(cardId, columnId, index),
  })
  const keyboard = useKeyboardMove({ columns, model, onHold: hold })
  const heldByOthers = useHeldByOthers(session)
  const isEmpty = columns.every(({ cards }) => cards.length === 0)
  return (
    <>
      <OtherFaceHint session={session} page="board" />
      {isEmpty && (
        <p class="board-empty">Nothing here yet. Add the first card; whoever has the link sees it at once.</p>
      )}
      <div class="board">
        {columns.map((column) => (
          <ColumnView
            key={column.id}
            column={column}
            model={model}
            drag={drag}
            keyboard={keyboard}
            heldByOthers={heldByOthers}
          />
        ))}
        <button
          type="button"
          class="add-column"
          onClick={() => model.addColumn(`Column ${columns.length + 1}`)}
        >
          + Column
        </button>
      </div>
      <p id="move-help" class="unseen">
        Press space to pick the card up, arrow keys to move it, space to put it down, Escape to put it back.
      </p>
      <p class="unseen" role="status">
        {keyboard.spoken}
      </p>
    </>
  )
}

/** Not where one types: there the field has an undo of its own. */
function useUndoKey(model: BoardModel): void {
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      const isField = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement
      if (isField || event.key.toLowerCase() !== 'z' || event.shiftKey || !(event.ctrlKey || event.metaKey))
        return
      if (model.undo()) event.preventDefault()
    }
    addEventListener('keydown', handle)
    return () => removeEventListener('keydown', handle)
  }, [model])
}
