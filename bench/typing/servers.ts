/** The servers that are measured, each in a process of its own, as their documentation starts them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dialect } from '../../server/replay/options.ts'
import { type ChildServer, freePort, startChildServer } from '../support/child-server.ts'

export const serverNames = [
  'weft',
  'weft-memory',
  'weft-y-websocket',
  'hocuspocus',
  'y-websocket',
  'relay',
] as const
export type ServerName = (typeof serverNames)[number]

export interface MeasuredServer {
  readonly name: ServerName
  readonly about: string
  readonly dialect: Dialect
  /** Whether a client that comes later can ask it for the document. */
  readonly keepsDocuments: boolean
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

interface Kind {
  readonly about: string
  readonly dialect: Dialect
  readonly keepsDocuments: boolean
  start(): Promise<ChildServer & { readonly url: string }>
}

export async function startServer(name: ServerName): Promise<MeasuredServer> {
  const { about, dialect, keepsDocuments, start } = kinds[name]
  return { name, about, dialect, keepsDocuments, ...(await start()) }
}

const root = join(import.meta.dirname, '../..')
const durable = { keepsDocuments: true, start: () => startWeft('sqlite') }

const kinds: Readonly<Record<ServerName, Kind>> = {
  weft: { ...durable, about: 'Weft, every ack on disk', dialect: 'hocuspocus' },
  'weft-memory': {
    about: 'Weft, in memory, nothing on disk',
    dialect: 'hocuspocus',
    keepsDocuments: true,
    start: () => startWeft('memory'),
  },
  'weft-y-websocket': { ...durable, about: 'Weft, everything on disk, no acks', dialect: 'y-websocket' },
  hocuspocus: {
    about: 'Hocuspocus 4.7, in memory',
    dialect: 'hocuspocus',
    keepsDocuments: true,
    start: () => startOnPort([join(import.meta.dirname, 'servers/hocuspocus.ts')]),
  },
  'y-websocket': {
    about: '@y/websocket-server 0.1.1, in memory',
    dialect: 'y-websocket',
    keepsDocuments: true,
    start: () => startOnPort([join(root, 'node_modules/@y/websocket-server/src/server.js')]),
  },
  relay: {
    about: 'a relay of frames, no documents',
    dialect: 'y-websocket',
    keepsDocuments: false,
    start: () => startOnPort([join(import.meta.dirname, 'servers/relay.ts')]),
  },
}

/** With the settings it has by itself, on the disk of the temporary directory. */
async function startWeft(store: 'sqlite' | 'memory') {
  const directory = await mkdtemp(join(tmpdir(), 'weft-bench-'))
  const server = await startChildServer({
    args: [join(root, 'server/bin/weft.js'), 'serve', '--port', '0', '--data', directory, '--store', store],
    ready: /weft ready http:\/\/(\S+)/,
  })
  const stop = async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
  return { ...server, stop, url: `ws://${server.captured}` }
}

async function startOnPort(args: readonly string[]) {
  const port = await freePort()
  const env = { PORT: `${port}`, HOST: '127.0.0.1' }
  const server = await startChildServer({ args, env, ready: /ready|running at/ })
  return { ...server, url: `ws://127.0.0.1:${port}` }
}
