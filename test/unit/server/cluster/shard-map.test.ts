import { expect, test } from 'vitest'
import { shardOf } from '../../../../server/cluster/shard-map.ts'

/** Computed with another language's SHA-256, so that the hash of the format cannot drift unnoticed. */
const golden = [
  { documentId: 'a', of1: 0, of8: 2, of13: 1, of64: 18 },
  { documentId: 'friends', of1: 0, of8: 2, of13: 10, of64: 2 },
  { documentId: 'Über raum/1', of1: 0, of8: 4, of13: 0, of64: 20 },
  { documentId: 'doc-17', of1: 0, of8: 5, of13: 12, of64: 61 },
  { documentId: '😀', of1: 0, of8: 4, of13: 4, of64: 52 },
]

test.each(golden)('[STO1] the shard of $documentId is the documented one', (vector) => {
  expect(shardOf(vector.documentId, 1)).toBe(vector.of1)
  expect(shardOf(vector.documentId, 8)).toBe(vector.of8)
  expect(shardOf(vector.documentId, 13)).toBe(vector.of13)
  expect(shardOf(vector.documentId, 64)).toBe(vector.of64)
})

test.each([2, 8, 13])('[STO1] ids spread evenly over %i shards', (shardCount) => {
  const documents = 20_000
  const counts = new Array<number>(shardCount).fill(0)
  for (let index = 0; index < documents; index++) {
    const shard = shardOf(`team-${index % 7}/document-${index}`, shardCount)
    counts[shard] = (counts[shard] ?? 0) + 1
  }
  const expected = documents / shardCount
  for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(expected * 0.1)
})
