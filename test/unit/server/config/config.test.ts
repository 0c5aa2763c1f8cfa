import { WeftError } from '@weft/shared/errors.ts'
import { describe, expect, test } from 'vitest'
import {
  environmentVariableOf,
  flagOf,
  type ServeConfig,
  serveOptions,
} from '../../../../server/config/options.ts'
import { parseConfig } from '../../../../server/config/parse-config.ts'

const names = Object.keys(serveOptions) as (keyof ServeConfig)[]

function errorOf(parse: () => unknown): WeftError {
  try {
    parse()
  } catch (error) {
    if (error instanceof WeftError) return error
  }
  throw new Error('expected a WeftError')
}

describe('options', () => {
  test('[CFG1] with nothing given, every option has its default', () => {
    const config = parseConfig({}, {})
    for (const name of names) expect(config[name]).toBe(serveOptions[name].default)
    expect(config).toMatchObject({ host: '127.0.0.1', port: 1234, data: './weft-data', store: 'sqlite' })
  })

  test('[CFG2] a flag wins over its variable, which wins over the default; an empty variable is not set', () => {
    expect(parseConfig({}, { WEFT_PORT: '4321' }).port).toBe(4321)
    expect(parseConfig({ port: '5' }, { WEFT_PORT: '4321' }).port).toBe(5)
    expect(parseConfig({}, { WEFT_PORT: '' }).port).toBe(1234)
  })

  test('[CFG3] names follow from the option', () => {
    expect(flagOf('maxFrameBytes')).toBe('--max-frame-bytes')
    expect(environmentVariableOf('maxFrameBytes')).toBe('WEFT_MAX_FRAME_BYTES')
  })

  test.each([
    ['port', '65535', '65536'],
    ['port', '0', '-1'],
    ['port', '80', ''],
    ['port', '80', '8o'],
    ['maxDocumentBytes', '1024', '1023'],
    ['maxSessionsPerDocument', '1', '0'],
    ['store', 'memory', 'postgres'],
    ['logLevel', 'silent', 'loud'],
    ['pathPrefix', '/a/b', '/a/'],
    ['authTimeoutMs', '100', '99'],
  ] as const)('[CFG4] --%s takes %j and refuses %j, naming the flag', (name, good, bad) => {
    expect(() => parseConfig({ [name]: good }, {})).not.toThrow()
    const error = errorOf(() => parseConfig({ [name]: bad }, {}))
    expect(error.code).toBe('start-usage')
    expect(error.message).toContain(flagOf(name))
    expect(error.hint).toContain('weft serve --help')
  })

  test('[CFG4] a bad variable is named as the variable', () => {
    expect(errorOf(() => parseConfig({}, { WEFT_PORT: 'x' })).message).toContain('WEFT_PORT')
  })
})
