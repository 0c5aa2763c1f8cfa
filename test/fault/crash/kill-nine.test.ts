import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { eventually } from '../../support/clients/eventually.ts'
import { type RunningServer, startServer } from '../../support/clients/start-server.ts'
import { stockProvider } from '../../support/clients/stock-provider.ts'
import { stockYWebsocket } from '../../support/clients/stock-y-websocket.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { readColdDocument } from '../../support/storage/cold-reader.ts'
import { ackedUpdates } from '../../support/workload/acked-updates.ts'
import { canonicalState, holdsAll } from '../../support/workload/compare-states.ts'
import { tokensOf } from '../../support/workload/tokens.ts'
import { Writer } from '../../support/workload/writer.ts'

/**
 * kill -9 at random moments while stock clients write: what was acked is there for a cold reader after every
 * single kill, and in the end everybody has the same, which is what was written. More with WEFT_KILLS and
 * WEFT_ACKS; a failing run is repeated with WEFT_SEED.
 */
const KILLS = Number(process.env.WEFT_KILLS ?? 30)
const ACKS = Number(process.env.WEFT_ACKS ?? 10_000)
const SEED = Number(process.env.WEFT_SEED ?? Math.floor(Math.random() * 2 ** 31))
const DOCUMENTS = ['plain', 'Über raum/1', 'c', 'd']
const WRITERS_PER_DOCUMENT = 5

const directory = await mkdtemp(join(tmpdir(), 'weft-kill-'))
afterAll(() => rm(directory, { recursive: true, force: true }))

describe(`kill -9 under load (seed ${SEED})`, () => {
  test(
    `${KILLS} kills, at least ${ACKS} acks: nothing acked is lost, everybody agrees`,
    async () => {
      const random = seededRandom(SEED)
      let server = await startServer({ dataDirectory: directory })
      const port = Number(new URL(server.url).port)
      const writers = DOCUMENTS.flatMap((documentId, index) => openWriters(server, documentId, index))
      const typing = setInterval(() => {
        for (const writer of writers) if (random() < 0.14) writer.edit(random)
      }, 25)
      for (let kill = 0; kill < KILLS || ackCount(writers) < ACKS; kill++) {
        await eventually(() => writers.some((writer) => writer.client.isSynced()), { timeoutMs: 20_000 })
        await sleep(100 + random() * 900)
        await server.kill('SIGKILL')
        for (const documentId of DOCUMENTS) expectAckedOnDisk(documentId, writers)
        server = await startServer({ dataDirectory: directory, port })
      }
      clearInterval(typing)
      await expectAgreement(server, writers)
      console.log(
        `${KILLS} kills or more, ${ackCount(writers)} acks, ${madeCount(writers)} edits, seed ${SEED}`,
      )
      for (const writer of writers) writer.client.destroy()
      expect(await server.stop()).toBe(0)
      for (const documentId of DOCUMENTS) expectColdEqualsOracle(documentId, writers)
    },
    Math.max(600_000, KILLS * 20_000),
  )
})

/** Of each kind; only Hocuspocus clients hear of acks. */
function openWriters(server: RunningServer, documentId: string, documentIndex: number): Writer[] {
  const { wsUrl } = server
  return Array.from({ length: WRITERS_PER_DOCUMENT }, (_, index) => {
    const id = documentIndex * WRITERS_PER_DOCUMENT + index + 1
    if (index === 0) return new Writer(stockYWebsocket({ version: 3, wsUrl, documentId }), { id, documentId })
    const version = index === 1 ? 3 : 4
    return new Writer(stockProvider({ version, wsUrl, documentId, sessionAwareness: index === 2 }), {
      id,
      documentId,
    })
  })
}

const hearsAcks = (writer: Writer): boolean => 'provider' in writer.client && 'unsynced' in writer.client
const ackedBy = (writer: Writer): Uint8Array[] =>
  hearsAcks(writer) ? ackedUpdates(writer.client.record) : []
const ackCount = (writers: readonly Writer[]): number => writers.flatMap(ackedBy).length
const madeCount = (writers: readonly Writer[]): number => writers.flatMap((writer) => writer.made).length
const of = (documentId: string, writers: readonly Writer[]) =>
  writers.filter((writer) => writer.documentId === documentId)

/** I1 and I4. */
function expectAckedOnDisk(documentId: string, writers: readonly Writer[]): void {
  const acked = of(documentId, writers).flatMap(ackedBy)
  expect(
    holdsAll(readColdDocument(directory, documentId), acked),
    `acked edits missing in ${documentId}`,
  ).toBe(true)
}

/** I3 and I2: all clients, a newcomer and the oracle have the same, and the text is what was written. */
async function expectAgreement(server: RunningServer, writers: readonly Writer[]): Promise<void> {
  for (const documentId of DOCUMENTS) {
    const oracle = oracleState(documentId, writers)
    const newcomer = stockProvider({ version: 4, wsUrl: server.wsUrl, documentId })
    const clients = [...of(documentId, writers).map((writer) => writer.client), newcomer]
    const vector = Buffer.from(Y.encodeStateVectorFromUpdate(oracle))
    const hasAll = (doc: Y.Doc) => vector.equals(Y.encodeStateVector(doc))
    const isEqual = (doc: Y.Doc) => Buffer.from(canonicalState(Y.encodeStateAsUpdate(doc))).equals(oracle)
    // Vectors are cheap to compare while things settle; they say nothing of deletes, which the bytes do.
    await eventually(() => clients.every((client) => client.isSynced() && hasAll(client.document)), {
      timeoutMs: 60_000,
    })
    await eventually(() => clients.every((client) => isEqual(client.document)), { timeoutMs: 60_000 })
    expectTokens(newcomer.document, of(documentId, writers))
    newcomer.destroy()
  }
}

function expectTokens(document: Y.Doc, writers: readonly Writer[]): void {
  const expected = writers.flatMap((writer) =>
    [...writer.inserted].filter((token) => !writer.deleted.has(token)),
  )
  expect(tokensOf(document.getText('text').toString()).toSorted()).toEqual(expected.toSorted())
  const pushed = writers.flatMap((writer) => [...writer.inserted])
  expect(document.getArray<string>('array').toArray().toSorted()).toEqual(pushed.toSorted())
  for (const writer of writers) {
    expect(document.getMap('map').get(String(writer.id))).toBe(writer.inserted.size - 1)
  }
}

function expectColdEqualsOracle(documentId: string, writers: readonly Writer[]): void {
  const cold = canonicalState(...readColdDocument(directory, documentId))
  expect(Buffer.from(cold).equals(oracleState(documentId, writers))).toBe(true)
}

/** A `Y.Doc` that was given every update ever made, outside the server. */
function oracleState(documentId: string, writers: readonly Writer[]): Uint8Array {
  return canonicalState(...of(documentId, writers).flatMap((writer) => writer.made))
}
