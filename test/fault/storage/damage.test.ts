import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { packRows } from '../../../server/storage/sqlite/packed-rows.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import {
  appendSampleRows,
  loadedContent,
  openShardService,
  type SampleId,
  sampleContent,
  sampleDocuments,
  sampleIds,
  sampleLogRow,
  sampleRow,
  writeSampleShard,
} from '../../support/storage/sample-shard.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

const flips = Number(process.env.WEFT_FLIPS ?? 800)
const seed = Number(process.env.WEFT_SEED ?? 4711)

/** Where one row meets the next, which in the log they do not. */
const onlyInNewerSnapshot = Buffer.concat([
  sampleRow('two-snapshots', 1000).subarray(-20),
  sampleRow('two-snapshots', 1001).subarray(0, 20),
])

describe('flipped bits', () => {
  test(`[STO19] a bit flipped anywhere in the file never changes what is served (${flips} flips, seed ${seed})`, () => {
    const file = sampleFile()
    const random = seededRandom(seed)
    const seen = { served: 0, damaged: 0, unopened: 0 }
    for (let flip = 0; flip < flips; flip++) {
      const bit = Math.floor(random() * file.bytes.length * 8)
      for (const outcome of file.outcomesWith(flipped(file.bytes, bit))) seen[outcome]++
    }
    expect(seen.damaged).toBeGreaterThan(flips / 20)
    expect(seen.served).toBeGreaterThan(flips)
    expect(seen.unopened).toBeLessThan(flips / 20)
  })

  test('[STO19] a bit flipped in a row is found, and the document refused', () => {
    const file = sampleFile()
    for (const seq of [1, 77, 400]) {
      for (const offset of file.offsetsOf(sampleRow('log-only', seq))) {
        for (let bit = offset * 8; bit < (offset + sampleRow('log-only', seq).length) * 8; bit += 37) {
          file.write(flipped(file.bytes, bit))
          expect(file.refusal('log-only')).toBe(`row ${seq} does not match its checksum`)
        }
      }
    }
  })

  test('[STO20] a bit flipped in a snapshot is found, and the document served from the one before and the rows since', () => {
    const file = sampleFile()
    // Rows 1001 to 1400 are in the newer snapshot and, still, in the log.
    const [inSnapshot = 0] = file.offsetsOf(onlyInNewerSnapshot)
    for (let bit = inSnapshot * 8; bit < (inSnapshot + 40) * 8; bit += 11) {
      file.write(flipped(file.bytes, bit))
      const loaded = file.with((service) => service.handle('load', { documentId: 'two-snapshots' }))
      expect(loaded).toMatchObject({ snapshot: { throughSeq: 500 }, damagedSnapshotSeqs: [1400] })
      expect(file.isTrue('two-snapshots', loadedContent(loaded))).toBe(true)
    }
  })

  test('[STO20] a snapshot that is damaged does not become the one to fall back to', () => {
    const file = sampleFile()
    const [inSnapshot = 0] = file.offsetsOf(onlyInNewerSnapshot)
    file.write(flipped(file.bytes, inSnapshot * 8))
    file.with((service) => {
      const bytes = sampleContent('two-snapshots', 1450)
      service.handle('writeSnapshot', { documentId: 'two-snapshots', timeMs: 1, throughSeq: 1450, bytes })
    })
    file.edit('UPDATE snapshots SET bytes = zeroblob(10) WHERE through_seq = 1450')
    const loaded = file.with((service) => service.handle('load', { documentId: 'two-snapshots' }))
    expect(loaded).toMatchObject({ snapshot: { throughSeq: 500 } })
    expect(file.isTrue('two-snapshots', loadedContent(loaded))).toBe(true)
  })

  test('[STO21] a bit flipped in the index of ids does not make a document look new', () => {
    const file = sampleFile()
    const offsets = file.offsetsOf(Buffer.from('snapshot-at-end'))
    const outcomes = offsets.flatMap((offset) =>
      Array.from('snapshot-at-end', (_, index) =>
        file.outcomesWith(flipped(file.bytes, (offset + index) * 8)),
      ),
    )
    expect(outcomes.flat()).toContain('damaged')
  })

  test('[STO22] damage in one document stops neither the reading nor the writing of others', () => {
    const file = sampleFile()
    const [offset = 0] = file.offsetsOf(sampleRow('log-only', 200))
    const bytes = Uint8Array.from(file.bytes)
    const page = Math.floor(offset / 4096) * 4096
    bytes.fill(0xff, page, page + 4096)
    file.write(bytes)
    file.with((service) => {
      expect(() => service.handle('load', { documentId: 'log-only' })).toThrow()
      appendSampleRows(service, { documentId: 'one-row', fromSeq: 2, toSeq: 5 })
      appendSampleRows(service, { documentId: 'new', fromSeq: 1, toSeq: 5 })
      expect(
        Buffer.compare(
          loadedContent(service.handle('load', { documentId: 'new' })) as Uint8Array,
          sampleContent('new', 5),
        ),
      ).toBe(0)
    })
  })
})

test('[STO22] rows for a document whose record is damaged are refused by name, and the others of the batch can go without them', () => {
  const file = sampleFile()
  file.edit("UPDATE documents SET seq = -1 WHERE id = 'log-only'")
  file.with((service) => {
    const rows = ['one-row', 'log-only'].map((documentId) => sampleLogRow(documentId, 2))
    const append = () => service.handle('append', packRows(rows))
    expect(append).toThrow(expect.objectContaining({ code: 'storage-damaged', documentId: 'log-only' }))
    service.handle('append', packRows(rows.slice(0, 1)))
    const content = loadedContent(service.handle('load', { documentId: 'one-row' }))
    expect(Buffer.compare(content as Uint8Array, sampleContent('one-row', 2))).toBe(0)
  })
})

describe('rows edited behind our back', () => {
  const ofLog = "WHERE document = (SELECT number FROM documents WHERE id = 'log-only')"
  const edits: { what: string; sql: string; found: RegExp }[] = [
    {
      what: 'the first row is missing',
      sql: `DELETE FROM updates ${ofLog} AND seq = 1`,
      found: /row 1 is missing/,
    },
    {
      what: 'a row is missing',
      sql: `DELETE FROM updates ${ofLog} AND seq = 200`,
      found: /row 200 is missing/,
    },
    {
      what: 'the last row is missing',
      sql: `DELETE FROM updates ${ofLog} AND seq = 400`,
      found: /row 400 is missing/,
    },
    { what: 'all rows are missing', sql: `DELETE FROM updates ${ofLog}`, found: /row 1 is missing/ },
    {
      what: 'a row is doubled at the end',
      sql: `INSERT INTO updates SELECT document, 401, time_ms, author, chain, bytes FROM updates ${ofLog} AND seq = 400`,
      found: /row 401 does not match/,
    },
    {
      what: 'two rows have changed places',
      sql: `UPDATE updates SET seq = CASE seq WHEN 10 THEN -11 WHEN 11 THEN -10 ELSE seq END ${ofLog};
            UPDATE updates SET seq = -seq ${ofLog} AND seq < 0`,
      found: /row 10 does not match/,
    },
    {
      what: 'a row comes from another document',
      sql: `UPDATE updates SET (bytes, chain) = (SELECT bytes, chain FROM updates WHERE seq = 1450) ${ofLog} AND seq = 9`,
      found: /row 9 does not match/,
    },
    {
      what: 'a time was changed',
      sql: `UPDATE updates SET time_ms = 5 ${ofLog} AND seq = 3`,
      found: /row 3 does not/,
    },
    {
      what: 'an author was changed',
      sql: `UPDATE updates SET author = 'Eve' ${ofLog} AND seq = 3`,
      found: /row 3/,
    },
    {
      what: 'a link was changed',
      sql: `UPDATE updates SET chain = x'00' ${ofLog} AND seq = 3`,
      found: /row 3/,
    },
    {
      what: 'the lineage was changed',
      sql: `UPDATE documents SET lineage = randomblob(16) WHERE id = 'log-only'`,
      found: /row 1 does not match/,
    },
    {
      what: 'the end of the log was moved back',
      sql: `UPDATE documents SET seq = 399 WHERE id = 'log-only'`,
      found: /row 400 lies beyond/,
    },
    {
      what: 'the last link was changed',
      sql: `UPDATE documents SET chain = randomblob(16) WHERE id = 'log-only'`,
      found: /row 400 is not the one/,
    },
    {
      what: 'it was marked as erased',
      sql: `UPDATE documents SET erased_ms = 7 WHERE id = 'log-only'`,
      found: /erasure does not match/,
    },
    {
      what: 'a row holds a number too large to be one',
      sql: `UPDATE updates SET time_ms = 9223372036854775807 ${ofLog} AND seq = 3`,
      found: /./,
    },
  ]

  test.each(edits)('[STO23] $what', ({ sql, found }) => {
    const file = sampleFile()
    file.edit(sql)
    expect(file.refusal('log-only')).toMatch(found)
  })

  test('[STO23] the erasure was undone', () => {
    const file = sampleFile()
    file.edit("UPDATE documents SET erased_ms = NULL WHERE id = 'gone'")
    expect(file.refusal('gone')).toMatch(/row 0 is not the one/)
  })
})

type Outcome = 'served' | 'damaged' | 'unopened'

/** A sample shard's file that can be damaged and looked at again and again. */
function sampleFile() {
  const directory = temporaryDirectory()
  const original = writeSampleShard(directory)
  const bytes = readFileSync(original)
  const path = join(directory, 'damaged.sqlite')
  copyFileSync(original, path)

  const write = (damaged: Uint8Array): void => writeFileSync(path, damaged)
  const withService = <T>(use: (service: ReturnType<typeof openShardService>) => T): T => {
    const service = openShardService(path)
    try {
      return use(service)
    } finally {
      service.handle('close', null)
    }
  }
  const refusal = (documentId: string): string => {
    try {
      withService((service) => service.handle('load', { documentId }))
    } catch (error) {
      expect(error).toMatchObject({ code: 'storage-damaged' })
      return String((error as Error).message)
    }
    return 'it was served'
  }
  const isTrue = (documentId: SampleId, content: Uint8Array | string): boolean =>
    typeof content !== 'string' &&
    Buffer.compare(content, sampleContent(documentId, sampleDocuments[documentId].rows)) === 0

  const outcomesWith = (damaged: Uint8Array): Outcome[] => {
    write(damaged)
    try {
      return withService((service) =>
        [...sampleIds, 'gone' as const].map((documentId) => {
          const outcome = tryLoad(() => loadedContent(service.handle('load', { documentId })))
          if (outcome === 'damaged') return 'damaged'
          if (documentId === 'gone') expect(outcome).toBe('gone')
          else expect(isTrue(documentId, outcome), `${documentId} is served as it was written`).toBe(true)
          return 'served'
        }),
      )
    } catch (error) {
      if (!isRefusalToOpen(error)) throw error
      return ['unopened']
    }
  }

  return {
    bytes,
    write,
    with: withService,
    refusal,
    isTrue,
    outcomesWith,
    edit: (sql: string): void => {
      const database = new DatabaseSync(path)
      database.exec(sql)
      database.close()
    },
    /** Where bytes are in the file, as long as no page ends within them. */
    offsetsOf: (content: Uint8Array): number[] => {
      const offsets: number[] = []
      for (let at = bytes.indexOf(content); at >= 0; at = bytes.indexOf(content, at + 1)) offsets.push(at)
      expect(offsets.length).toBeGreaterThan(0)
      return offsets
    },
  }
}

function tryLoad<T>(load: () => T): T | 'damaged' {
  try {
    return load()
  } catch (error) {
    expect((error as { code?: string }).code).toBe('storage-damaged')
    return 'damaged'
  }
}

function isRefusalToOpen(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return /^(start-data-|storage-)/.test(code)
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const damaged = Uint8Array.from(bytes)
  const byte = Math.floor(bit / 8)
  damaged[byte] = (damaged[byte] ?? 0) ^ (1 << (bit % 8))
  return damaged
}
