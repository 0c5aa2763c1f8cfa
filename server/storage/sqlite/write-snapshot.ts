import type { DatabaseSync } from 'node:sqlite'
import { assert, WeftError } from '@weft/shared/errors.ts'
import { firstLink, type Link, nextLink, snapshotChecksum } from '../chain.ts'
import { refuseGone } from '../rows-refused.ts'
import { asBytes, asHex, asNumber, asText, orNull, toBlob } from './column.ts'
import type { DocumentHead, DocumentHeads } from './document-heads.ts'
import { createReadSnapshots } from './read-snapshots.ts'
import type { SnapshotToWrite } from './thread-messages.ts'
import { inTransaction } from './transaction.ts'

/**
 * Writes a snapshot and takes away what it makes superfluous, in one transaction. The sound snapshot before
 * it stays, with the rows since: should a bit flip in the new one, the document is rebuilt from those.
 */
export function createWriteSnapshot(
  database: DatabaseSync,
  heads: DocumentHeads,
): (snapshot: SnapshotToWrite) => void {
  const readSnapshots = createReadSnapshots(database)
  const linkAt = createLinkAt(database)
  const insert = database.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)')
  const deleteSnapshots = database.prepare(
    'DELETE FROM snapshots WHERE document = ? AND through_seq <> ? AND through_seq <> ?',
  )
  const deleteRows = database.prepare('DELETE FROM updates WHERE document = ? AND seq <= ?')

  return (snapshot) => {
    const { documentId, throughSeq, timeMs, bytes } = snapshot
    const head = heads.find(documentId)
    if (head !== null && head.erasedAtMs !== null) throw refuseGone(documentId)
    assert(head !== null && throughSeq >= 1 && throughSeq <= head.seq, 'a snapshot covers stored rows only')
    const stored = [...readSnapshots(documentId, head)].map(({ throughSeq: seq, link, bytes: content }) => ({
      seq,
      link,
      isSound: content !== 'damaged',
    }))
    assert(throughSeq >= (stored[0]?.seq ?? 1), 'snapshots never go back')
    const previous = stored.find((other) => other.isSound && other.seq < throughSeq)
    const start = previous ?? { seq: 0, link: firstLink(head.lineage, documentId) }
    const link = throughSeq === head.seq ? head.chain : linkAt(head, { seq: throughSeq, start })
    const checksum = snapshotChecksum({ documentId, lineage: head.lineage, throughSeq, timeMs, link, bytes })
    inTransaction(database, () => {
      insert.run(head.number, throughSeq, timeMs, toBlob(link), toBlob(checksum), bytes)
      deleteSnapshots.run(head.number, throughSeq, start.seq)
      deleteRows.run(head.number, start.seq)
    })
  }
}

interface KnownLink {
  readonly seq: number
  readonly link: Link
}

type LinkAt = (head: DocumentHead, at: { readonly seq: number; readonly start: KnownLink }) => Link

/** The link of one row, verified against the row before it: a flipped one would condemn all rows after. */
function createLinkAt(database: DatabaseSync): LinkAt {
  const select = database.prepare(
    'SELECT time_ms, author, chain, bytes FROM updates WHERE document = ? AND seq = ?',
  )
  return (head, { seq, start }) => {
    if (seq === start.seq) return start.link
    const before = seq - 1 === start.seq ? start.link : asHex(select.get(head.number, seq - 1)?.chain)
    const row = select.get(head.number, seq)
    const link = nextLink(before, {
      seq,
      timeMs: asNumber(row?.time_ms),
      author: orNull(asText, row?.author),
      update: asBytes(row?.bytes),
    })
    if (link === asHex(row?.chain)) return link
    throw new WeftError('storage-damaged', `row ${seq} does not match its checksum`)
  }
}
