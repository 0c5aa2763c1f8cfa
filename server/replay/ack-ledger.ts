/**
 * Which of an author's edits the server has acknowledged. Pure bookkeeping.
 *
 * The provider's `unsyncedChanges` cannot be used to count: on a reconnect it is set to 1 while every change
 * made meanwhile is sent again, so it shows 0 after the first of many acks. What holds is the wire's rule: on
 * one connection each Step2 and each Update is answered by one SyncStatus, in order. An Update's ack is for
 * the edit whose bytes it carries. A Step2's ack is for every edit made before it was sent: it brings what
 * the server lacked, and what it did not lack must be as safe.
 */
import type { MadeEdit } from './yjs-edit.ts'

export class AckLedger {
  /** Edits in the order they were made; null for one that changed nothing, which is never sent. */
  readonly made: (MadeEdit | null)[] = []
  readonly #madeAtMs: number[] = []
  readonly #numberOf = new Map<string, number>()
  readonly #unacked = new Set<number>()
  readonly #onAcked: (afterMs: number) => void

  constructor(onAcked: (afterMs: number) => void) {
    this.#onAcked = onAcked
  }

  noteMade(edit: MadeEdit | null, nowMs: number): void {
    const number = this.made.length
    this.made.push(edit)
    this.#madeAtMs.push(nowMs)
    if (edit === null) return
    this.#numberOf.set(keyOf(edit.update), number)
    this.#unacked.add(number)
  }

  get unackedCount(): number {
    return this.#unacked.size
  }

  /** How many edits from the first on are acked without a gap. */
  get ackedPrefix(): number {
    for (const first of this.#unacked) return first
    return this.made.length
  }

  madeAtMs(number: number): number {
    return this.#madeAtMs[number] ?? Number.NaN
  }

  /** For a new connection; acks of the old one that never came are not waited for. */
  openConnection(): AckQueue {
    const expected: Expected[] = []
    return {
      updateSent: (update) => {
        const number = this.#numberOf.get(keyOf(update))
        expected.push(number === undefined ? { edit: null } : { edit: number })
      },
      step2Sent: () => {
        expected.push({ before: this.made.length })
      },
      acked: (nowMs) => {
        const answered = expected.shift()
        if (answered !== undefined) this.#settle(answered, nowMs)
      },
    }
  }

  #settle(answered: Expected, nowMs: number): void {
    if ('before' in answered) {
      // Edits are unacked in ascending order, since they are added in it.
      for (const number of this.#unacked) {
        if (number >= answered.before) break
        this.#ack(number, nowMs)
      }
    } else if (answered.edit !== null) this.#ack(answered.edit, nowMs)
  }

  #ack(number: number, nowMs: number): void {
    const edit = this.made[number]
    if (edit == null || !this.#unacked.delete(number)) return
    this.#numberOf.delete(keyOf(edit.update))
    this.#onAcked(nowMs - this.madeAtMs(number))
  }
}

/** What one connection has sent and not yet seen answered. */
export interface AckQueue {
  updateSent(update: Uint8Array): void
  step2Sent(): void
  acked(nowMs: number): void
}

type Expected = { readonly edit: number | null } | { readonly before: number }

/** An update's bytes name it: no two edits insert or delete the same. */
function keyOf(update: Uint8Array): string {
  return Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1')
}
