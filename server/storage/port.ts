/**
 * Where documents are kept. One `DocumentStore` holds the documents of one shard; what it is made of (SQLite,
 * memory, later PostgreSQL) does not show through. Every implementation passes `test/contract/document-store`.
 *
 * A store does what it is told and fails honestly: grouping commits, retrying and telling sessions is the
 * update log's work (`update-log.ts`).
 */
export interface DocumentStore {
  /** Everything needed to serve the document. Rejects with `storage-damaged` when a checksum does not match. */
  load(documentId: string): Promise<StoredDocument>
  /**
   * Appends rows, all or none; resolves once they are durable. Appending a row that is already there with
   * the same bytes is no error (a commit whose outcome was unknown is tried again); with other bytes it is.
   * Rejects with `storage-failed`; from then on every `append` rejects until `recover` has resolved.
   */
  append(rows: readonly LogRow[]): Promise<void>
  /** Replaces the rows up to and including `throughSeq` by `bytes`, in one transaction. */
  writeSnapshot(snapshot: Snapshot & { readonly documentId: string }): Promise<void>
  /** Ids in byte order, at most `limit` of them, strictly after `afterId`. */
  list(page: { readonly afterId: string | null; readonly limit: number }): Promise<DocumentSummary[]>
  /** Removes every byte of the document; its id stays `gone` until `recreate`. */
  erase(documentId: string): Promise<void>
  /** Lets an erased id be used again, under a new lineage. */
  recreate(documentId: string): Promise<void>
  /** Proves that a write reaches the disk now. Rejects with `storage-failed`. */
  probe(): Promise<void>
  /** After a failure: drops the failed handle, opens a fresh one and makes what it finds there durable. */
  recover(): Promise<void>
  close(): Promise<void>
}

export interface LogRow {
  readonly documentId: string
  /** 1, 2, 3 … per document and lineage, gapless. */
  readonly seq: number
  /** Milliseconds since the Unix epoch when the update was received; for people, never for ordering. */
  readonly timeMs: number
  /** Who wrote it, where authentication names a user. */
  readonly author: string | null
  /** Yjs v1 update bytes, as they came or only the part that was new. */
  readonly update: Uint8Array
}

export interface Snapshot {
  readonly throughSeq: number
  /** Yjs v1 update bytes: the whole document through `throughSeq`. */
  readonly bytes: Uint8Array
}

export type StoredDocument =
  | { readonly state: 'absent' }
  | { readonly state: 'gone'; readonly erasedAtMs: number }
  | {
      readonly state: 'present'
      /** 16 random bytes in hex, new at creation and again after erasure. */
      readonly lineage: string
      readonly snapshot: Snapshot | null
      /** In order of `seq`, all greater than the snapshot's `throughSeq`. */
      readonly updates: readonly { readonly seq: number; readonly update: Uint8Array }[]
      /** Snapshots that did not match their checksum, where an older state and its log served: no loss, an alarm. */
      readonly damagedSnapshotSeqs?: readonly number[]
    }

export interface DocumentSummary {
  readonly documentId: string
  readonly lineage: string
  readonly isGone: boolean
  readonly snapshotSeq: number
  readonly snapshotBytes: number
  readonly logRows: number
  readonly logBytes: number
  readonly changedAtMs: number
}
