import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Reads a document as anybody could who has the files and FORMAT.md: nothing of the server's code is used.
 * Answers the Yjs v1 updates to apply in order, the snapshot first; none for a document that is not there.
 *
 * Call it when the server is dead. It reads a copy, because opening the files would already recover the WAL
 * and change the evidence.
 */
export function readColdDocument(dataDirectory: string, documentId: string): Uint8Array[] {
  return withColdShard(dataDirectory, documentId, (database) => {
    const document = database
      .prepare('SELECT number FROM documents WHERE id = ? AND erased_ms IS NULL')
      .get(documentId)
    if (document === undefined) return []
    const number = Number(document.number)
    const snapshot = database
      .prepare(
        'SELECT through_seq, bytes FROM snapshots WHERE document = ? ORDER BY through_seq DESC LIMIT 1',
      )
      .get(number)
    const rows = database
      .prepare('SELECT bytes FROM updates WHERE document = ? AND seq > ? ORDER BY seq')
      .all(number, Number(snapshot?.through_seq ?? 0))
    return [...(snapshot === undefined ? [] : [snapshot]), ...rows].map(({ bytes }) => bytes as Uint8Array)
  })
}

/** Runs `read` on a recovered copy of the shard file that holds the document. */
export function withColdShard<T>(
  dataDirectory: string,
  documentId: string,
  read: (database: DatabaseSync) => T,
): T {
  const { shardCount } = JSON.parse(readFileSync(join(dataDirectory, 'format.json'), 'utf8')) as {
    shardCount: number
  }
  const shard = createHash('sha256').update(documentId).digest().readUInt32BE(0) % shardCount
  const path = join(dataDirectory, 'shards', `${String(shard).padStart(2, '0')}.sqlite`)
  const copies = mkdtempSync(join(tmpdir(), 'weft-cold-'))
  try {
    const copy = join(copies, 'shard.sqlite')
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    const database = new DatabaseSync(copy)
    try {
      return read(database)
    } finally {
      database.close()
    }
  } finally {
    rmSync(copies, { recursive: true, force: true })
  }
}
