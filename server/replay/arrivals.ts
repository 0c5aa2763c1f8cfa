/** Which edits of the others have reached one participant's document. */
import * as Y from 'yjs'
import type { AckLedger } from './ack-ledger.ts'
import type { IdRange, MadeEdit } from './yjs-edit.ts'

export interface Peer {
  readonly clientId: number
  readonly ledger: AckLedger
}

export class Arrivals {
  readonly #doc: Y.Doc
  readonly #peers: readonly Peer[]
  readonly #held: number[]

  /** `peers` are all authors; the participant's own edits are simply there. */
  constructor(doc: Y.Doc, peers: readonly Peer[]) {
    this.#doc = doc
    this.#peers = peers
    this.#held = peers.map(() => 0)
  }

  /** How many edits of this author, from the first on, are in the document. */
  held(author: number): number {
    return this.#held[author] ?? 0
  }

  /** Looks what is new; `onArrived` hears of every edit once. */
  advance(onArrived: (author: number, number: number) => void): void {
    for (const [author, peer] of this.#peers.entries()) {
      let number = this.held(author)
      for (; number < peer.ledger.made.length; number += 1) {
        const edit = peer.ledger.made[number]
        if (edit != null && !isIn(this.#doc, peer.clientId, edit)) break
        if (edit != null) onArrived(author, number)
      }
      this.#held[author] = number
    }
  }
}

function isIn(doc: Y.Doc, clientId: number, edit: MadeEdit): boolean {
  return (
    Y.getState(doc.store, clientId) >= edit.clockEnd && edit.deleted.every((range) => isDeleted(doc, range))
  )
}

function isDeleted(doc: Y.Doc, { client, clock, length }: IdRange): boolean {
  const end = clock + length
  if (Y.getState(doc.store, client) < end) return false
  for (let at = clock; at < end; ) {
    const struct = Y.getItem(doc.store, Y.createID(client, at))
    if (!struct.deleted) return false
    at = struct.id.clock + struct.length
  }
  return true
}
