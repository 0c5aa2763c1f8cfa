import type { DatabaseSync } from 'node:sqlite'
import { firstLink, tombstoneLink } from '../chain.ts'
import { type DocumentHeads, newLineage } from './document-heads.ts'
import { checkpointTruncate } from './settle-wal.ts'
import type { DocumentChange } from './thread-messages.ts'
import { inTransaction } from './transaction.ts'

/**
 * Removes every byte of a document and keeps a tombstone under its id. `secure_delete` zeroes what is freed,
 * but not the copies of small rows that a page keeps in its unused part when SQLite has moved them to another
 * (tried: one row of eight was still to be found). Only a rebuilt file is free of them, and only a WAL cut to
 * nothing. It costs the shard's other documents slow acks for about ten seconds per gigabyte, and the disk as
 * much space again meanwhile; erasures are rare.
 */
export function createErase(database: DatabaseSync, heads: DocumentHeads): (change: DocumentChange) => void {
  const deleteRows = database.prepare('DELETE FROM updates WHERE document = ?')
  const deleteSnapshots = database.prepare('DELETE FROM snapshots WHERE document = ?')
  return ({ documentId, timeMs }) => {
    const lineage = newLineage()
    const wasStored = heads.find(documentId) !== null
    forgettingOnFailure(heads, () =>
      inTransaction(database, () => {
        const head = heads.find(documentId) ?? heads.create(documentId, timeMs)
        deleteRows.run(head.number)
        deleteSnapshots.run(head.number)
        const chain = tombstoneLink(lineage, documentId, timeMs)
        heads.reset(documentId, { number: head.number, lineage, erasedAtMs: timeMs, seq: 0, chain }, timeMs)
      }),
    )
    if (wasStored) database.exec('VACUUM')
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
