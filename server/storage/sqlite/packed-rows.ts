import type { LogRow } from '../port.ts'

/**
 * Rows on their way to or from a storage thread: a few columns and one run of bytes that is transferred, so
 * that a commit of a thousand rows is one message of five objects. Cloning an object per row would cost the
 * event loop more than the commit costs the thread.
 */
export interface PackedRows {
  readonly documentIds: readonly string[]
  readonly authors: readonly string[]
  /** Five numbers a row: index of the document, seq, time, index of the author or -1, length of the update. */
  readonly columns: Float64Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A run of updates whose seqs have no gap. */
export interface PackedUpdates {
  readonly firstSeq: number
  readonly lengths: Float64Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

const columnCount = 5

export function packRows(rows: readonly LogRow[]): PackedRows {
  const documents = new Numbering()
  const authors = new Numbering()
  const columns = new Float64Array(rows.length * columnCount)
  const bytes = new Uint8Array(rows.reduce((sum, row) => sum + row.update.byteLength, 0))
  let column = 0
  let offset = 0
  for (const row of rows) {
    columns[column++] = documents.numberOf(row.documentId)
    columns[column++] = row.seq
    columns[column++] = Math.max(0, Math.trunc(row.timeMs))
    columns[column++] = row.author === null ? -1 : authors.numberOf(row.author)
    columns[column++] = row.update.byteLength
    bytes.set(row.update, offset)
    offset += row.update.byteLength
  }
  return { documentIds: documents.names, authors: authors.names, columns, bytes }
}

export function unpackRows(packed: PackedRows): LogRow[] {
  const { documentIds, authors, columns, bytes } = packed
  const rows: LogRow[] = []
  let offset = 0
  for (let column = 0; column < columns.length; column += columnCount) {
    const end = offset + (columns[column + 4] ?? 0)
    rows.push({
      documentId: documentIds[columns[column] ?? -1] ?? '',
      seq: columns[column + 1] ?? 0,
      timeMs: columns[column + 2] ?? 0,
      author: authors[columns[column + 3] ?? -1] ?? null,
      update: bytes.subarray(offset, end),
    })
    offset = end
  }
  return rows
}

/** How many rows are made into objects before the event loop gets its turn. */
const rowsPerTurn = 8192

/** A long log is unpacked in several turns: opening one document must not delay the others. */
export async function unpackUpdates(packed: PackedUpdates): Promise<{ seq: number; update: Uint8Array }[]> {
  const updates: { seq: number; update: Uint8Array }[] = []
  let offset = 0
  for (const [index, length] of packed.lengths.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await new Promise((resolve) => setImmediate(resolve))
    updates.push({ seq: packed.firstSeq + index, update: packed.bytes.subarray(offset, offset + length) })
    offset += length
  }
  return updates
}

/** Gives each distinct name a number, in order of appearance. */
class Numbering {
  readonly names: string[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.names.push(name) - 1
    this.#numbers.set(name, number)
    return number
  }
}
