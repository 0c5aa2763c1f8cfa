import type { DatabaseSync } from 'node:sqlite'
import { type Link, snapshotChecksum } from '../chain.ts'
import { asBytes, asHex, asNumber } from './column.ts'
import type { DocumentHead } from './document-heads.ts'
import { isDamage } from './sqlite-errors.ts'

export interface StoredSnapshot {
  readonly throughSeq: number
  /** The chain's link at `throughSeq`. */
  readonly link: Link
  readonly bytes: Uint8Array<ArrayBuffer> | 'damaged'
}

export type ReadSnapshots = (documentId: string, head: DocumentHead) => Iterable<StoredSnapshot>

/** Reads a document's snapshots, the newest first, each verified; one at a time, since they can be large. */
export function createReadSnapshots(database: DatabaseSync): ReadSnapshots {
  const selectSeqs = database.prepare(
    'SELECT through_seq FROM snapshots WHERE document = ? ORDER BY through_seq DESC',
  )
  const select = database.prepare(
    'SELECT time_ms, chain, checksum, bytes FROM snapshots WHERE document = ? AND through_seq = ?',
  )
  return function* readSnapshots(documentId, head) {
    for (const { through_seq } of selectSeqs.all(head.number)) {
      const throughSeq = asNumber(through_seq)
      yield orDamaged(throughSeq, () =>
        verify(select.get(head.number, throughSeq), { documentId, lineage: head.lineage, throughSeq }),
      )
    }
  }
}

interface SnapshotIdentity {
  readonly documentId: string
  readonly lineage: string
  readonly throughSeq: number
}

function verify(row: Record<string, unknown> | undefined, identity: SnapshotIdentity): StoredSnapshot {
  const link = asHex(row?.chain)
  const bytes = new Uint8Array(asBytes(row?.bytes))
  const checksum = snapshotChecksum({ ...identity, timeMs: asNumber(row?.time_ms), link, bytes })
  const isSound = checksum === asHex(row?.checksum)
  return { throughSeq: identity.throughSeq, link, bytes: isSound ? bytes : 'damaged' }
}

/** A snapshot that cannot even be read is damaged like one that reads wrong: an older one may serve. */
function orDamaged(throughSeq: number, read: () => StoredSnapshot): StoredSnapshot {
  try {
    return read()
  } catch (error) {
    if (!isDamage(error)) throw error
    return { throughSeq, link: '', bytes: 'damaged' }
  }
}
