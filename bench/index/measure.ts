/** Time per call and memory held, in this process. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Microseconds per call of `run`, called until `budgetMs` have passed, at least once. */
export function microsPerCall(run: () => unknown, budgetMs = 25): number {
  const start = performance.now()
  let calls = 0
  let elapsedMs = 0
  do {
    run()
    calls += 1
    elapsedMs = performance.now() - start
  } while (elapsedMs < budgetMs)
  return (elapsedMs / calls) * 1_000
}

/**
 * Bytes that what `make` returns keeps alive, buffers included but for what it shares with its input. Of
 * small things many are made: what else lives in the process changes by some ten kB at any time.
 */
export function bytesHeld(make: () => unknown, roughBytes: number): number {
  const copies = Math.max(1, Math.ceil(SURE_BYTES / roughBytes))
  collectGarbage()
  const before = usedBytes()
  const held = Array.from({ length: copies }, make)
  collectGarbage()
  const after = usedBytes()
  return (after - before) / held.length
}

const SURE_BYTES = 5_000_000

/** Bytes allocated while `run` works, garbage included, as far as none was collected meanwhile. */
export function bytesAllocated(run: () => unknown): number {
  collectGarbage()
  const before = usedBytes()
  run()
  return usedBytes() - before
}

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

export function collectGarbage(): void {
  gc()
  gc()
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
