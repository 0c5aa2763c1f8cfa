import { varUintLength, writeVarUint } from '../varint.ts'
import { assertState, isNullState } from './awareness-state.ts'
import { ByteReader } from './byte-reader.ts'
import { type AwarenessLimits, awarenessLimits } from './limits.ts'

/** One client's presence as y-protocols puts it on the wire. */
export interface AwarenessEntry {
  readonly clientId: number
  /** Grows with every change and renewal; a removal may carry the clock of what it removes. */
  readonly clock: number
  /** The JSON text's bytes as they came, a view on the update: copy what must outlive it. */
  readonly state: Uint8Array
  /** The state is `null`: the client has left. */
  readonly isRemoval: boolean
}

/** Nobody's presence: changes nothing anywhere, but counts as a sign of life with every stock client. */
export const emptyAwarenessUpdate = Uint8Array.of(0)

/** The state of a client that has left. */
export const removedState = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c)

/**
 * Reads an awareness update. Entries for which `isWanted` says no are stepped over before their state is
 * looked at: y-websocket clients send back every peer's entry, and parsing what will be ignored anyway
 * would cost the square of the people in a document.
 *
 * Throws `WeftError` `awareness-malformed` or `awareness-limit`.
 */
export function decodeAwareness(
  update: Uint8Array,
  limits: AwarenessLimits = awarenessLimits,
  isWanted: (clientId: number, clock: number) => boolean = () => true,
): AwarenessEntry[] {
  const reader = new ByteReader(update, 'awareness')
  const count = readCount(reader, limits)
  const entries: AwarenessEntry[] = []
  for (let index = 0; index < count; index++) {
    const clientId = reader.varUint()
    const clock = reader.varUint()
    const state = reader.varBytes(limits.stateBytes)
    if (!isWanted(clientId, clock)) continue
    assertState(state, limits.depth)
    entries.push({ clientId, clock, state, isRemoval: isNullState(state) })
  }
  reader.expectEnd()
  return entries
}

/** The inverse of `decodeAwareness`, in one exactly sized allocation. */
export function encodeAwareness(
  entries: readonly Pick<AwarenessEntry, 'clientId' | 'clock' | 'state'>[],
): Uint8Array {
  let size = varUintLength(entries.length)
  for (const { clientId, clock, state } of entries) {
    size += varUintLength(clientId) + varUintLength(clock) + varUintLength(state.length) + state.length
  }
  const update = new Uint8Array(size)
  let position = writeVarUint(update, 0, entries.length)
  for (const { clientId, clock, state } of entries) {
    position = writeVarUint(update, position, clientId)
    position = writeVarUint(update, position, clock)
    position = writeVarUint(update, position, state.length)
    update.set(state, position)
    position += state.length
  }
  return update
}

/** Client id, clock, length and at least one byte of JSON. */
const smallestEntryBytes = 4

function readCount(reader: ByteReader, limits: AwarenessLimits): number {
  const count = reader.varUint()
  if (count > limits.entries) throw reader.overLimit(`${count} entries where ${limits.entries} are allowed`)
  if (count * smallestEntryBytes > reader.remaining) throw reader.malformed('more entries than bytes')
  return count
}
