import { expect, test } from 'vitest'
import { seededRandom } from '../../support/seeded-random.ts'
import { Appender, expectAckedRowsOnDisk } from '../../support/storage/appender.ts'
import { temporaryDirectory } from '../../support/storage/temporary-directory.ts'

const kills = Number(process.env.WEFT_KILLS ?? 12)
const seed = Number(process.env.WEFT_SEED ?? 20_261)

test(`[STO14] kill -9 at random moments loses no acknowledged row (${kills} kills, seed ${seed})`, async () => {
  const directory = temporaryDirectory()
  const random = seededRandom(seed)
  const acked = new Map<string, number>()
  let rows = 0
  for (let kill = 0; kill < kills; kill++) {
    const appender = new Appender({ directory, rowsPerSecond: 2000, documents: 20, snapshotEvery: 50 })
    await appender.said(/^ready/)
    await appender.said(/^ack/)
    await new Promise((resolve) => setTimeout(resolve, 50 + random() * 500))
    await appender.killNow()
    for (const [documentId, seq] of appender.acked()) acked.set(documentId, seq)
    rows += appender.ackedRows
    expectAckedRowsOnDisk(directory, acked)
  }
  expect(rows).toBeGreaterThan(kills * 100)
})

test('[STO15] after an orderly end the main files hold everything', async () => {
  const directory = temporaryDirectory()
  const appender = new Appender({ directory })
  await appender.said(/^ack document-9 20$/)
  appender.signal('SIGTERM')
  await appender.said(/^done/)
  await appender.exited()
  expectAckedRowsOnDisk(directory, appender.acked())
})
