import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { isAtLeast, openShard } from '../../../../../server/storage/sqlite/open-shard.ts'
import { temporaryDirectory } from '../../../../support/storage/temporary-directory.ts'

const identity = { shard: 2, shardCount: 8 }

test.each([
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['locking_mode', 'exclusive'],
  ['secure_delete', 1],
  ['trusted_schema', 0],
  ['cell_size_check', 1],
  ['mmap_size', 0],
  ['wal_autocheckpoint', 0],
  ['auto_vacuum', 2],
  ['user_version', 1],
])('[STO27] a shard is open with %s = %s, when it was made and every time after', (pragma, expected) => {
  const path = join(temporaryDirectory(), 'shard.sqlite')
  for (const create of [true, false]) {
    const database = openShard({ path, create, ...identity })
    // SQLite answers nothing where a file can have no memory map.
    const answer = Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? { none: expected })
    expect(answer).toEqual([expected])
    database.close()
  }
})

test('[STO27] the file is locked, and no shared memory lies beside it', () => {
  const path = join(temporaryDirectory(), 'shard.sqlite')
  const database = openShard({ path, create: true, ...identity })
  const other = new DatabaseSync(path)
  expect(() => other.exec('SELECT * FROM shard')).toThrow(/locked/)
  expect(() => readFileSync(`${path}-shm`)).toThrow(/ENOENT/)
  other.close()
  database.close()
})

test('[STO27] an SQLite with the WAL-reset bug is too old', () => {
  expect(isAtLeast([3, 51, 2], [3, 51, 3])).toBe(false)
  expect(isAtLeast([3, 9, 99], [3, 51, 3])).toBe(false)
  expect(isAtLeast([3, 51, 3], [3, 51, 3])).toBe(true)
  expect(isAtLeast([3, 53], [3, 51, 3])).toBe(true)
  expect(isAtLeast([4], [3, 51, 3])).toBe(true)
})

test('[DIR4] a shard that is missing, empty, foreign or in another place is refused', () => {
  const directory = temporaryDirectory()
  const path = join(directory, 'shard.sqlite')
  const open = (other = identity) => openShard({ path, create: false, ...other }).close()
  expect(open).toThrow(expect.objectContaining({ code: 'storage-damaged' }))
  writeFileSync(path, '')
  expect(open).toThrow(expect.objectContaining({ code: 'storage-damaged' }))
  rmSync(path)
  const foreign = new DatabaseSync(path)
  foreign.exec('CREATE TABLE people (name TEXT)')
  foreign.close()
  expect(open).toThrow(expect.objectContaining({ code: 'start-data-unusable' }))
  rmSync(path)
  openShard({ path, create: true, ...identity }).close()
  expect(() => open({ shard: 3, shardCount: 8 })).toThrow(
    expect.objectContaining({ code: 'start-data-unusable' }),
  )
  expect(() => open({ shard: 2, shardCount: 4 })).toThrow(
    expect.objectContaining({ code: 'start-data-unusable' }),
  )
  open()
})

test('[DIR4] making a shard that is there already keeps what is in it', () => {
  const path = join(temporaryDirectory(), 'shard.sqlite')
  const made = openShard({ path, create: true, ...identity })
  made.exec("INSERT INTO documents VALUES (1, 'a', x'00', x'00', NULL, 0, 0, x'00')")
  made.close()
  const again = openShard({ path, create: true, ...identity })
  expect(again.prepare('SELECT id FROM documents').all()).toEqual([{ id: 'a' }])
  again.close()
})
