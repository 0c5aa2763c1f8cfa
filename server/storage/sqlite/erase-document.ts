import type { DatabaseSync } from 'node:sqlite'
import { firstLink, tombstoneLink } from '../chain.ts'
import { type DocumentHeads, newLineage } from './document-heads.ts'
import { checkpointTruncate } from './settle-wal.ts'
import type { DocumentChange } from './thread-messages.ts'
import { inTransaction } from './transaction.ts'

/**
 * Removes every byte of a document and keeps a tombstone under its id. `secure_delete` has the freed pages
 * zeroed, and the truncating checkpoint takes away the WAL, which still held them.
 */
export function createErase(database: DatabaseSync, heads: DocumentHeads): (change: DocumentChange) => void {
  const deleteRows = database.prepare('DELETE FROM updates WHERE document = ?')
  const deleteSnapshots = database.prepare('DELETE FROM snapshots WHERE document = ?')
  return ({ documentId, timeMs }) => {
    const lineage = newLineage()
    forgettingOnFailure(heads, () =>
      inTransaction(database, () => {
        const head = heads.find(documentId) ?? heads.create(documentId, timeMs)
        deleteRows.run(head.number)
        deleteSnapshots.run(head.number)
        const chain = tombstoneLink(lineage, documentId, timeMs)
        heads.reset(documentId, { number: head.number, lineage, erasedAtMs: timeMs, seq: 0, chain }, timeMs)
      }),
    )
    checkpointTruncate(database)
  }
}

/** Lets an erased id begin anew; anything else it leaves as it is. */
export function createRecreate(
  database: DatabaseSync,
  heads: DocumentHeads,
): (change: DocumentChange) => void {
  return ({ documentId, timeMs }) => {
    const head = heads.find(documentId)
    if (head === null || head.erasedAtMs === null) return
    const lineage = newLineage()
    const chain = firstLink(lineage, documentId)
    forgettingOnFailure(heads, () =>
      inTransaction(database, () => {
        heads.reset(documentId, { number: head.number, lineage, erasedAtMs: null, seq: 0, chain }, timeMs)
      }),
    )
  }
}

function forgettingOnFailure(heads: DocumentHeads, change: () => void): void {
  try {
    change()
  } catch (error) {
    heads.forget()
    throw error
  }
}
