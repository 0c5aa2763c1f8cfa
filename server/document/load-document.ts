import { WeftError } from '@weft/shared/errors.ts'
import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import type { IndexLimits } from '@weft/shared/yjs/limits.ts'
import type { StoredDocument } from '../storage/port.ts'
import type { LoadedState } from './document.ts'

/**
 * Builds a document's index from what the store holds: snapshot, then rows in order of `seq`. Yields between
 * slices, so that a long log does not hold the event loop. Throws `refused-gone` for an erased id and
 * `storage-damaged` where stored bytes no longer decode.
 */
export async function loadDocument(
  stored: StoredDocument,
  limits: Partial<IndexLimits>,
  yieldToOthers: () => Promise<void>,
): Promise<LoadedState> {
  if (stored.state === 'gone') throw new WeftError('refused-gone', 'the document was erased')
  if (stored.state === 'absent') return { index: new DocumentIndex(limits), lastSeq: 0 }
  const { snapshot, updates } = stored
  let seq = snapshot?.throughSeq ?? 0
  try {
    const index = snapshot === null ? new DocumentIndex(limits) : DocumentIndex.open(snapshot.bytes, limits)
    let sliceBytes = 0
    for (const row of updates) {
      seq = row.seq
      // What was once accepted is taken back, whatever the limits are today.
      index.replay(row.update)
      sliceBytes += row.update.length + ROW_COST_BYTES
      if (sliceBytes < SLICE_BYTES) continue
      sliceBytes = 0
      await yieldToOthers()
    }
    return { index, lastSeq: seq }
  } catch (cause) {
    throw new WeftError('storage-damaged', `the stored update with seq ${seq} cannot be read`, { cause })
  }
}

/** About 2 ms of indexing. */
const SLICE_BYTES = 256 * 1024
const ROW_COST_BYTES = 64
