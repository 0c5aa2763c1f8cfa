import { WeftError } from '../errors.ts'
import { varUintLength, writeVarUint } from '../varint.ts'
import { Cursor } from './cursor.ts'

/** How far a replica knows each client: clients in descending order beside their clocks. */
export interface StateVector {
  readonly clients: readonly number[]
  readonly clocks: readonly number[]
}

/**
 * Reads an encoded Yjs v1 state vector, whose entries may come in any order. Throws `vector-limit` past
 * `maxBytes` and `vector-malformed` for what is no state vector.
 */
export function decodeStateVector(bytes: Uint8Array, maxBytes: number): StateVector {
  if (bytes.length > maxBytes) throw new WeftError('vector-limit', `state vector of ${bytes.length} bytes`)
  try {
    return readEntries(new Cursor(bytes))
  } catch (cause) {
    if (cause instanceof WeftError && cause.code === 'update-malformed') {
      throw new WeftError('vector-malformed', 'not a state vector', { cause })
    }
    throw cause
  }
}

export function encodeStateVector(vector: StateVector): Uint8Array {
  const { clients, clocks } = vector
  let length = varUintLength(clients.length)
  for (let index = 0; index < clients.length; index++) {
    length += varUintLength(clients[index] as number) + varUintLength(clocks[index] as number)
  }
  const bytes = new Uint8Array(length)
  let at = writeVarUint(bytes, 0, clients.length)
  for (let index = 0; index < clients.length; index++) {
    at = writeVarUint(bytes, at, clients[index] as number)
    at = writeVarUint(bytes, at, clocks[index] as number)
  }
  return bytes
}

function readEntries(cursor: Cursor): StateVector {
  const clients: number[] = []
  const clocks: number[] = []
  let isDescending = true
  for (let left = cursor.count(2); left > 0; left--) {
    const client = cursor.varUint()
    if (clients.length > 0 && client >= (clients[clients.length - 1] as number)) isDescending = false
    clients.push(client)
    clocks.push(cursor.varUint())
  }
  if (cursor.rest > 0) throw new WeftError('vector-malformed', 'bytes left over')
  return isDescending ? { clients, clocks } : sorted(clients, clocks)
}

/** Of an entry given twice the last counts, as in Yjs. */
function sorted(clients: readonly number[], clocks: readonly number[]): StateVector {
  const byClient = new Map<number, number>()
  for (let index = 0; index < clients.length; index++) {
    byClient.set(clients[index] as number, clocks[index] as number)
  }
  const entries = [...byClient].sort((one, other) => other[0] - one[0])
  return { clients: entries.map(([client]) => client), clocks: entries.map(([, clock]) => clock) }
}
