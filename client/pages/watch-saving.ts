/** Feeds `save-state.ts` from a stock provider: what it sends, what the server answers, what breaks. */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { ByteReader } from '@weft/shared/protocol/byte-reader.ts'
import { initialSaveState, nextSaveState, type SaveEvent, type SaveState } from './save-state.ts'

/** Calls `onState` after every event and once a second, with the time that unsaved changes have waited. */
export function watchSaving(
  provider: HocuspocusProvider,
  onState: (state: SaveState, waitedMs: number) => void,
): void {
  let state = initialSaveState
  let waitingSinceMs: number | null = null
  const show = () => {
    const isWaiting = state.connection === 'open' && state.unsavedChanges > 0
    waitingSinceMs = isWaiting ? (waitingSinceMs ?? performance.now()) : null
    onState(state, waitingSinceMs === null ? 0 : performance.now() - waitingSinceMs)
  }
  const happen = (event: SaveEvent | null) => {
    if (event !== null) state = nextSaveState(state, event)
    show()
  }
  provider.document.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== provider) happen({ type: 'changed' })
  })
  provider.on('open', () => happen({ type: 'opened' }))
  provider.on('close', () => happen({ type: 'closed' }))
  provider.on('authenticationFailed', () => happen({ type: 'denied' }))
  provider.on('message', ({ event }: { event: MessageEvent<ArrayBuffer> }) => {
    happen(readAnswer(new Uint8Array(event.data)))
  })
  setInterval(show, 1_000)
  show()
}

/** What a frame of the server means for saving; null: nothing. */
export function readAnswer(frame: Uint8Array): SaveEvent | null {
  const reader = new ByteReader(frame)
  reader.varBytes(frame.length)
  const type = reader.varUint()
  // The provider answers a Step1 with its Step2 before it does anything else.
  if (type === 0) return reader.varUint() === 0 ? { type: 'offered' } : null
  if (type === 8) return { type: reader.varUint() === 1 ? 'acknowledged' : 'not-applied' }
  return null
}
