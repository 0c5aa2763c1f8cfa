/** Delete ranges in the order they were met, as `[from, to)` clocks per client. Neither sorted nor merged. */
export class RangeBatch {
  count = 0
  /** Ticks of all ranges together, overlaps counted twice. */
  total = 0
  readonly #clients: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []

  clear(): void {
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

  /** Lets go of the memory a huge batch needed. */
  shrink(): void {
    this.clear()
    this.#clients.length = 0
    this.#from.length = 0
    this.#to.length = 0
  }
}
