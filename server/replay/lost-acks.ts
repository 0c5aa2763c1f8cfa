/**
 * Whether the server still has what it acknowledged. The text at the end cannot tell: after a crash the
 * providers bring back everything themselves. What tells is what the server says on a new connection, before
 * anyone could have brought anything: its state vector (Step1) and its delete set (in Step2).
 */
import * as Y from 'yjs'
import type { Peer } from './arrivals.ts'
import type { IdRange, MadeEdit } from './yjs-edit.ts'

/** Acked edits, of all authors, as they stood when a connection was opened. */
export function ackedSoFar(peers: readonly Peer[]): readonly number[] {
  return peers.map((peer) => peer.ledger.ackedPrefix)
}

/** Calls `onLost` with author and number of each acked edit that the server's state vector does not cover. */
export function findMissingInserts(options: Search & { readonly stateVector: Uint8Array }): void {
  const vector = Y.decodeStateVector(options.stateVector)
  forEachAcked(options, (edit, peer) => edit.clockEnd <= (vector.get(peer.clientId) ?? 0))
}

/** The same for deletions; `update` is the server's Step2, whose delete set is always whole. */
export function findMissingDeletes(options: Search & { readonly update: Uint8Array }): void {
  const { clients } = Y.decodeUpdate(options.update).ds
  forEachAcked(options, (edit) => edit.deleted.every((range) => covers(clients, range)))
}

function covers(clients: DeletedClients, { client, clock, length }: IdRange): boolean {
  for (let at = clock; at < clock + length; at += 1) {
    if (!Y.isDeleted({ clients }, Y.createID(client, at))) return false
  }
  return true
}

type DeletedClients = ReturnType<typeof Y.decodeUpdate>['ds']['clients']

interface Search {
  readonly peers: readonly Peer[]
  readonly acked: readonly number[]
  readonly onLost: (author: number, number: number) => void
}

function forEachAcked(
  { peers, acked, onLost }: Search,
  isKept: (edit: MadeEdit, peer: Peer) => boolean,
): void {
  for (const [author, peer] of peers.entries()) {
    for (let number = 0; number < (acked[author] ?? 0); number += 1) {
      const edit = peer.ledger.made[number]
      if (edit != null && !isKept(edit, peer)) onLost(author, number)
    }
  }
}
