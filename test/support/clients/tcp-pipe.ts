import type { Socket } from 'node:net'

export interface PipeSettings {
  readonly isPaused: boolean
  readonly delayMs: number
  readonly bytesPerSecond: number | null
}

const tickMs = 50

/**
 * One direction of a proxied connection. Reads only as fast as it delivers, so that the sender feels a slow
 * receiver the way it would on a real network; a pause holds back the end of the stream as well.
 */
export class TcpPipe {
  private readonly source: Socket
  private readonly sink: Socket
  private readonly count: (bytes: number) => void
  private settings: PipeSettings = { isPaused: false, delayMs: 0, bytesPerSecond: null }
  private isStranded = false
  private timer: NodeJS.Timeout | null = null
  private hasEnded = false

  constructor(source: Socket, sink: Socket, count: (bytes: number) => void) {
    this.source = source
    this.sink = sink
    this.count = count
    source.on('readable', () => this.move())
    source.on('end', () => this.end())
    source.on('close', () => this.end())
    source.on('error', () => this.end())
    sink.on('drain', () => this.move())
    sink.on('error', () => undefined)
  }

  configure(settings: PipeSettings): void {
    this.settings = settings
    if (this.hasEnded) this.end()
    this.move()
  }

  /** Never delivers anything again, not even the end. */
  strand(): void {
    this.isStranded = true
  }

  private get isBlocked(): boolean {
    return this.isStranded || this.settings.isPaused
  }

  private move(): void {
    if (this.isBlocked || this.sink.writableNeedDrain || this.timer !== null) return
    const { bytesPerSecond } = this.settings
    const allowed =
      bytesPerSecond === null ? this.source.readableLength : Math.ceil((bytesPerSecond * tickMs) / 1000)
    if (this.source.readableLength === 0) return
    const chunk: Buffer | null = this.source.read(Math.min(allowed, this.source.readableLength))
    if (chunk === null) return
    this.deliver(chunk)
    if (bytesPerSecond !== null) this.waitTick()
    else if (this.source.readableLength > 0) this.move()
  }

  private waitTick(): void {
    this.timer = setTimeout(() => {
      this.timer = null
      this.move()
    }, tickMs)
  }

  private deliver(chunk: Buffer): void {
    this.count(chunk.length)
    if (this.settings.delayMs === 0) this.write(chunk)
    else setTimeout(() => this.write(chunk), this.settings.delayMs)
  }

  private write(chunk: Buffer): void {
    if (!this.isStranded && !this.sink.destroyed) this.sink.write(chunk)
  }

  private end(): void {
    this.hasEnded = true
    if (this.isBlocked) return
    setTimeout(() => this.sink.end(), this.settings.delayMs)
  }
}
