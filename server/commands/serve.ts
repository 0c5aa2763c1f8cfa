import { type Command, Option } from 'commander'
import { environmentVariableOf, flagOf, type ServeConfig, serveOptions } from '../config/options.ts'
import { parseConfig } from '../config/parse-config.ts'
import { exitCodes } from '../exit-codes.ts'
import { createLog, type Log } from '../observability/log.ts'
import { systemClock } from '../observability/system-clock.ts'
import { allowEverybody, type RunningServer, startServer } from '../serve.ts'

/** `weft serve`: the server as a process, from its options to its exit code. */
export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('Serve documents to editors. Stops on Ctrl-C or SIGTERM; a second Ctrl-C ends at once.')
  for (const name of Object.keys(serveOptions) as (keyof ServeConfig)[]) command.addOption(optionFor(name))
  command.addHelpText('after', HELP)
  command.action((flags: Record<string, unknown>) => serve(parseConfig(flags, process.env)))
}

function optionFor(name: keyof ServeConfig): Option {
  const { argument, help, default: fallback } = serveOptions[name]
  const about = `${help} (default: ${fallback === '' ? 'none' : fallback}, env: ${environmentVariableOf(name)})`
  return new Option(`${flagOf(name)} ${argument}`, about)
}

const HELP = `
Examples:
  $ weft serve                                  on http://127.0.0.1:1234, documents in ./weft-data
  $ weft serve --port 0 --data /var/lib/weft    on a free port
  $ WEFT_LOG_LEVEL=debug weft serve             every option has an environment variable; a flag wins

When it is ready it prints one line on stdout: weft ready http://127.0.0.1:1234

Exit codes:
  ${exitCodes.ok}   stopped, everything saved     ${exitCodes.usage}  unknown flag or bad value
  ${exitCodes.portTaken}  the port cannot be had        ${exitCodes.internal}  a bug: please report what it printed
  ${exitCodes.dataUnusable}  data directory not usable     ${exitCodes.unsaved}  stopped while the disk was failing
  ${exitCodes.dataOwned}  data directory in use         ${exitCodes.dataNewer}  data directory of a newer version
  ${exitCodes.interrupted} ended by a second Ctrl-C`

async function serve(config: ServeConfig): Promise<void> {
  const log = createLog({ level: config.logLevel, format: config.logFormat })
  endOnBugs(log)
  const server = await startServer(config, { clock: systemClock, log, authorize: allowEverybody })
  warnWhereUnprotected(config, log)
  const stopped = untilStopped(server, log)
  // Last of all: who waits for this line may send a signal the moment it is there.
  process.stdout.write(`weft ready ${server.url}\n`)
  await stopped
}

/** A broken invariant must not be carried on from: what is not acked, clients still have. */
function endOnBugs(log: Log): void {
  const die = (error: unknown): never => {
    log.error({ err: error }, 'a bug: the process ends, clients reconnect and send again what was not acked')
    process.exit(exitCodes.internal)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
}

function warnWhereUnprotected(config: ServeConfig, log: Log): void {
  const isLoopback = config.host === 'localhost' || config.host === '::1' || config.host.startsWith('127.')
  if (!isLoopback)
    log.warn({ host: config.host }, 'anyone who reaches this address may read and write every document')
  if (config.store === 'memory') log.warn('documents are kept in memory only and end with this process')
}

/** Resolves after a clean stop; its failure becomes the exit code. */
function untilStopped(server: RunningServer, log: Log): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false
    const handleSignal = (signal: NodeJS.Signals): void => {
      if (isStopping && signal === 'SIGINT') process.exit(exitCodes.interrupted)
      if (isStopping) return
      isStopping = true
      log.info({ signal }, 'stopping: saving, then closing sockets (Ctrl-C again ends at once)')
      endByForce(log)
      server.stop().then(resolve, reject)
    }
    process.on('SIGINT', handleSignal)
    process.on('SIGTERM', handleSignal)
  })
}

/**
 * A disk that never answers holds a storage thread, and with it `process.exit`. What was acknowledged is on
 * disk and nothing else was promised, so after this long the process is as well killed.
 */
function endByForce(log: Log): void {
  const timer = setTimeout(() => {
    log.error('the disk does not answer: ending without it; nothing that was acknowledged is lost')
    process.kill(process.pid, 'SIGKILL')
  }, STOP_LIMIT_MS)
  timer.unref()
}

const STOP_LIMIT_MS = 15_000
