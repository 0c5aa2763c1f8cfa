import fc from 'fast-check'
import * as Y from 'yjs'
import type { History } from './history.ts'

/** One message to the server, or something else that happens to it. Numbers choose among what there is. */
export type Delivery =
  | { readonly brings: 'one' | 'state'; readonly index: number }
  | { readonly brings: 'merged'; readonly index: number; readonly picks: readonly boolean[] }
  | { readonly brings: 'stale-state'; readonly index: number; readonly since: number }
  | { readonly brings: 'answer'; readonly index: number }
  | { readonly brings: 'compaction' }
  | { readonly brings: 'flush' }

const index = fc.nat(200)

const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ brings: fc.constant('one' as const), index }) },
  {
    weight: 4,
    arbitrary: fc.record({
      brings: fc.constant('merged' as const),
      index,
      picks: fc.array(fc.boolean(), { minLength: 1, maxLength: 12, size: 'max' }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ brings: fc.constant('state' as const), index }) },
  {
    weight: 2,
    arbitrary: fc.record({ brings: fc.constant('stale-state' as const), index, since: fc.nat(200) }),
  },
  { weight: 2, arbitrary: fc.record({ brings: fc.constant('answer' as const), index }) },
  { weight: 2, arbitrary: fc.constant({ brings: 'compaction' as const }) },
  { weight: 3, arbitrary: fc.constant({ brings: 'flush' as const }) },
)

export const deliveries: fc.Arbitrary<readonly Delivery[]> = fc.array(delivery, {
  maxLength: 40,
  size: 'max',
})

/**
 * The update a delivery stands for. `stateVector` is the server's: an answer is a step 2 to it, while a stale
 * state is a step 2 to what the server, or another one, knew at another time.
 */
export function updateOf(delivery: Delivery, history: History, stateVector: Uint8Array): Uint8Array | null {
  const { updates, states } = history
  switch (delivery.brings) {
    case 'one':
      return pick(updates, delivery.index)
    case 'state':
      return pick(states, delivery.index)
    case 'merged':
      return merged(updates, delivery.index, delivery.picks)
    case 'stale-state':
      return stale(pick(states, delivery.index), pick(states, delivery.since))
    case 'answer': {
      const state = pick(states, delivery.index)
      return state === null ? null : Y.diffUpdate(state, stateVector)
    }
    default:
      return null
  }
}

function merged(updates: readonly Uint8Array[], start: number, picks: readonly boolean[]): Uint8Array | null {
  const from = start % Math.max(updates.length, 1)
  const chosen = updates.slice(from, from + picks.length).filter((_, at) => picks[at])
  return chosen.length === 0 ? null : Y.mergeUpdates(chosen)
}

function stale(state: Uint8Array | null, other: Uint8Array | null): Uint8Array | null {
  if (state === null || other === null) return null
  return Y.diffUpdate(state, Y.encodeStateVectorFromUpdate(other))
}

function pick(list: readonly Uint8Array[], index: number): Uint8Array | null {
  return list[index % Math.max(list.length, 1)] ?? null
}
