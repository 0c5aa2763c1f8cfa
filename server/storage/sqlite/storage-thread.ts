import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { WeftError } from '@weft/shared/errors.ts'
import { RowsRefusedError } from '../rows-refused.ts'
import type { CallName, ThreadCalls, ThreadError, ThreadReply } from './thread-messages.ts'

const isSource = import.meta.url.endsWith('.ts')

/**
 * Every thread that runs TypeScript as it is loads a compiler of its own: 13 MB and 60 ms each, unless it finds
 * what another has compiled. In a published package there is nothing to compile.
 */
function sourceOptions() {
  const cache = fileURLToPath(new URL('../../../node_modules/.cache/weft-threads', import.meta.url))
  return { execArgv: ['--conditions=@weft/source'], env: { ...process.env, NODE_COMPILE_CACHE: cache } }
}

interface Waiting {
  readonly resolve: (reply: ThreadReply & { ok: true }) => void
  readonly reject: (error: WeftError) => void
}

/**
 * The main side of one storage thread: calls go out, each answer finds its caller. Knows nothing of what the
 * calls mean; when the thread ends, every caller still waiting is told `storage-failed`.
 */
export class StorageThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<void>
  #calls = 0
  #endedBy: WeftError | null = null

  constructor(options: { readonly name: string }) {
    this.#worker = new Worker(new URL(`./shard-thread.${isSource ? 'ts' : 'js'}`, import.meta.url), {
      name: options.name,
      // Rows pass through; a larger young generation would only be memory that eight threads keep.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
      ...(isSource ? sourceOptions() : {}),
    })
    this.#worker.on('message', (reply: ThreadReply) => this.#handleReply(reply))
    this.#worker.on('error', (error) => this.#end(error))
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(undefined)
        resolve()
      })
    })
  }

  call<Name extends CallName>(
    name: Name,
    request: ThreadCalls[Name]['request'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ThreadCalls[Name]['reply']> {
    if (this.#endedBy !== null) return Promise.reject(this.#endedBy)
    const call = this.#calls++
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, {
        resolve: ({ reply }) => resolve(reply as ThreadCalls[Name]['reply']),
        reject,
      })
      this.#worker.postMessage({ call, name, request }, [...transfer])
    })
  }

  /** Ends the thread at once; resolves when it is gone and its file closed. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
    await this.#exited
  }

  #handleReply(reply: ThreadReply): void {
    const waiting = this.#waiting.get(reply.call)
    this.#waiting.delete(reply.call)
    if (reply.ok) waiting?.resolve(reply)
    else waiting?.reject(toError(reply.error))
  }

  #end(cause: unknown): void {
    this.#endedBy ??= new WeftError('storage-failed', 'the storage thread has ended', { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#endedBy)
    this.#waiting.clear()
  }
}

function toError({ code, message, documentId }: ThreadError): WeftError {
  if (documentId !== null) return new RowsRefusedError(code, documentId, message)
  return new WeftError(code, message)
}
