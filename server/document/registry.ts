import type { Cancel, Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import type { IndexLimits } from '@weft/shared/yjs/limits.ts'
import type { Counters } from '../observability/counters.ts'
import type { DocumentStore } from '../storage/port.ts'
import type { UpdateLog } from '../storage/update-log.ts'
import { Document } from './document.ts'
import { loadDocument } from './load-document.ts'
import type { Subscriber } from './subscriber.ts'

/**
 * The open documents of this process. Opening is single-flight: however many sessions ask, a document is
 * loaded once, and a failed load leaves nothing behind. A document without sessions is unloaded when it has
 * been idle, or at once when memory is short, but never before everything of it is on disk.
 */
export class DocumentRegistry {
  readonly #ports: RegistryPorts
  readonly #limits: RegistryLimits
  readonly #open = new Map<string, Document>()
  readonly #loading = new Map<string, Promise<Document>>()
  /** Documents without sessions, least recently used first, since a map keeps the order of insertion. */
  readonly #idleSince = new Map<Document, number>()
  #cancelSweep: Cancel

  constructor(ports: RegistryPorts, limits: RegistryLimits) {
    this.#ports = ports
    this.#limits = limits
    this.#cancelSweep = ports.clock.after(SWEEP_MS, this.#sweep)
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Subscribes to the document, loaded first where it must be. Rejects with `refused-gone`,
   * `refused-quota`, `refused-overload`, `storage-failed` or `storage-damaged`.
   */
  async join(documentId: string, subscriber: Subscriber): Promise<Document> {
    for (;;) {
      const document = await this.#find(documentId)
      // It may have been unloaded between the end of its load and this turn.
      if (this.#open.get(documentId) !== document) continue
      if (document.sessionCount >= this.#limits.maxSessionsPerDocument) {
        throw new WeftError('refused-quota', `the document has ${document.sessionCount} sessions already`)
      }
      document.subscribe(subscriber)
      this.#idleSince.delete(document)
      return document
    }
  }

  /** Without sessions, the document idles. */
  leave(document: Document, subscriber: Subscriber): void {
    document.unsubscribe(subscriber)
    if (document.sessionCount > 0) return
    this.#idleSince.set(document, this.#ports.clock.now())
    if (document.isRefused) this.#unload(document)
  }

  /** Every open document, to flush or to close. */
  documents(): Iterable<Document> {
    return this.#open.values()
  }

  close(): void {
    this.#cancelSweep()
    for (const document of this.#open.values()) document.close()
    this.#open.clear()
  }

  #find(documentId: string): Promise<Document> {
    const known = this.#open.get(documentId)
    if (known !== undefined) return Promise.resolve(known)
    const loading = this.#loading.get(documentId)
    if (loading !== undefined) return loading
    const load = this.#load(documentId).finally(() => this.#loading.delete(documentId))
    this.#loading.set(documentId, load)
    return load
  }

  async #load(documentId: string): Promise<Document> {
    await this.#makeRoom()
    const { store, log } = this.#ports.shardFor(documentId)
    const { clock, counters, takesWrites } = this.#ports
    const stored = await store.load(documentId)
    const loaded = await loadDocument(stored, this.#limits.index, () => endOfTurn(clock))
    counters.documentsLoaded += 1
    const document = new Document(documentId, loaded, { clock, log, counters, takesWrites, ...this.#limits })
    this.#open.set(documentId, document)
    this.#idleSince.set(document, clock.now())
    return document
  }

  /** Evicts idle documents, least recently used first; waits, then refuses, where that is not enough. */
  async #makeRoom(): Promise<void> {
    const { clock } = this.#ports
    const givesUpAtMs = clock.now() + LOAD_WAIT_MS
    while (!this.#hasRoom()) {
      if (clock.now() >= givesUpAtMs) {
        throw new WeftError('refused-overload', 'no memory for another document', {
          hint: 'raise --max-memory-bytes, or spread documents over more workers',
        })
      }
      await new Promise<void>((resolve) => void clock.after(LOAD_RETRY_MS, resolve))
    }
  }

  #hasRoom(): boolean {
    let retained = this.#retainedBytes()
    for (const document of this.#idleSince.keys()) {
      if (retained < this.#limits.maxMemoryBytes) return true
      const bytes = document.retainedBytes
      if (this.#unload(document)) retained -= bytes
    }
    return retained < this.#limits.maxMemoryBytes
  }

  #retainedBytes(): number {
    let total = 0
    for (const document of this.#open.values()) total += document.retainedBytes + PER_DOCUMENT_BYTES
    return total
  }

  readonly #sweep = (): void => {
    const { clock } = this.#ports
    const idleBefore = clock.now() - this.#limits.idleUnloadMs
    for (const [document, sinceMs] of this.#idleSince) {
      if (sinceMs <= idleBefore) this.#unload(document)
    }
    this.#cancelSweep = clock.after(SWEEP_MS, this.#sweep)
  }

  #unload(document: Document): boolean {
    if (document.sessionCount > 0 || !document.isSettled) return false
    this.#idleSince.delete(document)
    this.#open.delete(document.id)
    document.close()
    this.#ports.counters.documentsUnloaded += 1
    return true
  }
}

export interface RegistryPorts {
  readonly clock: Clock
  readonly counters: Counters
  readonly takesWrites: () => boolean
  shardFor(documentId: string): { readonly store: DocumentStore; readonly log: UpdateLog }
}

export interface RegistryLimits {
  readonly index: Partial<IndexLimits>
  readonly idleUnloadMs: number
  readonly maxMemoryBytes: number
  readonly maxSessionsPerDocument: number
  readonly mostAwarenessStates: number
}

const SWEEP_MS = 1000
const LOAD_RETRY_MS = 100
const LOAD_WAIT_MS = 5000
/** The objects around a document's bytes. */
const PER_DOCUMENT_BYTES = 4096

function endOfTurn(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.atEndOfTurn(resolve))
}
