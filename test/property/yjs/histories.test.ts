import fc from 'fast-check'
import { describe, it } from 'vitest'
import { type Delivery, deliveries, updateOf } from '../../support/yjs/delivery.ts'
import { type History, historySteps, play } from '../../support/yjs/history.ts'
import { runs } from '../../support/yjs/runs.ts'
import { ServerPair } from '../../support/yjs/server-pair.ts'

function happen(pair: ServerPair, delivery: Delivery, history: History): void {
  if (delivery.brings === 'compaction') return pair.compact()
  if (delivery.brings === 'flush') return pair.flush()
  const update = updateOf(delivery, history, pair.index.stateVector())
  if (update !== null) pair.deliver(update)
}

/** How much of each client somebody knows, in percent. */
const shares = fc.array(fc.nat(100), { minLength: 1, maxLength: 5 })

describe('the document index beside a Y.Doc', () => {
  it('[IDX21] converges with it whatever is delivered, in any order, twice, cut or merged', () => {
    fc.assert(
      fc.property(historySteps, deliveries, shares, (steps, delivered, shares) => {
        const history = play(steps)
        const pair = new ServerPair()
        for (const delivery of delivered) happen(pair, delivery, history)
        pair.expectLogComplete()
        pair.expectDiff(shares)
        pair.expectJoins(history.states[0] as Uint8Array)
        for (const update of history.updates) pair.deliver(update)
        pair.expectSettled()
        for (const state of history.states) pair.expectJoins(state)
        pair.compact()
        pair.expectSettled()
        pair.expectDiff(shares)
        pair.expectLogComplete()
      }),
      runs(120),
    )
  })
})
