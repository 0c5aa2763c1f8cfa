/**
 * The acknowledgements a session owes, in the order its updates came.
 *
 * After a (re)connect a stock Hocuspocus provider sets its counter to 1 and sends N queued updates besides
 * its sync step 2, so the first of those N + 1 acks already shows "0 unsynced". Until the handshake is over,
 * which is when step 2 has come and everything received is on disk, acks therefore leave all together or not
 * at all; after it, each as soon as its update is durable.
 */
export class AckQueue {
  #owed: Owed[] = []
  #isHandshaking = true
  #hasStep2 = false

  get isEmpty(): boolean {
    return this.#owed.length === 0
  }

  /** A client's sync step 1 starts a handshake: the provider has reset its counter. */
  startHandshake(): void {
    this.#isHandshaking = true
    this.#hasStep2 = false
  }

  /** Step 2 has come; it brought again the `dropped` edits that were not taken before the session was live. */
  noteStep2(seq: number, dropped: number): void {
    this.#hasStep2 = true
    for (let count = 0; count < dropped; count++) this.add(seq)
  }

  /** One update was received; it may be acked once the log is durable through `seq`. */
  add(seq: number): void {
    const last = this.#owed.at(-1)
    if (last !== undefined && last.seq === seq) last.count += 1
    else this.#owed.push({ seq, count: 1 })
  }

  /** How many acks may leave now that the log is durable through `durableSeq`. */
  release(durableSeq: number): number {
    if (this.#isHandshaking && !this.#mayEndHandshake(durableSeq)) return 0
    this.#isHandshaking = false
    let released = 0
    let settled = 0
    for (const owed of this.#owed) {
      if (owed.seq > durableSeq) break
      released += owed.count
      settled += 1
    }
    if (settled > 0) this.#owed.splice(0, settled)
    return released
  }

  #mayEndHandshake(durableSeq: number): boolean {
    return this.#hasStep2 && (this.#owed.at(-1)?.seq ?? 0) <= durableSeq
  }
}

interface Owed {
  readonly seq: number
  count: number
}
