import type { DatabaseSync } from 'node:sqlite'

/** Runs `body` in one transaction: all of it or nothing. */
export function inTransaction<T>(database: DatabaseSync, body: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = body()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  }
}

/** SQLite has rolled back by itself after some errors, and what failed first is what matters. */
function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK')
  } catch {
    // The handle is given up on anyway: every error inside a commit is final for it.
  }
}
