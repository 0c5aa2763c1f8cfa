import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './sqlite-errors.ts'

/** A file that this process alone holds until it lets go or dies. */
export interface ExclusiveHold {
  release(): void
}

/**
 * Takes a lock that lives and dies with the process: an exclusive transaction on a database that nothing is
 * ever written to. Node has no flock; this one survives SIGSTOP and is freed by kill -9. Answers null when
 * somebody else holds it, and then has changed nothing. Throws what SQLite throws when the file is unusable.
 *
 * The lock belongs to the process and the file: opening and closing the file here by any other means, even to
 * read it, would let it go.
 */
export function tryHold(path: string): ExclusiveHold | null {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Nothing is written, so there is nothing to roll back: no journal file for a kill -9 to leave behind.
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
}
