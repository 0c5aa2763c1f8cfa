/** A toolbar is one stop for the Tab key; inside it the arrow keys move, and Home and End jump. */
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

const STOPS = 'button, select'

/** Keeps one of the controls reachable by Tab, also when controls come and go. */
export function useSingleTabStop<T extends HTMLElement>(): RefObject<T | null> {
  const bar = useRef<T>(null)
  useEffect(() => {
    const stops = stopsIn(bar.current)
    const kept = stops.find((stop) => stop.tabIndex === 0 && stop.dataset.stop === 'true') ?? stops[0]
    for (const stop of stops) select(stop, stop === kept)
  })
  return bar
}

/** The toolbar's `keydown`. */
export function moveFocus(event: KeyboardEvent): void {
  const { currentTarget, target } = event
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return
  const stops = stopsIn(currentTarget)
  const next = nextOf(event.key, stops.indexOf(target), stops.length)
  if (next === null) return
  event.preventDefault()
  for (const [index, stop] of stops.entries()) select(stop, index === next)
  stops[next]?.focus()
}

/** Left and right only: up and down choose in a list of styles. */
function nextOf(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count
    case 'ArrowLeft':
      return (index + count - 1) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

function stopsIn(bar: HTMLElement | null): HTMLElement[] {
  return [...(bar?.querySelectorAll<HTMLElement>(STOPS) ?? [])]
}

function select(stop: HTMLElement, isStop: boolean): void {
  stop.tabIndex = isStop ? 0 : -1
  stop.dataset.stop = String(isStop)
}
