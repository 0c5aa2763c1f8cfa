import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '@weft/shared/errors.ts'
import { type Link, nextLink } from '../chain.ts'
import { asBytes, asHex, asNumber, asText, orNull } from './column.ts'
import type { DocumentHead } from './document-heads.ts'
import type { PackedUpdates } from './packed-rows.ts'

/** Fetching pages of rows at once takes half the time of stepping through them one by one. */
const rowsPerPage = 1024

interface LogStart {
  readonly throughSeq: number
  readonly link: Link
}

/** Reads and verifies the rows after `start` up to the head: none missing, doubled, moved or changed. */
export function createReadLog(
  database: DatabaseSync,
): (head: DocumentHead, start: LogStart) => PackedUpdates {
  const measure = database.prepare(
    'SELECT count(*) AS rows, coalesce(sum(length(bytes)), 0) AS size FROM updates WHERE document = ? AND seq > ?',
  )
  const selectPage = database.prepare(
    'SELECT seq, time_ms, author, chain, bytes FROM updates WHERE document = ? AND seq > ? ORDER BY seq LIMIT ?',
  )
  selectPage.setReturnArrays(true)

  return (head, start) => {
    const measured = measure.get(head.number, start.throughSeq)
    const log = new VerifiedLog(start, { rows: asNumber(measured?.rows), bytes: asNumber(measured?.size) })
    for (let page = nextPage(); page.length > 0; page = nextPage()) {
      for (const row of page) log.add(row as unknown as readonly unknown[])
    }
    log.verifyEnd(head)
    return { firstSeq: start.throughSeq + 1, lengths: log.lengths, bytes: log.bytes }

    function nextPage() {
      return selectPage.all(head.number, log.seq, rowsPerPage)
    }
  }
}

class VerifiedLog {
  readonly lengths: Float64Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
  seq: number
  #link: Link
  #rows = 0
  #offset = 0

  constructor(start: LogStart, size: { readonly rows: number; readonly bytes: number }) {
    this.seq = start.throughSeq
    this.#link = start.link
    this.lengths = new Float64Array(size.rows)
    this.bytes = new Uint8Array(size.bytes)
  }

  add(row: readonly unknown[]): void {
    const seq = asNumber(row[0])
    if (seq !== this.seq + 1) throw damagedAt(this.seq + 1, `is missing; row ${seq} follows`)
    const update = asBytes(row[4])
    const author = orNull(asText, row[2])
    this.#link = nextLink(this.#link, { seq, timeMs: asNumber(row[1]), author, update })
    if (this.#link !== asHex(row[3])) throw damagedAt(seq, 'does not match its checksum')
    this.#keep(update)
    this.seq = seq
  }

  verifyEnd(head: DocumentHead): void {
    if (this.seq < head.seq) throw damagedAt(this.seq + 1, 'is missing at the end of the log')
    if (this.seq > head.seq) throw damagedAt(head.seq + 1, 'lies beyond the end of the log')
    if (this.#link !== head.chain) throw damagedAt(head.seq, 'is not the one the log is known to end with')
  }

  #keep(update: Uint8Array): void {
    if (this.#rows === this.lengths.length || this.#offset + update.length > this.bytes.length) {
      throw damagedAt(this.seq + 1, 'has another length than was counted')
    }
    this.bytes.set(update, this.#offset)
    this.lengths[this.#rows++] = update.length
    this.#offset += update.length
  }
}

function damagedAt(seq: number, what: string): WeftError {
  return new WeftError('storage-damaged', `row ${seq} ${what}`)
}
