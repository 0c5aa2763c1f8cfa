import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { nextLink } from '../chain.ts'
import type { LogRow } from '../port.ts'
import { RowsRefusedError, refuseConflict, refuseGap, refuseGone } from '../rows-refused.ts'
import { asBytes, toBlob } from './column.ts'
import type { DocumentHead, DocumentHeads } from './document-heads.ts'
import { isDamage, toStorageError } from './sqlite-errors.ts'
import { inTransaction } from './transaction.ts'

/** Appends rows of any documents of the shard in one transaction; when it returns they are on disk. */
export function createAppend(
  database: DatabaseSync,
  heads: DocumentHeads,
): (rows: readonly LogRow[]) => void {
  const insert = database.prepare('INSERT INTO updates VALUES (?, ?, ?, ?, ?, ?)')
  const select = database.prepare('SELECT bytes FROM updates WHERE document = ? AND seq = ?')
  return (rows) => {
    const moved = new Map<string, { head: DocumentHead; timeMs: number }>()
    const appendRow = (row: LogRow): void => {
      const head = moved.get(row.documentId)?.head ?? headFor(heads, row)
      if (row.seq <= head.seq) return refuseUnlessSame(select, { head, row })
      if (row.seq !== head.seq + 1) throw refuseGap(row.documentId, { seq: row.seq, afterSeq: head.seq })
      const chain = nextLink(head.chain, row)
      insert.run(head.number, row.seq, row.timeMs, row.author, toBlob(chain), row.update)
      moved.set(row.documentId, { head: { ...head, seq: row.seq, chain }, timeMs: row.timeMs })
    }
    try {
      inTransaction(database, () => {
        for (const row of rows) blameDocument(row.documentId, () => appendRow(row))
        for (const [documentId, { head, timeMs }] of moved) heads.advance(documentId, head, timeMs)
      })
    } catch (error) {
      heads.forget()
      throw error
    }
  }
}

function headFor(heads: DocumentHeads, row: LogRow): DocumentHead {
  const head = heads.find(row.documentId) ?? heads.create(row.documentId, row.timeMs)
  if (head.erasedAtMs !== null) throw refuseGone(row.documentId)
  return head
}

/** A commit whose outcome was unknown comes again: what is there already must be the very same. */
function refuseUnlessSame(
  select: StatementSync,
  at: { readonly head: DocumentHead; readonly row: LogRow },
): void {
  const stored = select.get(at.head.number, at.row.seq)
  if (stored !== undefined && Buffer.compare(asBytes(stored.bytes), at.row.update) === 0) return
  throw refuseConflict(at.row.documentId, at.row.seq)
}

/** Damage met on the way to one document must not stop the commits of the others. */
function blameDocument(documentId: string, append: () => void): void {
  try {
    append()
  } catch (error) {
    if (error instanceof RowsRefusedError || !isDamage(error)) throw error
    const { code, message } = toStorageError(error)
    throw new RowsRefusedError(code, documentId, message, error)
  }
}
