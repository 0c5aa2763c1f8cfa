import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@weft/shared/clock.ts'
import { WeftError } from '@weft/shared/errors.ts'
import type { ServeConfig } from './config/options.ts'
import { DocumentRegistry } from './document/registry.ts'
import { Gateway } from './gateway/gateway.ts'
import { createHttpServer } from './gateway/http.ts'
import { StaticFiles } from './gateway/static-files.ts'
import { Counters } from './observability/counters.ts'
import type { Log } from './observability/log.ts'
import type { Authorize } from './session/ports.ts'
import { openMemoryStorage, openStorage, type Storage } from './storage/storage.ts'

/**
 * Composes a server from its parts and runs it. Only this file and the command line read configuration.
 * Rejects with a `start-…` error, having changed nothing on disk.
 */
export async function startServer(config: ServeConfig, ports: ServerPorts): Promise<RunningServer> {
  const { clock, log } = ports
  const counters = new Counters()
  const http = createHttpServer({
    log,
    counters,
    pathPrefix: config.pathPrefix,
    pages: new StaticFiles(fileURLToPath(new URL(PAGES, import.meta.url))),
    checkStorage: () =>
      parts?.storage.probe() ?? Promise.reject(new Error('the data directory is being opened')),
    gauges: () => ({
      connections: parts?.gateway.connectionCount ?? 0,
      documents: parts?.registry.size ?? 0,
      unsavedBytes: parts?.storage.unsavedBytes ?? 0,
    }),
  })
  let parts: Parts | null = null
  const sockets = new Set<Duplex>()
  http.on('connection', (socket: Duplex) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // The port first: a second server on the same port must not wait for, or touch, the data directory.
  const url = await listen(http, config)
  const storage = await openOrUnlisten(http, config, clock)
  storage.announce(url)
  storage.onHealth((health) =>
    log[health === 'healthy' ? 'info' : 'error']({ health }, 'storage health changed'),
  )
  const registry = new DocumentRegistry(
    {
      clock,
      counters,
      takesWrites: () => storage.unsavedBytes < config.maxUnsavedBytes,
      shardFor: (documentId) => storage.shardFor(documentId),
    },
    {
      index: { maxDocumentBytes: config.maxDocumentBytes },
      idleUnloadMs: config.idleUnloadMs,
      maxMemoryBytes: config.maxMemoryBytes,
      maxSessionsPerDocument: config.maxSessionsPerDocument,
      mostAwarenessStates: 2000,
    },
  )
  const gateway = new Gateway({ clock, log, counters, registry, authorize: ports.authorize, limits: config })
  http.on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head))
  const opened = { http, sockets, gateway, registry, storage, log }
  parts = opened
  return { url, counters, stop: () => stop(opened) }
}

export interface ServerPorts {
  readonly clock: Clock
  readonly log: Log
  readonly authorize: Authorize
}

export interface RunningServer {
  /** `http://host:port`, with the port that was really taken. */
  readonly url: string
  readonly counters: Counters
  /**
   * Flushes, acknowledges, closes every socket with 1012 and lets go of the data directory. Rejects with
   * `storage-failed` when edits that were never acknowledged could not be written.
   */
  stop(): Promise<void>
}

/** Everybody may read and write: sensible on loopback only. */
export const allowEverybody: Authorize = () =>
  Promise.resolve({ isAllowed: true, access: 'read-write', user: null })

const PAGES = import.meta.url.endsWith('.ts') ? './public' : '../public'
const FLUSH_TIMEOUT_MS = 5000
const CLOSE_TIMEOUT_MS = 2000

async function listen(http: Server, config: ServeConfig): Promise<string> {
  http.listen(config.port, config.host)
  try {
    await once(http, 'listening')
  } catch (cause) {
    throw listenError(cause, config)
  }
  const { port } = http.address() as AddressInfo
  return `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
}

function listenError(cause: unknown, config: ServeConfig): WeftError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const where = `${config.host}:${config.port}`
  if (code === 'EADDRINUSE') {
    return new WeftError('start-port-taken', `${where} is in use by another process`, {
      hint: 'stop it, or choose another port: --port 0 takes a free one',
      cause,
    })
  }
  return new WeftError('start-port-taken', `cannot listen on ${where}: ${String(code ?? cause)}`, {
    hint: 'choose an address of this machine with --host and a port you may use with --port',
    cause,
  })
}

async function openOrUnlisten(http: Server, config: ServeConfig, clock: Clock): Promise<Storage> {
  try {
    if (config.store === 'memory') return openMemoryStorage({ clock })
    return await openStorage({ directory: config.data, clock })
  } catch (error) {
    http.close()
    throw error
  }
}

interface Parts {
  readonly http: Server
  readonly sockets: ReadonlySet<Duplex>
  readonly gateway: Gateway
  readonly registry: DocumentRegistry
  readonly storage: Storage
  readonly log: Log
}

/** The order matters: nothing more comes in, what came in is saved and acked, then sockets and files close. */
async function stop({ http, sockets, gateway, registry, storage, log }: Parts): Promise<void> {
  http.close()
  gateway.startDraining()
  for (const document of registry.documents()) document.flushBroadcast()
  let failure: unknown = null
  try {
    await storage.flush(FLUSH_TIMEOUT_MS)
  } catch (error) {
    log.error({ err: error }, 'edits that were never acknowledged could not be saved')
    failure = error
  }
  await gateway.closeAll(CLOSE_TIMEOUT_MS)
  for (const socket of sockets) socket.destroy()
  registry.close()
  await storage.close()
  if (failure !== null) throw failure
}
