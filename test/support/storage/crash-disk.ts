import type { TraceEvent } from './syscall-trace.ts'

/**
 * A disk that may lose power. It replays a trace and knows, of every write, whether a sync has made it
 * durable; an image of the disk after a crash then holds all that is durable and any part of the rest, since
 * the kernel writes back what and when it likes.
 *
 * A sync that failed makes nothing durable, and what it should have written is never written any more unless
 * it is written anew: that is what Linux does, and why a second sync that succeeds proves nothing.
 */
export class CrashDisk {
  readonly #files = new Map<string, FileOnDisk>()

  constructor(files: ReadonlyMap<string, Buffer>) {
    for (const [path, content] of files) this.#files.set(path, { ...emptyFile(), content, isLinked: true })
  }

  /** Events on paths that the disk does not keep are ignored. */
  apply(event: TraceEvent, isKept: (path: string) => boolean): void {
    if (event.kind === 'said' || !isKept(event.path)) return
    const file = this.#files.get(event.path)
    if (event.kind === 'create') {
      if (file === undefined || file.isUnlinked)
        this.#files.set(event.path, { ...emptyFile(), replaces: file ?? null })
    } else if (file !== undefined) applyTo(file, event)
  }

  /** The files as a power cut may leave them now. */
  image(survives: Survival): Map<string, Buffer> {
    const image = new Map<string, Buffer>()
    for (const [path, current] of this.#files) {
      const file = survivor(current, survives)
      if (file !== null) image.set(path, contentAfter(file, survives))
    }
    return image
  }
}

/** Of a change that is not durable: does it survive, and if it is a write, how many of its bytes? */
export interface Survival {
  change(): boolean
  bytes(length: number): number
}

interface FileOnDisk {
  /** Durable; `changes` come on top of it. */
  content: Buffer
  changes: Change[]
  /** That the file is there at all is durable. */
  isLinked: boolean
  isUnlinked: boolean
  /** The file of the same name before this one, until this one is durable. */
  replaces: FileOnDisk | null
}

interface Change {
  readonly event: TraceEvent & { readonly kind: 'write' | 'truncate' }
  state: 'pending' | 'durable' | 'given-up'
}

function emptyFile(): FileOnDisk {
  return { content: Buffer.alloc(0), changes: [], isLinked: false, isUnlinked: false, replaces: null }
}

function applyTo(file: FileOnDisk, event: TraceEvent): void {
  if (event.kind === 'unlink') file.isUnlinked = true
  if (event.kind === 'write' || event.kind === 'truncate') file.changes.push({ event, state: 'pending' })
  if (event.kind !== 'sync') return
  for (const change of file.changes) {
    if (change.state === 'pending') change.state = event.hasFailed ? 'given-up' : 'durable'
  }
  if (event.hasFailed) return
  file.isLinked = true
  file.replaces = null
  fold(file)
}

/** Durable changes at the front become content; of those given up, what was written over durably since is no more. */
function fold(file: FileOnDisk): void {
  file.changes = file.changes.filter(
    (change, index) => change.state !== 'given-up' || !isWrittenOver(change, file.changes.slice(index + 1)),
  )
  const front = file.changes.findIndex(({ state }) => state !== 'durable')
  const durable = file.changes.splice(0, front < 0 ? file.changes.length : front)
  for (const { event } of durable) file.content = changed(file.content, event)
}

function isWrittenOver({ event }: Change, later: readonly Change[]): boolean {
  if (event.kind === 'truncate') return false
  const end = event.offset + event.bytes.length
  return later.some(({ event: other, state }) => {
    if (state !== 'durable') return false
    if (other.kind === 'truncate') return other.size <= event.offset
    return other.offset <= event.offset && other.offset + other.bytes.length >= end
  })
}

function survivor(file: FileOnDisk, survives: Survival): FileOnDisk | null {
  const isThere = file.isLinked || survives.change()
  if (!isThere) return file.replaces === null ? null : survivor(file.replaces, survives)
  return file.isUnlinked && survives.change() ? null : file
}

function contentAfter(file: FileOnDisk, survives: Survival): Buffer {
  let content = file.content
  for (const { event, state } of file.changes) {
    if (state !== 'durable' && !survives.change()) continue
    const length =
      event.kind === 'write' && state !== 'durable' ? survives.bytes(event.bytes.length) : undefined
    content = changed(
      content,
      event.kind === 'write' ? { ...event, bytes: event.bytes.subarray(0, length) } : event,
    )
  }
  return content
}

function changed(content: Buffer, event: Change['event']): Buffer {
  if (event.kind === 'truncate') {
    const cut = Buffer.alloc(event.size)
    content.copy(cut, 0, 0, event.size)
    return cut
  }
  const end = event.offset + event.bytes.length
  const result =
    end > content.length ? Buffer.concat([content, Buffer.alloc(end - content.length)]) : Buffer.from(content)
  event.bytes.copy(result, event.offset)
  return result
}
