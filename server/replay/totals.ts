/** What a replay counts and measures, over all of its documents. */
export class ReplayTotals {
  readonly editsInAll: number
  made = 0
  /** Made, but another author had deleted the same: there was nothing to send. */
  withoutEffect = 0
  acked = 0
  reconnects = 0
  /** Acknowledged edits that the server did not have any more, each once. */
  readonly lost = new Set<string>()
  readonly ackMs: number[] = []
  readonly propagationMs: number[] = []

  constructor(editsInAll: number) {
    this.editsInAll = editsInAll
  }

  get sent(): number {
    return this.made - this.withoutEffect
  }
}
