import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '@weft/shared/errors.ts'
import { firstLink, type Link, tombstoneLink } from '../chain.ts'
import type { DocumentHead, DocumentHeads } from './document-heads.ts'
import { createReadLog } from './read-log.ts'
import { createReadSnapshots, type StoredSnapshot } from './read-snapshots.ts'
import { isDamage } from './sqlite-errors.ts'
import type { LoadedDocument } from './thread-messages.ts'

/**
 * Reads a document and verifies every byte that is handed out: the newest sound snapshot and the chain from
 * there to the head. Nothing is served that does not match, because Yjs would load most flipped bits without
 * a word. A damaged snapshot is no loss while an older one, or the beginning, and the rows since are there.
 */
export function createLoad(
  database: DatabaseSync,
  heads: DocumentHeads,
): (documentId: string) => LoadedDocument {
  const readLog = createReadLog(database)
  const readSnapshots = createReadSnapshots(database)

  return (documentId) => {
    const head = heads.find(documentId)
    if (head === null) return { state: 'absent' }
    if (head.erasedAtMs !== null) return verifyTombstone(documentId, head, head.erasedAtMs)
    const beginning: Beginning = { throughSeq: 0, link: firstLink(head.lineage, documentId), bytes: null }
    const damagedSnapshotSeqs: number[] = []
    let firstError: unknown
    for (const base of [...readSnapshots(documentId, head), beginning]) {
      try {
        const loaded = { state: 'present', lineage: head.lineage, ...readFrom(head, base) } as const
        return damagedSnapshotSeqs.length === 0 ? loaded : { ...loaded, damagedSnapshotSeqs }
      } catch (error) {
        if (!isDamage(error)) throw error
        firstError ??= error
        if (base.bytes === 'damaged') damagedSnapshotSeqs.push(base.throughSeq)
      }
    }
    throw firstError
  }

  function readFrom(head: DocumentHead, base: StoredSnapshot | Beginning) {
    if (base.bytes === 'damaged') throw damagedSnapshot(base.throughSeq)
    const snapshot = base.bytes === null ? null : { throughSeq: base.throughSeq, bytes: base.bytes }
    return { snapshot, updates: readLog(head, base) }
  }
}

function damagedSnapshot(throughSeq: number): WeftError {
  return new WeftError(
    'storage-damaged',
    `the snapshot through seq ${throughSeq} does not match its checksum`,
  )
}

interface Beginning {
  readonly throughSeq: 0
  readonly link: Link
  readonly bytes: null
}

function verifyTombstone(documentId: string, head: DocumentHead, erasedAtMs: number): LoadedDocument {
  if (head.chain === tombstoneLink(head.lineage, documentId, erasedAtMs)) return { state: 'gone', erasedAtMs }
  throw new WeftError('storage-damaged', 'the record of the erasure does not match its checksum')
}
