import { RangeBatch } from './range-batch.ts'

/** Tables longer than this are given back after use instead of being kept for the next update. */
const KEPT_ROWS = 16_384

/**
 * What a scan found in one update: where its sections and structs lie, what they depend on, what it deletes.
 * Columns instead of objects, and reused from update to update: a keystroke must not cost an allocation per
 * struct. Valid until the next scan into the same tables; the update's bytes are not kept.
 */
export class UpdateTables {
  sectionCount = 0
  structCount = 0
  /** Client and clock of the struct that is read next. */
  client = 0
  clock = 0
  dependencyCount = 0
  subdocumentCount = 0
  /** Where the delete set begins. */
  deletesAt = 0
  /** Some struct is a Skip: the update has a gap inside a section. */
  hasSkip = false
  /** Sections descend by client and none is empty, as Yjs writes them. */
  hasOrderedSections = true
  /** Ranges are sorted and disjoint, clients descend: the delete set may be forwarded as it is. */
  hasOrderedRanges = true
  readonly ranges = new RangeBatch()

  #sectionClients: number[] = []
  #sectionClocks: number[] = []
  #sectionEnds: number[] = []
  #sectionStructs: number[] = []
  #structStarts: number[] = []
  #structStops: number[] = []
  #structLengths: number[] = []
  #structDependencies: number[] = []
  #dependencyClients: number[] = []
  #dependencyClocks: number[] = []

  clear(): void {
    if (this.structCount > KEPT_ROWS || this.dependencyCount > KEPT_ROWS) this.#releaseStructs()
    this.sectionCount = 0
    this.structCount = 0
    this.dependencyCount = 0
    this.subdocumentCount = 0
    this.deletesAt = 0
    this.hasSkip = false
    this.hasOrderedSections = true
    this.hasOrderedRanges = true
    this.ranges.clear()
  }

  /** Opens a section; its structs are added next, then `endSection`. */
  addSection(client: number, clock: number): void {
    this.startAt(client, clock)
    const index = this.sectionCount++
    this.#sectionClients[index] = client
    this.#sectionClocks[index] = clock
  }

  startAt(client: number, clock: number): void {
    this.client = client
    this.clock = clock
  }

  endSection(): void {
    const index = this.sectionCount - 1
    this.#sectionEnds[index] = this.clock
    this.#sectionStructs[index] = this.structCount
  }

  /** A struct at `bytes[start, stop)` that takes `length` ticks; its dependencies were added before it. */
  addStruct(start: number, stop: number, length: number): void {
    const index = this.structCount++
    this.#structStarts[index] = start
    this.#structStops[index] = stop
    this.#structLengths[index] = length
    this.#structDependencies[index] = this.dependencyCount
    this.clock += length
  }

  /** The struct about to be added needs tick `clock` of another client. */
  addDependency(client: number, clock: number): void {
    const index = this.dependencyCount++
    this.#dependencyClients[index] = client
    this.#dependencyClocks[index] = clock
  }

  /** Bytes of all sections, their heads included. */
  get structBytes(): number {
    return this.deletesAt
  }

  get rangeCount(): number {
    return this.ranges.count
  }

  sectionClient(section: number): number {
    return this.#sectionClients[section] as number
  }

  sectionClock(section: number): number {
    return this.#sectionClocks[section] as number
  }

  /** Clock after the section's last struct. */
  sectionEnd(section: number): number {
    return this.#sectionEnds[section] as number
  }

  firstStruct(section: number): number {
    return section === 0 ? 0 : (this.#sectionStructs[section - 1] as number)
  }

  /** Index after the section's last struct. */
  lastStruct(section: number): number {
    return this.#sectionStructs[section] as number
  }

  /** The clock after what this update has of a client, 0 if it has nothing. Sections must be ordered. */
  endOf(client: number): number {
    let low = 0
    let high = this.sectionCount
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.sectionClient(middle) > client) low = middle + 1
      else high = middle
    }
    return low < this.sectionCount && this.sectionClient(low) === client ? this.sectionEnd(low) : 0
  }

  structStart(struct: number): number {
    return this.#structStarts[struct] as number
  }

  structStop(struct: number): number {
    return this.#structStops[struct] as number
  }

  structLength(struct: number): number {
    return this.#structLengths[struct] as number
  }

  firstDependency(struct: number): number {
    return struct === 0 ? 0 : (this.#structDependencies[struct - 1] as number)
  }

  /** Index after the struct's last dependency. */
  lastDependency(struct: number): number {
    return this.#structDependencies[struct] as number
  }

  dependencyClient(dependency: number): number {
    return this.#dependencyClients[dependency] as number
  }

  dependencyClock(dependency: number): number {
    return this.#dependencyClocks[dependency] as number
  }

  #releaseStructs(): void {
    this.#sectionClients = []
    this.#sectionClocks = []
    this.#sectionEnds = []
    this.#sectionStructs = []
    this.#structStarts = []
    this.#structStops = []
    this.#structLengths = []
    this.#structDependencies = []
    this.#dependencyClients = []
    this.#dependencyClocks = []
  }
}
