/** Moving a card by mouse, pen or finger. A finger takes it by its handle, so that the page can still be scrolled. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { type DropTarget, dropTargetAt } from './drop-target.ts'

export interface Drag {
  readonly cardId: string | null
  readonly target: DropTarget | null
  readonly style: Readonly<Record<string, string>>
  begin(event: PointerEvent, cardId: string): void
}

export interface DragOptions {
  readonly onHold: (cardId: string | null) => void
  readonly onDrop: (cardId: string, columnId: string, index: number) => void
}

interface Held {
  readonly cardId: string
  readonly pointerId: number
  readonly from: { readonly x: number; readonly y: number }
  readonly width: number
  readonly corner: { readonly x: number; readonly y: number }
}

interface Shown {
  readonly held: Held
  readonly x: number
  readonly y: number
  readonly target: DropTarget | null
}

/** Less than this is a click. */
const THRESHOLD_PX = 5

export function useDrag(options: DragOptions): Drag {
  const pressed = useRef<Held | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const latest = useRef({ options, shown })
  latest.current = { options, shown }

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const held = pressed.current
      if (held === null || event.pointerId !== held.pointerId) return
      const distance = Math.hypot(event.clientX - held.from.x, event.clientY - held.from.y)
      if (latest.current.shown === null && distance < THRESHOLD_PX) return
      if (latest.current.shown === null) latest.current.options.onHold(held.cardId)
      event.preventDefault()
      const target = dropTargetAt(event.clientX, event.clientY, held.cardId)
      setShown({ held, x: event.clientX, y: event.clientY, target })
    }
    const end = (isDrop: boolean) => {
      const { options: now, shown: last } = latest.current
      pressed.current = null
      if (last === null) return
      setShown(null)
      now.onHold(null)
      if (isDrop && last.target !== null)
        now.onDrop(last.held.cardId, last.target.columnId, last.target.index)
      // The release would be a click on the card's words.
      addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => removeEventListener('click', swallow, { capture: true }))
    }
    const drop = (event: PointerEvent) => event.pointerId === pressed.current?.pointerId && end(true)
    const cancel = () => end(false)
    const cancelOnEscape = (event: KeyboardEvent) => event.key === 'Escape' && end(false)
    addEventListener('pointermove', move)
    addEventListener('pointerup', drop)
    addEventListener('pointercancel', cancel)
    addEventListener('keydown', cancelOnEscape)
    return () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', drop)
      removeEventListener('pointercancel', cancel)
      removeEventListener('keydown', cancelOnEscape)
    }
  }, [])

  return {
    cardId: shown?.held.cardId ?? null,
    target: shown?.target ?? null,
    style: shown === null ? {} : styleOf(shown),
    begin(event, cardId) {
      pressed.current = canHold(event) ? heldBy(event, cardId) : null
    },
  }
}

function canHold({ target, button, pointerType }: PointerEvent): boolean {
  if (!(target instanceof Element) || button !== 0) return false
  if (target.closest('.card-remove, textarea') !== null) return false
  return pointerType === 'mouse' || target.closest('.grip') !== null
}

function heldBy(event: PointerEvent, cardId: string): Held | null {
  const { currentTarget, pointerId, clientX, clientY } = event
  if (!(currentTarget instanceof HTMLElement)) return null
  const { left, top, width } = currentTarget.getBoundingClientRect()
  return {
    cardId,
    pointerId,
    width,
    from: { x: clientX, y: clientY },
    corner: { x: clientX - left, y: clientY - top },
  }
}

function styleOf({ held, x, y }: Shown): Record<string, string> {
  return {
    width: `${held.width}px`,
    left: `${x - held.corner.x}px`,
    top: `${y - held.corner.y}px`,
  }
}

function swallow(event: Event): void {
  event.stopPropagation()
  event.preventDefault()
}
