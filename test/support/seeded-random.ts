import { createHash } from 'node:crypto'

/** Numbers from 0 to 1 that a seed repeats; a test prints its seed in its name. */
export function seededRandom(seed: number): () => number {
  let drawn = 0
  return () => createHash('sha256').update(`${seed}:${drawn++}`).digest().readUInt32BE(0) / 0x1_0000_0000
}
