import { WeftError } from '@weft/shared/errors.ts'
import { environmentVariableOf, flagOf, type ServeConfig, serveOptions } from './options.ts'

/**
 * Makes the configuration of `weft serve` from flags (first) and the environment (second). Throws
 * `start-usage` naming the flag or variable at fault. Knows no file and no process.
 */
export function parseConfig(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): ServeConfig {
  const names = Object.keys(serveOptions) as (keyof ServeConfig)[]
  const entries = names.map((name) => [name, readOption(name, flags, environment)] as const)
  return Object.fromEntries(entries) as ServeConfig
}

function readOption(
  name: keyof ServeConfig,
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const variable = environmentVariableOf(name)
  const given = flags[name] ?? emptyAsUnset(environment[variable])
  if (given === undefined) return serveOptions[name].default
  const parsed = serveOptions[name].schema.safeParse(given)
  if (parsed.success) return parsed.data
  const source = flags[name] === undefined ? variable : flagOf(name)
  const problem = parsed.error.issues[0]?.message ?? 'is not valid'
  throw new WeftError('start-usage', `${source} ${JSON.stringify(given)}: ${problem}`, {
    hint: `${source} is ${serveOptions[name].argument}: ${serveOptions[name].help}. See weft serve --help.`,
  })
}

/** `WEFT_PORT=` in a unit file or compose file means "not set", as everywhere. An empty prefix is the default. */
function emptyAsUnset(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
