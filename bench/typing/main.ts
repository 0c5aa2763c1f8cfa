/**
 * `npm run bench -- typing`: what a keystroke costs four servers. Each server and the load generator run in
 * processes of their own; rounds are interleaved, so that a noisy minute of the machine hits all of them.
 */
import { parseArgs } from 'node:util'
import { renderTyping, type ServerRounds, summarize } from './report.ts'
import { type LoadResult, type RoundSettings, runRound } from './round.ts'
import { type MeasuredServer, type ServerName, serverNames, startServer } from './servers.ts'

const HELP = `npm run bench -- typing [options]

CPU per update, propagation and acks, with two people typing real keystrokes in every document.

  --servers a,b     of ${serverNames.join(', ')} (default: weft,hocuspocus,y-websocket,relay)
  --documents N     documents, two people each (default: 100)
  --rate N          updates per second over all documents (default: 3000)
  --seconds N       measured time of a round (default: 5)
  --rounds N        rounds per server (default: 3)
  --json            the result as JSON on stdout
`

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readOptions()
  if (options === null) {
    process.stdout.write(HELP)
    return 0
  }
  const servers: MeasuredServer[] = []
  try {
    for (const name of options.names) servers.push(await startServer(name))
    const rounds = await measure(servers, options)
    const summary = summarize(rounds, options.settings)
    process.stdout.write(options.isJson ? `${JSON.stringify(summary)}\n` : renderTyping(summary))
    return summary.servers.every((server) => server.isCorrect) ? 0 : 1
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

interface Options {
  readonly names: readonly ServerName[]
  readonly settings: RoundSettings
  readonly rounds: number
  readonly isJson: boolean
}

/** The first, short round of each server only warms it up. */
async function measure(servers: readonly MeasuredServer[], options: Options): Promise<ServerRounds[]> {
  const all = servers.map((server) => ({ server, results: [] as LoadResult[] }))
  for (const { server } of all) await runRound(server, 'warm', { ...options.settings, seconds: 1 })
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { server, results } of rotated(all, round)) {
      process.stderr.write(`round ${round}/${options.rounds}: ${server.name}\n`)
      results.push(await runRound(server, `${round}`, options.settings))
    }
  }
  return all
}

function rotated<T>(list: readonly T[], by: number): T[] {
  return list.map((_, index) => list[(index + by) % list.length]).filter((item) => item !== undefined)
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      servers: { type: 'string', default: 'weft,hocuspocus,y-websocket,relay' },
      documents: { type: 'string', default: '100' },
      rate: { type: 'string', default: '3000' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return null
  return {
    names: values.servers.split(',').map(readName),
    settings: {
      documents: positive('documents', values.documents),
      rate: positive('rate', values.rate),
      seconds: positive('seconds', values.seconds),
      warmUpSeconds: 1,
    },
    rounds: positive('rounds', values.rounds),
    isJson: values.json,
  }
}

function readName(name: string): ServerName {
  const known = serverNames.find((candidate) => candidate === name)
  if (known === undefined) throw new Error(`--servers: "${name}" is none of ${serverNames.join(', ')}`)
  return known
}

function positive(flag: string, value: string): number {
  const number = Number(value)
  if (!Number.isFinite(number) || number <= 0) throw new Error(`--${flag} must be a positive number`)
  return number
}
