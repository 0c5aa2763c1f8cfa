import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFormat, writeFormat } from '../../../../server/storage/format-file.ts'
import { type Migration, migrate } from '../../../../server/storage/migrations.ts'
import { temporaryDirectory } from '../../../support/storage/temporary-directory.ts'

/**
 * Format 1 is the first, so the mechanism is proved on invented formats: each step notes itself in a file, and
 * fails where a test says so.
 */
const found = { weftFormat: 1, shardCount: 8, createdAtMs: 5 }

test('[DIR6] steps run in order, and the format file follows each', async () => {
  const path = temporaryDirectory()
  writeFormat(path, found)
  const migrated = await migrate(path, found, { steps: [step(2), step(1), step(3)], toFormat: 4 })
  expect(migrated).toEqual({ ...found, weftFormat: 4 })
  expect(log(path)).toEqual(['1 begins at 1', '1 ends', '2 begins at 2', '2 ends', '3 begins at 3', '3 ends'])
})

test('[DIR6] a crash repeats at most the step it struck', async () => {
  const path = temporaryDirectory()
  writeFormat(path, found)
  const crashing = [step(1), step(2, 'crashes'), step(3)]
  await expect(migrate(path, found, { steps: crashing, toFormat: 4 })).rejects.toThrow('power cut')
  const left = formatOf(path)
  expect(left.weftFormat).toBe(2)
  await migrate(path, left, { steps: [step(1), step(2), step(3)], toFormat: 4 })
  expect(log(path).filter((line) => line.startsWith('1 begins'))).toHaveLength(1)
  expect(log(path).filter((line) => line.startsWith('2 begins'))).toHaveLength(2)
  expect(formatOf(path)).toEqual({ ...found, weftFormat: 4 })
})

test('[DIR6] a current directory is not touched', async () => {
  const path = temporaryDirectory()
  await migrate(path, found)
  expect(existsSync(join(path, 'format.json'))).toBe(false)
})

test('[DIR6] a gap between the steps is our own mistake and changes nothing', async () => {
  const path = temporaryDirectory()
  writeFormat(path, found)
  await expect(migrate(path, found, { steps: [step(2)], toFormat: 3 })).rejects.toMatchObject({
    code: 'invariant',
  })
  expect(formatOf(path)).toEqual(found)
})

function step(fromFormat: number, ending: 'ends' | 'crashes' = 'ends'): Migration {
  return {
    fromFormat,
    run: async (directory, format) => {
      note(directory, `${fromFormat} begins at ${format.weftFormat}`)
      if (ending === 'crashes') throw new Error('power cut')
      note(directory, `${fromFormat} ends`)
    },
  }
}

function note(directory: string, line: string): void {
  writeFileSync(join(directory, 'steps.txt'), `${line}\n`, { flag: 'a' })
}

function log(directory: string): string[] {
  return readFileSync(join(directory, 'steps.txt'), 'utf8').trim().split('\n')
}

/** As the current server would read it, were it to know these formats. */
function formatOf(directory: string) {
  const text = readFileSync(join(directory, 'format.json'), 'utf8')
  writeFileSync(join(directory, 'format.json'), text.replace(/"weftFormat":\d+/, '"weftFormat":1'))
  const format = readFormat(directory)
  writeFileSync(join(directory, 'format.json'), text)
  if (format === null) throw new Error('there is a format file')
  return { ...format, weftFormat: Number(/"weftFormat":(\d+)/.exec(text)?.[1]) }
}
