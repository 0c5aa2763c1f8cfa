/** Keeps the save line current: events from the wire, the passing of time, and the server's word on its disk. */
import { signal } from '@preact/signals'
import { describeSaving, describeWithoutAcks, OVERDUE_MS, type SaveLine } from './describe-saving.ts'
import { askForDiskProblem } from './disk-report.ts'
import { initialSaveState, nextSaveState, type SaveEvent } from './save-state.ts'

export interface SavingOptions {
  readonly hasAcks: boolean
  readonly readinessUrl: string
}

export class SavingMonitor {
  readonly line = signal<SaveLine>({ tone: 'busy', label: 'Connecting…', detail: 'Waiting for the server.' })
  readonly unsavedCount = signal(0)
  readonly #options: SavingOptions
  #state = initialSaveState
  #waitingSinceMs: number | null = null
  #diskProblem: string | null = null
  #isAsking = false
  #isSwitchedOff = false

  constructor(options: SavingOptions) {
    this.#options = options
    setInterval(() => this.#tick(), 1_000)
  }

  handle(event: SaveEvent): void {
    this.#state = nextSaveState(this.#state, event)
    // An ack is a sign of life: what still waits is counted anew.
    if (event.type === 'acknowledged') this.#waitingSinceMs = null
    // Without acks only what has not been sent can be counted.
    const isSentAtOnce = !this.#options.hasAcks && this.#state.connection === 'open'
    if (isSentAtOnce) this.#state = { ...this.#state, unsavedChanges: 0 }
    this.#show()
  }

  switchOff(isSwitchedOff: boolean): void {
    this.#isSwitchedOff = isSwitchedOff
    this.#show()
  }

  #tick(): void {
    if (this.#waitedMs() >= OVERDUE_MS) this.#askWhy()
    this.#show()
  }

  #show(): void {
    const { connection, unsavedChanges } = this.#state
    const isWaiting = connection === 'open' && unsavedChanges > 0
    this.#waitingSinceMs = isWaiting ? (this.#waitingSinceMs ?? performance.now()) : null
    if (!isWaiting) this.#diskProblem = null
    const line = this.#describe()
    const shown = this.line.peek()
    if (line.label !== shown.label || line.detail !== shown.detail) this.line.value = line
    this.unsavedCount.value = unsavedChanges
  }

  #describe(): SaveLine {
    if (!this.#options.hasAcks) return describeWithoutAcks(this.#state)
    return describeSaving(this.#state, {
      waitedMs: this.#waitedMs(),
      diskProblem: this.#diskProblem,
      isSwitchedOff: this.#isSwitchedOff,
    })
  }

  #waitedMs(): number {
    return this.#waitingSinceMs === null ? 0 : performance.now() - this.#waitingSinceMs
  }

  #askWhy(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    void askForDiskProblem(this.#options.readinessUrl).then((problem) => {
      this.#isAsking = false
      this.#diskProblem = problem
      this.#show()
    })
  }
}
