import type { ErrorCode } from '@weft/shared/errors.ts'
import type { DocumentSummary } from '../port.ts'
import type { PackedRows, PackedUpdates } from './packed-rows.ts'

/** What the storage thread of a shard can be asked, and what it answers. One table, so that both sides agree. */
export interface ThreadCalls {
  /** Opens or (`create`) makes the file, checks that it is this shard's, and applies every pragma. */
  readonly open: {
    readonly request: { readonly path: string; readonly create: boolean } & ShardIdentity
    readonly reply: null
  }
  /** Makes durable what was found at opening; see `settle-wal.ts`. */
  readonly settle: { readonly request: { readonly path: string }; readonly reply: null }
  readonly append: { readonly request: PackedRows; readonly reply: null }
  readonly load: { readonly request: { readonly documentId: string }; readonly reply: LoadedDocument }
  readonly writeSnapshot: { readonly request: SnapshotToWrite; readonly reply: null }
  readonly list: {
    readonly request: { readonly afterId: string | null; readonly limit: number }
    readonly reply: DocumentSummary[]
  }
  readonly erase: { readonly request: DocumentChange; readonly reply: null }
  readonly recreate: { readonly request: DocumentChange; readonly reply: null }
  readonly probe: { readonly request: { readonly timeMs: number }; readonly reply: null }
  readonly close: { readonly request: null; readonly reply: null }
}

export type CallName = keyof ThreadCalls

export interface ShardIdentity {
  readonly shard: number
  readonly shardCount: number
}

export interface DocumentChange {
  readonly documentId: string
  readonly timeMs: number
}

export interface SnapshotToWrite extends DocumentChange {
  readonly throughSeq: number
  readonly bytes: Uint8Array
}

export type LoadedDocument =
  | { readonly state: 'absent' }
  | { readonly state: 'gone'; readonly erasedAtMs: number }
  | {
      readonly state: 'present'
      readonly lineage: string
      readonly snapshot: { readonly throughSeq: number; readonly bytes: Uint8Array } | null
      readonly updates: PackedUpdates
      readonly damagedSnapshotSeqs?: readonly number[]
    }

export interface ThreadRequest {
  readonly call: number
  readonly name: CallName
  readonly request: ThreadCalls[CallName]['request']
}

export type ThreadReply =
  | { readonly call: number; readonly ok: true; readonly reply: ThreadCalls[CallName]['reply'] }
  | { readonly call: number; readonly ok: false; readonly error: ThreadError }

/** An error crosses the thread's border as data. `documentId` is set when only that document's rows are refused. */
export interface ThreadError {
  readonly code: ErrorCode
  readonly message: string
  readonly documentId: string | null
}
