import { z } from 'zod'

/**
 * Every option of `weft serve`, once: its type, default, flag, environment variable and help. `--help`, the
 * parser and the documentation are made from this table.
 */
export const serveOptions = {
  host: option({
    argument: '<address>',
    help: 'address to listen on',
    schema: z.string().min(1),
    default: '127.0.0.1',
  }),
  port: option({
    argument: '<number>',
    help: 'port to listen on; 0 takes a free one',
    schema: integer(0, 65_535),
    default: 1234,
  }),
  data: option({
    argument: '<directory>',
    help: 'where documents are kept; made if it is missing',
    schema: z.string().min(1),
    default: './weft-data',
  }),
  store: option({
    argument: '<sqlite|memory>',
    help: '"memory" keeps nothing after the process ends: for trying out and for tests',
    schema: z.enum(['sqlite', 'memory']),
    default: 'sqlite',
  }),
  pathPrefix: option({
    argument: '<path>',
    help: 'path under which a proxy serves Weft, such as /collaboration',
    schema: z.string().regex(/^(\/[^/]+)*$/, 'must be empty or start with "/" and not end with one'),
    default: '',
  }),
  maxFrameBytes: option({
    argument: '<bytes>',
    help: 'largest WebSocket message taken from a client',
    schema: integer(1024, 1 << 30),
    default: 40 * 1024 * 1024,
  }),
  maxDocumentBytes: option({
    argument: '<bytes>',
    help: 'size past which a document takes deletions but no growth',
    schema: integer(1024, 1 << 30),
    default: 32 * 1024 * 1024,
  }),
  maxDocumentsPerConnection: option({
    argument: '<number>',
    help: 'documents one socket may have open',
    schema: integer(1, 10_000),
    default: 32,
  }),
  maxSessionsPerDocument: option({
    argument: '<number>',
    help: 'sessions one document may have',
    schema: integer(1, 1_000_000),
    default: 2000,
  }),
  maxUnsavedBytes: option({
    argument: '<bytes>',
    help: 'edits kept in memory while the disk fails, before writes are refused',
    schema: integer(1024, 2 ** 40),
    default: 64 * 1024 * 1024,
  }),
  maxMemoryBytes: option({
    argument: '<bytes>',
    help: 'memory for open documents; idle ones are unloaded first, then opening waits',
    schema: integer(1024 * 1024, 2 ** 40),
    default: 1024 * 1024 * 1024,
  }),
  authTimeoutMs: option({
    argument: '<ms>',
    help: 'time a new socket has to authenticate its first document',
    schema: integer(100, 3_600_000),
    default: 5000,
  }),
  idleUnloadMs: option({
    argument: '<ms>',
    help: 'time after which a document without sessions leaves memory',
    schema: integer(0, 86_400_000),
    default: 30_000,
  }),
  logLevel: option({
    argument: '<level>',
    help: 'trace, debug, info, warn, error or silent',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  }),
  logFormat: option({
    argument: '<auto|pretty|json>',
    help: 'logs go to stderr; "auto" is pretty on a terminal and JSON elsewhere',
    schema: z.enum(['auto', 'pretty', 'json']),
    default: 'auto',
  }),
} as const

export type ServeConfig = {
  readonly [Name in keyof typeof serveOptions]: z.infer<(typeof serveOptions)[Name]['schema']>
}

export interface ServeOption<Schema extends z.ZodType = z.ZodType> {
  readonly argument: string
  readonly help: string
  readonly schema: Schema
  readonly default: z.infer<Schema>
}

/** `maxFrameBytes` is `--max-frame-bytes` on the command line. */
export function flagOf(name: string): string {
  return `--${kebab(name)}`
}

/** `maxFrameBytes` is `WEFT_MAX_FRAME_BYTES` in the environment. */
export function environmentVariableOf(name: string): string {
  return `WEFT_${kebab(name).replaceAll('-', '_').toUpperCase()}`
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function option<Schema extends z.ZodType>(declared: ServeOption<Schema>): ServeOption<Schema> {
  return declared
}

function integer(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))
}
