import type { DatabaseSync } from 'node:sqlite'
import type { DocumentSummary } from '../port.ts'
import { asHex, asNumber, asText } from './column.ts'

type ListPage = { readonly afterId: string | null; readonly limit: number }

/** Reads summaries in byte order of the ids. Costs a walk over the rows of the documents listed. */
export function createList(database: DatabaseSync): (page: ListPage) => DocumentSummary[] {
  const select = database.prepare(`
    WITH page AS (
      SELECT *, coalesce(
        (SELECT max(through_seq) FROM snapshots WHERE document = documents.number), 0) AS snapshot_seq
      FROM documents WHERE id > ? ORDER BY id LIMIT ?)
    SELECT id, lineage, erased_ms, changed_ms, snapshot_seq,
      coalesce((SELECT length(bytes) FROM snapshots
        WHERE document = page.number AND through_seq = snapshot_seq), 0) AS snapshot_bytes,
      (SELECT count(*) FROM updates WHERE document = page.number AND seq > snapshot_seq) AS log_rows,
      (SELECT coalesce(sum(length(bytes)), 0) FROM updates
        WHERE document = page.number AND seq > snapshot_seq) AS log_bytes
    FROM page ORDER BY id`)
  return ({ afterId, limit }) => select.all(afterId ?? '', limit).map(toSummary)
}

function toSummary(row: Record<string, unknown>): DocumentSummary {
  return {
    documentId: asText(row.id),
    lineage: asHex(row.lineage),
    isGone: row.erased_ms !== null,
    snapshotSeq: asNumber(row.snapshot_seq),
    snapshotBytes: asNumber(row.snapshot_bytes),
    logRows: asNumber(row.log_rows),
    logBytes: asNumber(row.log_bytes),
    changedAtMs: asNumber(row.changed_ms),
  }
}
