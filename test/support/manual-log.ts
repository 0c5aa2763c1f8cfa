import type { LogRow } from '../../server/storage/port.ts'
import type { DurabilityListener, UpdateLog } from '../../server/storage/update-log.ts'

/** A log that becomes durable when the test says so. */
export class ManualLog implements UpdateLog {
  readonly rows: LogRow[] = []
  readonly unsavedBytes = 0
  readonly health = 'healthy'
  #listener: DurabilityListener | null = null

  append(row: LogRow, listener: DurabilityListener): void {
    this.rows.push(row)
    this.#listener = listener
  }

  /** Tells the document that appended last. */
  commitThrough(seq: number): void {
    this.#listener?.handleDurable(seq)
  }

  onHealth = () => () => undefined
  flush = () => Promise.resolve()
  close = () => Promise.resolve()
}
