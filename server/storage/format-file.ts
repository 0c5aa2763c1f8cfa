import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WeftError } from '@weft/shared/errors.ts'
import { z } from 'zod'

/** The format this server reads and writes. A newer one is refused, an older one migrated. */
export const currentFormat = 1

/** What `format.json` says of a data directory. It is written last at creation: with it the directory is whole. */
const formatSchema = z.object({
  weftFormat: z.int().min(1),
  shardCount: z.int().min(1).max(1024),
  createdAtMs: z.int().min(0),
})

export type DirectoryFormat = z.infer<typeof formatSchema>

const fileName = 'format.json'

/** Null when the directory has no such file. */
export function readFormat(directory: string): DirectoryFormat | null {
  const path = join(directory, fileName)
  if (!existsSync(path)) return null
  const found = readJson(path)
  refuseNewer(directory, found)
  const parsed = formatSchema.safeParse(found)
  if (parsed.success) return parsed.data
  throw new WeftError('start-data-unusable', `${path} is not what Weft writes there`, {
    hint: 'restore it from a backup: {"weftFormat":1,"shardCount":N,"createdAtMs":0}, N being the number of shard files',
  })
}

/** Replaces the file in one step, and returns when the step is on disk. */
export function writeFormat(directory: string, format: DirectoryFormat): void {
  const path = join(directory, fileName)
  writeFileSync(`${path}.new`, `${JSON.stringify(format)}\n`, { flush: true })
  renameSync(`${path}.new`, path)
  syncDirectory(directory)
}

/** A file that was created or renamed is there after a power cut only once its directory is synced. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new WeftError('start-data-unusable', `${path} cannot be read`, { cause })
  }
}

/** Before anything else is read of it: a newer format may look like nothing known here. */
function refuseNewer(directory: string, found: unknown): void {
  const version = z.object({ weftFormat: z.number() }).safeParse(found)
  if (!version.success || version.data.weftFormat <= currentFormat) return
  const message = `${directory} has format ${version.data.weftFormat}; this server knows formats up to ${currentFormat}`
  throw new WeftError('start-data-newer', message, { hint: 'run the newer server that wrote it' })
}
