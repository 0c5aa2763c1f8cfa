/** A binary heap that gives the smallest key first. Keys are fixed when a value goes in. */
export class Heap<Value> {
  #keys: number[] = []
  #values: Value[] = []

  get size(): number {
    return this.#keys.length
  }

  get lowestKey(): number {
    return this.#keys[0] ?? Number.POSITIVE_INFINITY
  }

  push(key: number, value: Value): void {
    if (this.#keys.length === 0) return this.#start(key, value)
    let at = this.#keys.length
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if ((this.#keys[parent] as number) <= key) break
      this.#move(parent, at)
      at = parent
    }
    this.#keys[at] = key
    this.#values[at] = value
  }

  pop(): Value | undefined {
    const lowest = this.#values[0]
    const key = this.#keys.pop()
    const value = this.#values.pop()
    if (key !== undefined && this.#keys.length > 0) this.#sink(key, value as Value)
    return lowest
  }

  keepOnly(isKept: (value: Value) => boolean): void {
    const entries = this.#values.map((value, at) => ({ key: this.#key(at), value }))
    this.#keys.length = 0
    this.#values.length = 0
    for (const { key, value } of entries) if (isKept(value)) this.push(key, value)
  }

  /** Most heaps never hold more than one: a list written out takes no room for sixteen. */
  #start(key: number, value: Value): void {
    this.#keys = [key]
    this.#values = [value]
  }

  #sink(key: number, value: Value): void {
    let at = 0
    for (let child = 1; child < this.#keys.length; child = at * 2 + 1) {
      const right = child + 1
      const least = right < this.#keys.length && this.#key(right) < this.#key(child) ? right : child
      if (this.#key(least) >= key) break
      this.#move(least, at)
      at = least
    }
    this.#keys[at] = key
    this.#values[at] = value
  }

  #key(at: number): number {
    return this.#keys[at] as number
  }

  #move(from: number, to: number): void {
    this.#keys[to] = this.#keys[from] as number
    this.#values[to] = this.#values[from] as Value
  }
}
