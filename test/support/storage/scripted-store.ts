import { WeftError } from '@weft/shared/errors.ts'
import { MemoryStore } from '../../../server/storage/memory/memory-store.ts'
import type { LogRow } from '../../../server/storage/port.ts'
import { RowsRefusedError } from '../../../server/storage/rows-refused.ts'
import { FakeClock } from '../fake-clock.ts'

/** How a scripted call ends. `lost-answer`: it was done, but its caller is told that it failed. */
export type Outcome = 'succeeds' | 'fails' | 'lost-answer'

/**
 * A store whose calls end when the test says so and how it says so; what succeeds is kept in memory. After a
 * failure it takes nothing until `recover` has succeeded, as the port demands.
 */
export class ScriptedStore extends MemoryStore {
  /** Every batch that was handed to `append`, as "document#seq". */
  readonly batches: string[][] = []
  recoveries = 0
  readonly #running: ((outcome: Outcome) => Promise<void>)[] = []
  #isFailed = false

  constructor() {
    super({ clock: new FakeClock() })
  }

  /** Calls under way. */
  get running(): number {
    return this.#running.length
  }

  /** Ends the oldest call under way. */
  async end(outcome: Outcome): Promise<void> {
    const run = this.#running.shift()
    if (run === undefined) throw new Error('no call is under way')
    await run(outcome)
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }

  override append(rows: readonly LogRow[]): Promise<void> {
    this.batches.push(rows.map(({ documentId, seq }) => `${documentId}#${seq}`))
    if (this.#isFailed) return Promise.reject(new WeftError('storage-failed', 'the handle has failed'))
    return this.#script(() => super.append(rows))
  }

  override recover(): Promise<void> {
    this.recoveries++
    return this.#script(async () => {
      this.#isFailed = false
    })
  }

  #script(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#running.push(async (outcome) => {
        const error = outcome === 'fails' ? null : await work().catch((refusal: unknown) => refusal)
        if (outcome !== 'succeeds') this.#reject(new WeftError('storage-failed', 'EIO'), reject)
        else if (error === undefined) resolve()
        else this.#reject(error, reject)
      })
    })
  }

  #reject(error: unknown, reject: (error: unknown) => void): void {
    this.#isFailed = !(error instanceof RowsRefusedError)
    reject(error)
  }
}
