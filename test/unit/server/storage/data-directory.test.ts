import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DataDirectory, openDataDirectory } from '../../../../server/storage/data-directory.ts'
import { readFormat } from '../../../../server/storage/format-file.ts'
import { tryHold } from '../../../../server/storage/sqlite/exclusive-hold.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { temporaryDirectory } from '../../../support/storage/temporary-directory.ts'

describe('creating', () => {
  test('[DIR1] a directory that does not exist is made, with 8 shards', async () => {
    const path = join(temporaryDirectory(), 'deep', 'data')
    const directory = await create(path)
    expect(directory).toMatchObject({ isNew: true, shardCount: 8 })
    expect(directory.shardPath(3)).toBe(join(path, 'shards', '03.sqlite'))
    directory.close()
    expect(readFormat(path)).toMatchObject({ weftFormat: 1, shardCount: 8 })
  })

  test('[DIR1] the number of shards is fixed at creation', async () => {
    const path = temporaryDirectory()
    const clock = new FakeClock()
    const made = await openDataDirectory({ directory: path, clock, shardCount: 3 })
    for (let shard = 0; shard < 3; shard++) writeFileSync(made.shardPath(shard), '')
    made.completeCreation()
    made.close()
    const opened = await openDataDirectory({ directory: path, clock, shardCount: 5 })
    expect(opened).toMatchObject({ isNew: false, shardCount: 3 })
    opened.close()
  })

  test('[DIR2] a creation that was interrupted anywhere is begun again', async () => {
    const path = temporaryDirectory()
    const clock = new FakeClock()
    const interrupted = await openDataDirectory({ directory: path, clock })
    writeFileSync(interrupted.shardPath(0), '')
    writeFileSync(join(path, 'format.json.new'), '{"weft')
    interrupted.close()
    const again = await openDataDirectory({ directory: path, clock })
    expect(again.isNew).toBe(true)
    again.completeCreation()
    again.close()
    expect(readFormat(path)?.weftFormat).toBe(1)
  })
})

describe('refusing', () => {
  test('[DIR3] a newer format', async () => {
    const path = temporaryDirectory()
    writeFileSync(join(path, 'format.json'), '{"weftFormat":2,"shardCount":"?"}')
    await expectRefused(path, { code: 'start-data-newer', message: /has format 2/ })
  })

  test('[DIR4] something else than a data directory', async () => {
    const path = temporaryDirectory()
    writeFileSync(join(path, 'thesis.tex'), 'x')
    await expectRefused(path, { code: 'start-data-unusable', message: /thesis\.tex/ })
  })

  test('[DIR4] a file', async () => {
    const path = join(temporaryDirectory(), 'file')
    writeFileSync(path, 'x')
    await expect(open(path)).rejects.toMatchObject({ code: 'start-data-unusable', hint: expect.any(String) })
    await expect(open(join(path, 'below'))).rejects.toMatchObject({ code: 'start-data-unusable' })
  })

  test('[DIR4] a format file that is damaged', async () => {
    const path = temporaryDirectory()
    for (const text of [
      '',
      '{',
      '[]',
      '{"weftFormat":0,"shardCount":8,"createdAtMs":1}',
      '{"weftFormat":1}',
    ]) {
      writeFileSync(join(path, 'format.json'), text)
      await expectRefused(path, { code: 'start-data-unusable', message: /format\.json/ })
    }
  })

  test('[DIR4] one that has lost a shard', async () => {
    const path = temporaryDirectory()
    const made = await create(path)
    made.close()
    rmSync(made.shardPath(5))
    await expectRefused(path, { code: 'start-data-unusable', message: /05\.sqlite is missing/ })
  })

  test('[DIR4] one that may not be written', async (context) => {
    const path = temporaryDirectory()
    ;(await create(path)).close()
    if (!makeUnwritable(path)) return context.skip('needs to run without root, or chattr on this file system')
    try {
      await expectRefused(path, { code: 'start-data-unusable', message: /cannot be used/ })
    } finally {
      makeWritable(path)
    }
  })
})

describe('owning', () => {
  test('[DIR5] a second server waits 5 s, then is told who owns it', async () => {
    const path = temporaryDirectory()
    const owner = await create(path)
    owner.announce('http://127.0.0.1:1234')
    const before = fingerprint(path)
    const clock = new FakeClock()
    const refused = openDataDirectory({ directory: path, clock }).then(
      () => 'opened',
      (error: unknown) => error,
    )
    await clock.advanceAsync(4900)
    expect(clock.pendingTimers).toBe(1)
    await clock.advanceAsync(200)
    expect(await refused).toMatchObject({
      code: 'start-data-owned',
      message: expect.stringContaining(`pid ${process.pid}, http://127.0.0.1:1234`),
    })
    expect(fingerprint(path)).toEqual(before)
    owner.close()
  })

  test('[DIR5] one that waits gets it as soon as the owner lets go', async () => {
    const path = temporaryDirectory()
    const owner = await create(path)
    const clock = new FakeClock()
    const waiting = openDataDirectory({ directory: path, clock })
    await clock.advanceAsync(1000)
    owner.close()
    await clock.advanceAsync(100)
    const next = await waiting
    expect(next.isNew).toBe(false)
    next.close()
  })

  test('[DIR5] the note beside the lock is for people: without it, or with nonsense in it, the lock still counts', async () => {
    const path = temporaryDirectory()
    const owner = await create(path)
    writeFileSync(join(path, 'owner.json'), 'nonsense')
    expect(tryHold(join(path, 'lock.sqlite'))).toBeNull()
    await expect(open(path)).rejects.toMatchObject({ code: 'start-data-owned' })
    owner.close()
    expect(existsSync(join(path, 'owner.json'))).toBe(false)
  })
})

async function open(path: string): Promise<DataDirectory> {
  const clock = new FakeClock()
  const opening = openDataDirectory({ directory: path, clock })
  opening.catch(() => {})
  await clock.advanceAsync(6000)
  return opening
}

/** As storage does: the shard files are made before the creation is complete. */
async function create(path: string): Promise<DataDirectory> {
  const directory = await open(path)
  for (let shard = 0; shard < directory.shardCount; shard++) writeFileSync(directory.shardPath(shard), '')
  directory.completeCreation()
  return directory
}

async function expectRefused(path: string, expected: { code: string; message: RegExp }): Promise<void> {
  const before = fingerprint(path)
  await expect(open(path)).rejects.toMatchObject({
    code: expected.code,
    message: expect.stringMatching(expected.message),
  })
  expect(fingerprint(path)).toEqual(before)
}

/** Every file with its content and time of change. */
function fingerprint(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const stat = statSync(join(path, name))
      if (stat.isDirectory()) return `${name}/ ${stat.mtimeMs}`
      // The lock itself must not be opened here: closing it again would let it go.
      if (name === 'lock.sqlite') return `${name} ${stat.size} ${stat.mtimeMs}`
      return `${name} ${stat.mtimeMs} ${createHash('sha256')
        .update(readFileSync(join(path, name)))
        .digest('hex')}`
    })
}

/** Root may write anything that is not made immutable. */
function makeUnwritable(path: string): boolean {
  if (process.getuid?.() !== 0) {
    chmodSync(join(path, 'lock.sqlite'), 0o444)
    chmodSync(path, 0o555)
    return true
  }
  try {
    execFileSync('chattr', ['+i', join(path, 'lock.sqlite'), path], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function makeWritable(path: string): void {
  if (process.getuid?.() === 0) execFileSync('chattr', ['-i', path, join(path, 'lock.sqlite')])
  else chmodSync(path, 0o755)
}
