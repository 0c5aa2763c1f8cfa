import { readFileSync } from 'node:fs'

/** What a process did to the disk and said to the world, in order, as strace saw it. */
export type TraceEvent =
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'sync'; readonly path: string; readonly hasFailed: boolean }
  | { readonly kind: 'said'; readonly text: string }

/** Arguments for strace that write what `readTrace` reads. */
export function traceArguments(path: string): string[] {
  const calls = 'openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink'
  return ['-f', '-y', '-qq', '-xx', '-s', '1200000', '-e', `trace=${calls}`, '-o', path]
}

export function readTrace(path: string): TraceEvent[] {
  const unfinished = new Map<string, string>()
  return readFileSync(path, 'latin1')
    .split('\n')
    .flatMap((line) => {
      const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
      if (rest.endsWith('<unfinished ...>')) {
        unfinished.set(pid, rest.slice(0, -'<unfinished ...>'.length))
        return []
      }
      const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
      return toEvents(resumed === null ? rest : `${unfinished.get(pid) ?? ''}${resumed[1]}`)
    })
}

function toEvents(call: string): TraceEvent[] {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\) += (-?\d+)/.exec(call) ?? []
  const hasFailed = Number(result) < 0
  const path = fromHex(/^\d+<([^>]*)>/.exec(args)?.[1] ?? '').toString()
  if (name === 'fsync' || name === 'fdatasync') return [{ kind: 'sync', path, hasFailed }]
  if (hasFailed) return []
  switch (name) {
    case 'pwrite64':
      return [{ kind: 'write', path, offset: lastNumber(args), bytes: hexString(args) }]
    case 'write':
      return args.startsWith('1<') ? [{ kind: 'said', text: hexString(args).toString() }] : []
    case 'ftruncate':
      return [{ kind: 'truncate', path, size: lastNumber(args) }]
    case 'openat':
      return args.includes('O_CREAT') ? [{ kind: 'create', path: hexString(args).toString() }] : []
    case 'unlink':
      return [{ kind: 'unlink', path: hexString(args).toString() }]
    default:
      return []
  }
}

function lastNumber(args: string): number {
  const [, digits] = /(\d+)\s*$/.exec(args) ?? []
  if (digits === undefined) throw new Error(`no number at the end of ${args.slice(-80)}`)
  return Number(digits)
}

/** The (first) string among the arguments. */
function hexString(args: string): Buffer {
  return fromHex(/"([^"]*)"/.exec(args)?.[1] ?? '')
}

/** strace was told to write strings in hex; some versions do so with the paths of open files, too. */
function fromHex(text: string): Buffer {
  return text.startsWith('\\x') ? Buffer.from(text.replaceAll('\\x', ''), 'hex') : Buffer.from(text)
}
