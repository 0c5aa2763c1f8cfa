import { WeftError } from '@weft/shared/errors.ts'
import { type Command, Option } from 'commander'
import { flagOf } from '../config/options.ts'
import { type ReplayOptions, replayOptions } from '../replay/options.ts'

/** `weft replay`: its command line only; what it does is in `server/replay/`. */
export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .description('Play a recorded editing session into a server, with one real stock provider per person.')
    .argument('<file>', 'a recording: .json or .json.gz (see bench/traces/README.md)')
  for (const name of names) command.addOption(optionFor(name))
  command.addHelpText('after', HELP)
  command.action(async (file: string, flags: Record<string, unknown>) => {
    const options = parse(file, flags)
    // Only here: a serving process has no use for Yjs and its providers.
    const { runReplay } = await import('../replay/replay.ts')
    process.exitCode = await runReplay(options)
  })
}

const names = Object.keys(replayOptions) as (keyof typeof replayOptions)[]

function optionFor(name: keyof typeof replayOptions): Option {
  const { argument, help, default: fallback } = replayOptions[name]
  const about =
    argument === null || fallback === null || fallback === '' ? help : `${help} (default: ${fallback})`
  return new Option(argument === null ? flagOf(name) : `${flagOf(name)} ${argument}`, about)
}

function parse(file: string, flags: Readonly<Record<string, unknown>>): ReplayOptions {
  const entries = names.map((name) => [name, readOption(name, flags[name])] as const)
  return { file, ...Object.fromEntries(entries) } as ReplayOptions
}

function readOption(name: keyof typeof replayOptions, given: unknown): unknown {
  const declared = replayOptions[name]
  if (given === undefined) return declared.default
  const parsed = declared.schema.safeParse(given)
  if (parsed.success) return parsed.data
  const problem = parsed.error.issues[0]?.message ?? 'is not valid'
  throw new WeftError('start-usage', `${flagOf(name)} ${JSON.stringify(given)}: ${problem}`, {
    hint: `${flagOf(name)} is ${declared.help}. See weft replay --help.`,
  })
}

const HELP = `
Examples:
  $ weft replay bench/traces/friendsforever.json.gz --document friends --speed 10
  $ weft replay bench/traces/sveltecomponent.json.gz --speed max --repeat 20 --json

Exit codes:
  0    everything arrived and the text equals the recording's end
  1    something differs, or could not be checked; the output says what
  64   bad usage, or the document is not empty
  130  stopped with Ctrl-C`
