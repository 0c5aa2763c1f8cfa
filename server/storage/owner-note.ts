import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * A note beside the lock saying who holds it: for people and the command line only. The lock is what counts;
 * a note may be missing, or stay behind after a kill -9.
 */
const noteSchema = z.object({
  pid: z.int(),
  address: z.string().nullable(),
  sinceMs: z.number(),
})

export type OwnerNote = z.infer<typeof noteSchema>

const fileName = 'owner.json'

export function writeOwnerNote(directory: string, note: OwnerNote): void {
  const path = join(directory, fileName)
  writeFileSync(`${path}.new`, `${JSON.stringify(note)}\n`)
  renameSync(`${path}.new`, path)
}

export function removeOwnerNote(directory: string): void {
  rmSync(join(directory, fileName), { force: true })
}

/** Null when there is none that can be read. */
export function readOwnerNote(directory: string): OwnerNote | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(join(directory, fileName), 'utf8')))
  } catch {
    return null
  }
}

/** "another running server (pid 123, http://127.0.0.1:1234)" */
export function describeOwner(directory: string): string {
  const note = readOwnerNote(directory)
  if (note === null) return 'another running server'
  const address = note.address === null ? '' : `, ${note.address}`
  return `another running server (pid ${note.pid}${address})`
}
