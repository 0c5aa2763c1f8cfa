import { parentPort } from 'node:worker_threads'
import { RowsRefusedError } from '../rows-refused.ts'
import { ShardService } from './shard-service.ts'
import { toStorageError } from './sqlite-errors.ts'
import type { LoadedDocument, ThreadError, ThreadReply, ThreadRequest } from './thread-messages.ts'

/** The storage thread of one shard: takes a request, answers it, one after the other. */
const service = new ShardService()

parentPort?.on('message', ({ call, name, request }: ThreadRequest) => {
  const answer = reply(call, () => service.handle(name, request))
  parentPort?.postMessage(answer, transferable(answer))
  if (name === 'close') parentPort?.close()
})

function reply(call: number, run: () => (ThreadReply & { ok: true })['reply']): ThreadReply {
  try {
    return { call, ok: true, reply: run() }
  } catch (error) {
    return { call, ok: false, error: toThreadError(error) }
  }
}

function toThreadError(error: unknown): ThreadError {
  const { code, message } = toStorageError(error)
  return { code, message, documentId: error instanceof RowsRefusedError ? error.documentId : null }
}

/** A document's bytes are handed over, not copied. */
function transferable(answer: ThreadReply): ArrayBuffer[] {
  if (!answer.ok || !isLoaded(answer.reply) || answer.reply.state !== 'present') return []
  const { snapshot, updates } = answer.reply
  const buffers = [updates.bytes.buffer, updates.lengths.buffer]
  if (snapshot !== null) buffers.push(snapshot.bytes.buffer as ArrayBuffer)
  return buffers
}

function isLoaded(value: unknown): value is LoadedDocument {
  return typeof value === 'object' && value !== null && 'state' in value
}
