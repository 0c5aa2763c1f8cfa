/** What 64 KiB made to cost as much as possible do cost: time to take them in or refuse them, and memory. */
import { DocumentIndex } from '@weft/shared/yjs/document-index.ts'
import { hostileUpdates } from '../../test/support/yjs/hostile.ts'
import { spreadOf } from '../support/statistics.ts'
import { bytesAllocated } from './measure.ts'

export interface HostileResult {
  readonly name: string
  readonly bytes: number
  /** Scaled to 64 KiB where the update is larger. */
  readonly medianMs: number
  readonly allocatedBytes: number
}

const SIZE_BYTES = 64 * 1024

export function measureHostile(rounds: number): HostileResult[] {
  return Object.entries(hostileUpdates).map(([name, make]) => {
    const update = make()
    const scale = Math.min(1, SIZE_BYTES / update.length)
    const times = Array.from({ length: rounds }, () => millisToTake(update))
    const allocations = Array.from({ length: rounds }, () => bytesAllocated(() => take(update)))
    const medianMs = (spreadOf(times)?.median ?? 0) * scale
    return {
      name,
      bytes: update.length,
      medianMs,
      allocatedBytes: (spreadOf(allocations)?.median ?? 0) * scale,
    }
  })
}

function millisToTake(update: Uint8Array): number {
  const start = performance.now()
  take(update)
  return performance.now() - start
}

function take(update: Uint8Array): DocumentIndex {
  const index = new DocumentIndex()
  try {
    index.apply(update)
  } catch {
    // A refusal is an outcome too, and is to be as quick.
  }
  return index
}
