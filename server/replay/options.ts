import { z } from 'zod'

/** Every option of `weft replay`, once; in the shape of the `serve` table. The file is the one argument. */
export const replayOptions = {
  url: {
    argument: '<url>',
    help: 'the server; a y-websocket document is looked for under this URL',
    schema: z.url({ protocol: /^wss?$/, error: 'must be a ws:// or wss:// URL' }),
    default: 'ws://127.0.0.1:1234',
  },
  document: {
    argument: '<id>',
    help: 'document to write into, which must be empty; default: the name of the recording',
    schema: z.string().min(1, 'must not be empty').nullable(),
    default: null,
  },
  speed: {
    argument: '<number|max>',
    help: 'times the pace of the recording; "max" is as fast as its people can have seen each other',
    schema: z.union([z.literal('max'), positiveNumber()], { error: 'must be a positive number or "max"' }),
    default: 1,
  },
  repeat: {
    argument: '<number>',
    help: 'documents to write at once, named <id>-1, <id>-2, …',
    schema: z
      .string()
      .regex(/^\d+$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.number().min(1, 'must be at least 1').max(1_000, 'must be at most 1000')),
    default: 1,
  },
  dialect: {
    argument: '<hocuspocus|y-websocket>',
    help: 'the provider each person writes with; y-websocket has no acknowledgements',
    schema: z.enum(['hocuspocus', 'y-websocket']),
    default: 'hocuspocus',
  },
  token: {
    argument: '<token>',
    help: 'what the providers authenticate with; y-websocket sends it as ?token=',
    schema: z.string(),
    default: '',
  },
  json: {
    argument: null,
    help: 'print the result as JSON',
    schema: z.boolean(),
    default: false,
  },
} as const

export type ReplayOptions = { readonly file: string } & {
  readonly [Name in keyof typeof replayOptions]: z.infer<(typeof replayOptions)[Name]['schema']>
}

export type Dialect = ReplayOptions['dialect']

function positiveNumber() {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().positive())
}
