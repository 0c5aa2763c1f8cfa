import { isatty } from 'node:tty'
import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

/** Structured logs on stderr: stdout carries what scripts wait for. Never a document's content, never a token. */
export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'child'>

const STDERR = 2

export function createLog(options: {
  readonly level: string
  readonly format: 'auto' | 'pretty' | 'json'
}): Log {
  const isPretty = options.format === 'pretty' || (options.format === 'auto' && isatty(STDERR))
  const settings = { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  // Synchronous, so that the last words of a dying process are not lost.
  if (!isPretty) return pino(settings, pino.destination({ dest: STDERR, sync: true }))
  return pino(
    settings,
    pretty({ destination: STDERR, sync: true, colorize: true, translateTime: 'SYS:HH:MM:ss' }),
  )
}
