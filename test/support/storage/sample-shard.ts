import { join } from 'node:path'
import type { LogRow, StoredDocument } from '../../../server/storage/port.ts'
import { packRows } from '../../../server/storage/sqlite/packed-rows.ts'
import { ShardService } from '../../../server/storage/sqlite/shard-service.ts'
import type { LoadedDocument } from '../../../server/storage/sqlite/thread-messages.ts'
import { rowBytes } from './row-bytes.ts'

const timeMs = 1_800_000_000_000
const identity = { shard: 0, shardCount: 1 }

/** A shard's file with one document of every kind; a snapshot's bytes are those of its rows. */
export const sampleDocuments = {
  'log-only': { rows: 400, snapshots: [] },
  'one-snapshot': { rows: 300, snapshots: [200] },
  'two-snapshots': { rows: 1500, snapshots: [500, 1400] },
  'snapshot-at-end': { rows: 60, snapshots: [30, 60] },
  'one-row': { rows: 1, snapshots: [] },
} as const

export type SampleId = keyof typeof sampleDocuments

export const sampleIds = Object.keys(sampleDocuments) as SampleId[]

export function openShardService(path: string, create = false): ShardService {
  const service = new ShardService()
  service.handle('open', { path, create, ...identity })
  try {
    service.handle('settle', { path })
  } catch (error) {
    service.handle('close', null)
    throw error
  }
  return service
}

/** Writes the sample into `directory` and closes it; answers the file's path. */
export function writeSampleShard(directory: string): string {
  const path = join(directory, 'sample.sqlite')
  const service = openShardService(path, true)
  for (const documentId of sampleIds) {
    const { rows, snapshots } = sampleDocuments[documentId]
    appendSampleRows(service, { documentId, fromSeq: 1, toSeq: rows })
    for (const throughSeq of snapshots) {
      service.handle('writeSnapshot', {
        documentId,
        timeMs,
        throughSeq,
        bytes: sampleContent(documentId, throughSeq),
      })
    }
  }
  service.handle('erase', { documentId: 'gone', timeMs })
  service.handle('close', null)
  return path
}

export function appendSampleRows(
  service: ShardService,
  range: { readonly documentId: string; readonly fromSeq: number; readonly toSeq: number },
): void {
  const rows = Array.from({ length: range.toSeq - range.fromSeq + 1 }, (_, index) =>
    sampleLogRow(range.documentId, range.fromSeq + index),
  )
  service.handle('append', packRows(rows))
}

export function sampleLogRow(documentId: string, seq: number): LogRow {
  const author = seq % 5 === 0 ? 'Zoë' : null
  return { documentId, seq, timeMs: timeMs + seq, author, update: sampleRow(documentId, seq) }
}

/** Does not contain the id, so that a test which looks for ids in the file finds only the tables' own. */
export function sampleRow(documentId: string, seq: number): Uint8Array {
  return rowBytes(documentId.toUpperCase(), seq)
}

/** All rows of a document, one after the other. */
export function sampleContent(documentId: string, throughSeq: number): Uint8Array {
  const rows = Array.from({ length: throughSeq }, (_, index) => sampleRow(documentId, index + 1))
  return new Uint8Array(Buffer.concat(rows))
}

/** The same of a loaded document, whichever snapshot it was loaded from. */
export function loadedContent(loaded: LoadedDocument): Uint8Array | StoredDocument['state'] {
  if (loaded.state !== 'present') return loaded.state
  return Buffer.concat([loaded.snapshot?.bytes ?? new Uint8Array(0), loaded.updates.bytes])
}
