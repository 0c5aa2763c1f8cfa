import { encodedUpdate, json } from './encoded-update.ts'

/**
 * A client of years ago, which writes JSON content: present in old documents, not made by any API of today.
 * Appends to the array `array`.
 */
export class LegacyWriter {
  readonly #client: number
  #clock = 0

  constructor(client: number) {
    this.#client = client
  }

  write(values: readonly string[]): Uint8Array {
    const clock = this.#clock
    this.#clock += values.length
    const place = clock === 0 ? { root: 'array' } : { origin: [this.#client, clock - 1] as const }
    return encodedUpdate([{ client: this.#client, clock, structs: [json(values, place)] }])
  }
}
