const KEPT_RANGES = 16_384

/** Delete ranges in the order they were met, as `[from, to)` clocks per client. Neither sorted nor merged. */
export class RangeBatch {
  count = 0
  /** Ticks of all ranges together, overlaps counted twice. */
  total = 0
  readonly #clients: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []

  /** Lets go of the memory that a huge batch needed. */
  clear(): void {
    if (this.count > KEPT_RANGES)
      for (const column of [this.#clients, this.#from, this.#to]) column.length = 0
    this.count = 0
    this.total = 0
  }

  add(client: number, from: number, to: number): void {
    const index = this.count++
    this.#clients[index] = client
    this.#from[index] = from
    this.#to[index] = to
    this.total += to - from
  }

  client(index: number): number {
    return this.#clients[index] as number
  }

  from(index: number): number {
    return this.#from[index] as number
  }

  to(index: number): number {
    return this.#to[index] as number
  }
}
