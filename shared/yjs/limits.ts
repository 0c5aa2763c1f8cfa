/**
 * What one update, one state vector and one document may cost. The first two constants are part of the
 * format as Weft reads it: every replica must draw them at the same place, so they cannot be configured.
 */
export interface IndexLimits {
  /** Clients with structs, and clients with deletes, in one update. */
  readonly maxClientsPerUpdate: number
  readonly maxStructsPerUpdate: number
  readonly maxRangesPerUpdate: number
  /** Each costs every reader of the document about 3 kB: a `Y.Doc` is built for it on sight. */
  readonly maxSubdocumentsPerUpdate: number
  /** Bytes charged for structs and deletes that wait for others: 450 and its bytes per run, 16 per range. */
  readonly maxWaitingBytes: number
  readonly maxWaitingRuns: number
  /**
   * Bytes of one state vector. An entry takes about 7 bytes (5 for the client, 2 for the clock), so this
   * lets a document with 20,000 client ids resync (140 kB, at most 260 kB with absurdly high clocks), which
   * a bound of 64 KiB would not; reading one costs under a millisecond when sorted, as Yjs writes it.
   */
  readonly maxVectorBytes: number
  /** Growth beyond is refused; deletes are still taken, and an older, larger document still opens. */
  readonly maxDocumentBytes: number
  readonly maxStructs: number
  readonly maxDeleteRanges: number
}

const KIB = 1024
const MIB = 1024 * KIB

export const defaultIndexLimits: IndexLimits = {
  maxClientsPerUpdate: 10_000,
  maxStructsPerUpdate: 1_000_000,
  maxRangesPerUpdate: 1_000_000,
  maxSubdocumentsPerUpdate: 4_096,
  maxWaitingBytes: 4 * MIB,
  maxWaitingRuns: 10_000,
  maxVectorBytes: 256 * KIB,
  maxDocumentBytes: 32 * MIB,
  maxStructs: 1_000_000,
  maxDeleteRanges: 1_000_000,
}

/** Nothing but the format's own bounds: for what was accepted once (snapshots, log rows) and must load. */
export const unboundedIndexLimits: IndexLimits = {
  maxClientsPerUpdate: Number.POSITIVE_INFINITY,
  maxStructsPerUpdate: Number.POSITIVE_INFINITY,
  maxRangesPerUpdate: Number.POSITIVE_INFINITY,
  maxSubdocumentsPerUpdate: Number.POSITIVE_INFINITY,
  maxWaitingBytes: Number.POSITIVE_INFINITY,
  maxWaitingRuns: Number.POSITIVE_INFINITY,
  maxVectorBytes: Number.POSITIVE_INFINITY,
  maxDocumentBytes: Number.POSITIVE_INFINITY,
  maxStructs: Number.POSITIVE_INFINITY,
  maxDeleteRanges: Number.POSITIVE_INFINITY,
}

/** Highest clock a struct or a delete may reach: far from 2^53, where sums stop being exact. */
export const MAX_CLOCK = 2 ** 48

/** Nesting of JSON and Any values: at some thousand, the encoder of every receiver overflows its stack. */
export const MAX_DEPTH = 64
