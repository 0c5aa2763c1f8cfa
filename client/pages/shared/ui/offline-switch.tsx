/** Cuts this page's connection and mends it again, to see what happens to what is written meanwhile. */
import type { Session } from '../session/session.ts'

export function OfflineSwitch({ session }: { session: Session }) {
  const isOff = session.isSwitchedOff.value
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOff}
      class="switch"
      title={isOff ? 'Connect again' : 'Work without the connection for a while'}
      onClick={() => session.switchOff(!isOff)}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-label">Offline</span>
    </button>
  )
}
