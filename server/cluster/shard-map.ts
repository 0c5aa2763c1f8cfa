import { hash } from 'node:crypto'

/**
 * The shard that owns a document: the first 4 bytes, big-endian, of the SHA-256 of the id's UTF-8, modulo the
 * number of shards. Part of the storage format (FORMAT.md): anybody may compute it, it never changes.
 */
export function shardOf(documentId: string, shardCount: number): number {
  return Number.parseInt(hash('sha256', documentId, 'hex').slice(0, 8), 16) % shardCount
}
