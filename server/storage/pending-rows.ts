import type { LogRow } from './port.ts'
import type { DurabilityListener } from './update-log.ts'

interface PendingRow {
  /** Counts the rows over the log's life. */
  readonly number: number
  readonly row: LogRow
  readonly listener: DurabilityListener
}

/** The oldest rows that are not durable yet, as many as go into one commit. */
export interface RowBatch {
  readonly entries: readonly PendingRow[]
  /** Nothing else waits. */
  readonly isAll: boolean
  /** The last seq of each document in the batch. */
  lastSeqs(): Map<DurabilityListener, number>
}

/** A commit is bounded, so that a backlog neither makes the WAL large nor one message enormous. */
const batchBytes = 8 * 1024 * 1024
const batchRows = 10_000

/** What a waiting row costs in memory besides its bytes: the objects that hold it. */
const rowOverheadBytes = 128

/** Rows in the order they were appended, from the first that is not durable. */
export class PendingRows {
  #entries: PendingRow[] = []
  #bytes = 0
  #nextNumber = 0

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  get bytes(): number {
    return this.#bytes
  }

  /** There is enough for a commit; waiting for more would gain nothing. */
  get fillsBatch(): boolean {
    return this.#bytes >= batchBytes || this.#entries.length >= batchRows
  }

  /** The number of the first row that waits, or of the next to come: all before it are done with. */
  get firstNumber(): number {
    return this.#entries[0]?.number ?? this.#nextNumber
  }

  /** The number of the next row to come. */
  get nextNumber(): number {
    return this.#nextNumber
  }

  add(row: LogRow, listener: DurabilityListener): void {
    const entry = { number: this.#nextNumber++, row, listener }
    this.#entries.push(entry)
    this.#bytes += costBytes(entry)
  }

  nextBatch(): RowBatch {
    let count = 0
    let bytes = 0
    for (const entry of this.#entries) {
      bytes += costBytes(entry)
      if (count > 0 && (bytes > batchBytes || count >= batchRows)) break
      count++
    }
    const entries = this.#entries.slice(0, count)
    return {
      entries,
      isAll: count === this.#entries.length,
      lastSeqs: () => new Map(entries.map(({ row, listener }) => [listener, row.seq])),
    }
  }

  /** The batch is durable. It is still at the front: rows leave nowhere else while it is under way. */
  drop(batch: RowBatch): void {
    this.#entries.splice(0, batch.entries.length)
    for (const entry of batch.entries) this.#bytes -= costBytes(entry)
  }

  /** Takes away all rows of one document; answers who waited for them. */
  dropDocument(documentId: string): Set<DurabilityListener> {
    const refused = this.#entries.filter(({ row }) => row.documentId === documentId)
    this.#entries = this.#entries.filter(({ row }) => row.documentId !== documentId)
    for (const entry of refused) this.#bytes -= costBytes(entry)
    return new Set(refused.map(({ listener }) => listener))
  }
}

function costBytes({ row }: PendingRow): number {
  return rowOverheadBytes + row.update.byteLength
}
