import type { WeftError } from '@weft/shared/errors.ts'
import type { LogRow } from './port.ts'

/** Who waits for rows to become durable: one per open document. */
export interface DurabilityListener {
  /** Every row of this document up to and including `seq` is on disk. Called once per document and commit. */
  handleDurable(seq: number): void
  /**
   * The store will never take this document's rows: it is gone (`refused-gone`) or its stored log is damaged
   * (`storage-damaged`). All that waited are dropped; they were never durable and must not be acknowledged.
   */
  handleRefused?(error: WeftError): void
}

/**
 * A shard's log as documents see it: rows go in, news of durability comes out. Rows gather while a commit
 * runs or for an adaptive window, and leave as one `DocumentStore.append`.
 */
export interface UpdateLog {
  /** Takes the row over (its bytes must not change any more). Never throws for the world's trouble. */
  append(row: LogRow, listener: DurabilityListener): void
  /** Memory held by what was appended and is not yet durable: the bytes and 128 for each row. */
  readonly unsavedBytes: number
  readonly health: LogHealth
  /** Called on every change of `health`; the returned function unsubscribes. */
  onHealth(listener: (health: LogHealth) => void): () => void
  /** Resolves when everything appended so far is durable; rejects with `storage-failed` after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>
  /** Stops retrying and timers. Call after `flush`. */
  close(): Promise<void>
}

/** `failing`: a commit failed and has not yet succeeded since; nothing is acked, everything is kept in memory. */
export type LogHealth = 'healthy' | 'failing'
