import { randomBytes } from 'node:crypto'
import type { Clock } from '@weft/shared/clock.ts'
import { assert } from '@weft/shared/errors.ts'
import type { DocumentStore, DocumentSummary, LogRow, Snapshot, StoredDocument } from '../port.ts'
import { refuseConflict, refuseGap, refuseGone } from '../rows-refused.ts'

/**
 * Documents in memory: for tests and for `--data :memory:`. "Durable" means as durable as the process. It keeps
 * no bytes that belong to the caller and hands out none of its own.
 */
export class MemoryStore implements DocumentStore {
  readonly #clock: Clock
  readonly #documents = new Map<string, MemoryDocument>()

  constructor(options: { readonly clock: Clock }) {
    this.#clock = options.clock
  }

  async load(documentId: string): Promise<StoredDocument> {
    const document = this.#documents.get(documentId)
    if (document === undefined) return { state: 'absent' }
    if (document.erasedAtMs !== null) return { state: 'gone', erasedAtMs: document.erasedAtMs }
    const { lineage, snapshot, rows } = document
    return {
      state: 'present',
      lineage,
      snapshot: snapshot === null ? null : { ...snapshot, bytes: snapshot.bytes.slice() },
      updates: rows.map(({ seq, update }) => ({ seq, update: update.slice() })),
    }
  }

  async append(rows: readonly LogRow[]): Promise<void> {
    const novel = this.#onlyNovel(rows)
    for (const row of novel) {
      const document = this.#documents.get(row.documentId) ?? this.#create(row.documentId)
      document.rows.push({ ...row, update: row.update.slice() })
      document.seq = row.seq
      document.changedAtMs = row.timeMs
    }
  }

  async writeSnapshot(snapshot: Snapshot & { readonly documentId: string }): Promise<void> {
    const document = this.#documents.get(snapshot.documentId)
    if (document !== undefined && document.erasedAtMs !== null) throw refuseGone(snapshot.documentId)
    assert(
      document !== undefined && snapshot.throughSeq <= document.seq,
      'a snapshot covers stored rows only',
    )
    assert(snapshot.throughSeq >= (document.snapshot?.throughSeq ?? 1), 'snapshots never go back')
    document.snapshot = { throughSeq: snapshot.throughSeq, bytes: snapshot.bytes.slice() }
    document.rows = document.rows.filter((row) => row.seq > snapshot.throughSeq)
    document.changedAtMs = Math.max(document.changedAtMs, this.#clock.wallTimeMs())
  }

  async list(page: { readonly afterId: string | null; readonly limit: number }): Promise<DocumentSummary[]> {
    const after = page.afterId
    return [...this.#documents.keys()]
      .toSorted(compareBytes)
      .filter((id) => after === null || compareBytes(id, after) > 0)
      .slice(0, page.limit)
      .flatMap((id) => this.#summary(id))
  }

  async erase(documentId: string): Promise<void> {
    const document = this.#create(documentId)
    document.erasedAtMs = this.#clock.wallTimeMs()
  }

  async recreate(documentId: string): Promise<void> {
    const document = this.#documents.get(documentId)
    if (document === undefined || document.erasedAtMs === null) return
    this.#create(documentId)
  }

  async probe(): Promise<void> {}
  async recover(): Promise<void> {}
  async close(): Promise<void> {}

  #create(documentId: string): MemoryDocument {
    const lineage = randomBytes(16).toString('hex')
    const changedAtMs = this.#clock.wallTimeMs()
    const document = { lineage, erasedAtMs: null, changedAtMs, seq: 0, snapshot: null, rows: [] }
    this.#documents.set(documentId, document)
    return document
  }

  /** Checks all rows before any is taken, so that a batch is appended whole or not at all. */
  #onlyNovel(rows: readonly LogRow[]): LogRow[] {
    const lastSeqs = new Map<string, number>()
    return rows.filter((row) => {
      const document = this.#documents.get(row.documentId)
      if (document !== undefined && document.erasedAtMs !== null) throw refuseGone(row.documentId)
      const afterSeq = lastSeqs.get(row.documentId) ?? document?.seq ?? 0
      if (row.seq <= afterSeq) return this.#refuseUnlessSame(row)
      if (row.seq !== afterSeq + 1) throw refuseGap(row.documentId, { seq: row.seq, afterSeq })
      lastSeqs.set(row.documentId, row.seq)
      return true
    })
  }

  #refuseUnlessSame(row: LogRow): false {
    const stored = this.#documents.get(row.documentId)?.rows.find((other) => other.seq === row.seq)
    if (stored === undefined || Buffer.compare(stored.update, row.update) !== 0) {
      throw refuseConflict(row.documentId, row.seq)
    }
    return false
  }

  #summary(documentId: string): DocumentSummary[] {
    const document = this.#documents.get(documentId)
    if (document === undefined) return []
    return [
      {
        documentId,
        lineage: document.lineage,
        isGone: document.erasedAtMs !== null,
        snapshotSeq: document.snapshot?.throughSeq ?? 0,
        snapshotBytes: document.snapshot?.bytes.byteLength ?? 0,
        logRows: document.rows.length,
        logBytes: document.rows.reduce((sum, row) => sum + row.update.byteLength, 0),
        changedAtMs: document.changedAtMs,
      },
    ]
  }
}

interface MemoryDocument {
  readonly lineage: string
  erasedAtMs: number | null
  changedAtMs: number
  seq: number
  snapshot: Snapshot | null
  rows: LogRow[]
}

/** The order of the UTF-8 bytes, which is not that of JavaScript's strings. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
