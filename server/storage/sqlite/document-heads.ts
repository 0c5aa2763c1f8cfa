import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '@weft/shared/errors.ts'
import { firstLink, idHash, type Link } from '../chain.ts'
import { asHex, asNumber, orNull, toBlob } from './column.ts'

/** Where a document's log stands: the row of `documents` that belongs to it. */
export interface DocumentHead {
  readonly number: number
  readonly lineage: string
  readonly erasedAtMs: number | null
  readonly seq: number
  readonly chain: Link
}

/** How many heads are kept in memory; past that they are read again. */
const cachedHeads = 10_000

/**
 * Reads and writes heads. Those that were appended to lately are kept in memory: nobody else writes this file,
 * and a chain that continues from memory cannot continue from a bit that flipped on disk meanwhile.
 */
export class DocumentHeads {
  readonly #cache = new Map<string, DocumentHead>()
  readonly #select
  readonly #selectByHash
  readonly #insert
  readonly #update
  readonly #reset

  constructor(database: DatabaseSync) {
    const columns = 'number, lineage, erased_ms, seq, chain'
    this.#select = database.prepare(`SELECT ${columns} FROM documents WHERE id = ?`)
    this.#selectByHash = database.prepare('SELECT number FROM documents WHERE id_hash = ?')
    this.#insert = database.prepare(
      'INSERT INTO documents (id, id_hash, lineage, changed_ms, seq, chain) VALUES (?, ?, ?, ?, 0, ?)',
    )
    this.#update = database.prepare(
      'UPDATE documents SET seq = ?, chain = ?, changed_ms = ? WHERE number = ?',
    )
    this.#reset = database.prepare(
      'UPDATE documents SET seq = 0, chain = ?, changed_ms = ?, lineage = ?, erased_ms = ? WHERE number = ?',
    )
  }

  /** Null when there never was such a document. Rejects as damaged when the two ways to find it disagree. */
  find(documentId: string): DocumentHead | null {
    const cached = this.#cache.get(documentId)
    if (cached !== undefined) return cached
    const row = this.#select.get(documentId)
    if (row !== undefined) return this.#remember(documentId, toHead(row))
    if (this.#selectByHash.get(toBlob(idHash(documentId))) === undefined) return null
    throw new WeftError('storage-damaged', 'the document is there, but the index of ids does not lead to it')
  }

  create(documentId: string, timeMs: number): DocumentHead {
    const lineage = newLineage()
    const chain = firstLink(lineage, documentId)
    const inserted = this.#insert.run(
      documentId,
      toBlob(idHash(documentId)),
      toBlob(lineage),
      timeMs,
      toBlob(chain),
    )
    const number = Number(inserted.lastInsertRowid)
    return this.#remember(documentId, { number, lineage, erasedAtMs: null, seq: 0, chain })
  }

  /** The log of the document now ends there. */
  advance(documentId: string, head: DocumentHead, timeMs: number): void {
    this.#update.run(head.seq, toBlob(head.chain), timeMs, head.number)
    this.#remember(documentId, head)
  }

  /** The document starts over, or ends, with nothing in its log. */
  reset(documentId: string, head: DocumentHead, timeMs: number): void {
    this.#reset.run(toBlob(head.chain), timeMs, toBlob(head.lineage), head.erasedAtMs, head.number)
    this.#remember(documentId, head)
  }

  /** After a transaction that was rolled back, or when what is on disk shall count. */
  forget(): void {
    this.#cache.clear()
  }

  #remember(documentId: string, head: DocumentHead): DocumentHead {
    if (this.#cache.size >= cachedHeads) this.#cache.clear()
    this.#cache.set(documentId, head)
    return head
  }
}

export function newLineage(): string {
  return randomBytes(16).toString('hex')
}

function toHead(row: Record<string, unknown>): DocumentHead {
  return {
    number: asNumber(row.number),
    lineage: asHex(row.lineage),
    erasedAtMs: orNull(asNumber, row.erased_ms),
    seq: asNumber(row.seq),
    chain: asHex(row.chain),
  }
}
