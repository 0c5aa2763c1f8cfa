import type { StockClient } from '../clients/stock-client.ts'
import { tokenOf } from './tokens.ts'

/**
 * Somebody who edits through a stock client: inserts tokens at random places, deletes own ones now and then,
 * sets a map entry and pushes to an array. Keeps what was made and, from the frames themselves, what was
 * acknowledged.
 */
export class Writer {
  readonly client: StockClient
  readonly id: number
  readonly documentId: string
  /** Every update this writer made. */
  readonly made: Uint8Array[] = []
  /** Tokens inserted and tokens deleted again. */
  readonly inserted = new Set<string>()
  readonly deleted = new Set<string>()
  #edits = 0

  constructor(client: StockClient, options: { readonly id: number; readonly documentId: string }) {
    this.client = client
    this.id = options.id
    this.documentId = options.documentId
    client.document.on(
      'update',
      (update: Uint8Array, _origin: unknown, _doc: unknown, transaction: { local: boolean }) => {
        if (transaction.local) this.made.push(update)
      },
    )
  }

  edit(random: () => number): void {
    this.client.document.transact(() => {
      if (random() < 0.15 && this.#deleteOne(random)) return
      this.#insertOne(random)
    })
  }

  #insertOne(random: () => number): void {
    const n = this.#edits
    this.#edits += 1
    const text = this.client.document.getText('text')
    const token = tokenOf(this.id, n)
    text.insert(placeBetweenTokens(text.toString(), random), token)
    this.inserted.add(token)
    this.client.document.getMap('map').set(String(this.id), n)
    this.client.document.getArray('array').push([token])
  }

  #deleteOne(random: () => number): boolean {
    const own = [...this.inserted].filter((token) => !this.deleted.has(token))
    const token = own[Math.floor(random() * own.length)]
    const text = this.client.document.getText('text')
    const at = token === undefined ? -1 : text.toString().indexOf(token)
    if (token === undefined || at < 0) return false
    text.delete(at, token.length)
    this.deleted.add(token)
    return true
  }
}

/** An insertion inside a token would tear it: that is what the check looks for, so the writer must not. */
function placeBetweenTokens(text: string, random: () => number): number {
  const wanted = Math.floor(random() * (text.length + 1))
  const next = text.indexOf('⟨', wanted)
  return next < 0 ? text.length : next
}
