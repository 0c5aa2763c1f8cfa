import { WeftError } from '@weft/shared/errors.ts'
import { Command, CommanderError } from 'commander'
import { addReplayCommand } from './commands/replay.ts'
import { addServeCommand } from './commands/serve.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'

/** The command line, `weft`: its commands, and how an error ends it. Each command has a file of its own. */
const program = new Command('weft')
  .description(
    'A sync server for collaborative documents, where an acknowledgement means the edit is on disk.',
  )
  .showHelpAfterError('(weft --help lists commands and options)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()

addServeCommand(program)
addReplayCommand(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

function report(error: unknown): number {
  // Commander has already printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (!(error instanceof WeftError) || error.code === 'invariant') {
    console.error(error)
    return exitCodes.internal
  }
  console.error(`weft: ${error.message}`)
  if (error.hint !== undefined) console.error(`hint: ${error.hint}`)
  return exitCodeOf(error.code)
}
