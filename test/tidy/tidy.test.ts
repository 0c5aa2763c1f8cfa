import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** The codebase checks itself: what a reviewer would otherwise have to see each time. */
const root = join(import.meta.dirname, '../..')
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const sources = files.filter((file) => /^(shared|server|client)\/.*\.tsx?$/.test(file))
const tests = files.filter((file) => /^(test|e2e)\/.*\.ts$/.test(file))

/** Where an import leads, from the project's root, or the package's name. */
function importsOf(file: string): string[] {
  const specifiers = [...read(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  )
  return specifiers.map((specifier) => {
    if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier))
    return specifier.replace(/^@weft\//, '')
  })
}

describe('import edges', () => {
  const layers = ['gateway', 'session', 'document', 'storage']

  test('shared imports nothing but itself and pure packages', () => {
    for (const file of sources.filter((each) => each.startsWith('shared/'))) {
      for (const target of importsOf(file)) expect(target, file).toMatch(/^(shared\/|lib0)/)
    }
  })

  test('client and server never meet', () => {
    for (const file of sources) {
      const forbidden = file.startsWith('client/')
        ? /^server\//
        : file.startsWith('server/')
          ? /^client\//
          : /^$/
      for (const target of importsOf(file)) expect(target, file).not.toMatch(forbidden)
    }
  })

  test('in the server, imports lead down: gateway, session, document, storage', () => {
    for (const [rank, layer] of layers.entries()) {
      const above = layers.slice(0, rank)
      for (const file of sources.filter((each) => each.startsWith(`server/${layer}/`))) {
        for (const target of importsOf(file)) {
          for (const upper of above) expect(target, `${file} imports up`).not.toMatch(`server/${upper}/`)
          expect(target, `${file} reads configuration`).not.toMatch('server/config/')
        }
      }
    }
  })

  test.each([
    ['ws', /^server\/(gateway\/ws|replay)\//],
    ['node:sqlite', /^server\/storage\/sqlite\//],
    ['yjs', /^(server\/replay|client)\//],
  ])('%s has one importer', (driver, home) => {
    const importers = sources.filter((file) => importsOf(file).includes(driver))
    expect(importers.length).toBeGreaterThan(0)
    for (const file of importers) expect(file).toMatch(home)
  })
})

describe('the serving process', () => {
  test('can build no Y.Doc: nothing it imports leads to yjs', () => {
    const seen = new Set(['server/commands/serve.ts', 'server/storage/sqlite/shard-thread.ts'])
    for (const file of seen) {
      if (existsSync(join(root, file))) for (const target of importsOf(file)) seen.add(target)
    }
    expect([...seen].length).toBeGreaterThan(80)
    expect([...seen].filter((each) => /^(yjs|y-protocols|@hocuspocus|y-websocket)/.test(each))).toEqual([])
  })
})

describe('time and chance', () => {
  test('are ports: only the system clock, and what owns its process, reads them', () => {
    const home =
      /^(server\/(observability\/system-clock|commands|replay|storage\/sqlite|storage\/group-commit)|client\/)/
    const uses = /\b(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|setImmediate)\b/
    expect(sources.filter((file) => uses.test(read(file)) && !home.test(file))).toEqual([])
  })
})

describe('size', () => {
  test('no source file is an outlier', () => {
    const outliers = sources.filter((file) => read(file).split('\n').length > 300)
    expect(outliers).toEqual([])
  })
})

describe('rules', () => {
  const rules = new Set([...read('shared/SPEC.md').matchAll(/\*\*([A-Z]+\d+)\*\*/g)].map((match) => match[1]))
  const cited = new Map<string, string>()
  for (const file of tests) {
    for (const match of read(file).matchAll(/\[([A-Z]{2,}\d+)\]/g)) cited.set(match[1] ?? '', file)
  }

  test('every numbered rule of SPEC.md has a test that cites it', () => {
    expect([...rules].filter((rule) => !cited.has(rule ?? ''))).toEqual([])
  })

  test('every rule that a test cites is in SPEC.md', () => {
    expect([...cited].filter(([rule]) => !rules.has(rule))).toEqual([])
  })
})

describe('dependencies', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }

  test('one copy of yjs', () => {
    expect(Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/yjs'))).toHaveLength(1)
  })

  test('the lockfile names no registry host', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
  })

  test('the lockfile holds the packages of every platform, or npm ci refuses it', () => {
    const optional = Object.values(lock.packages).flatMap((each) =>
      Object.keys(each.optionalDependencies ?? {}),
    )
    const locked = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)))
    expect(optional.filter((name) => !locked.has(name))).toEqual([])
  })

  test('every version is exact', () => {
    for (const file of [
      'package.json',
      'shared/package.json',
      'server/package.json',
      'client/package.json',
    ]) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Record<
        string,
        Record<string, string>
      >
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        expect(version, `${name} in ${file}`).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+[\w.-]*$/)
      }
    }
  })
})
