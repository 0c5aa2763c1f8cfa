import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Counters } from '../observability/counters.ts'
import type { Log } from '../observability/log.ts'
import type { StaticFiles } from './static-files.ts'

/** The HTTP side of the port: health, counters and the pages. Documents are spoken of over WebSocket only. */
export function createHttpServer(ports: HttpPorts): Server {
  const server = createServer(
    { headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      respond(request, response, ports).catch((error: unknown) => {
        ports.log.error({ err: error }, 'an HTTP request failed')
        response.destroy()
      })
    },
  )
  server.maxHeadersCount = 64
  return server
}

export interface HttpPorts {
  readonly log: Log
  readonly counters: Counters
  readonly pages: StaticFiles
  /** What a proxy in front leaves before every path, such as `/collaboration`. */
  readonly pathPrefix: string
  /** Resolves when a write reaches the disk, rejects with why it does not. */
  checkStorage(): Promise<void>
  gauges(): Record<string, number>
}

async function respond(request: IncomingMessage, response: ServerResponse, ports: HttpPorts): Promise<void> {
  const path = pathOf(request.url ?? '/', ports.pathPrefix)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    return sendJson(response, 405, { error: 'method-not-allowed' })
  }
  switch (path) {
    case '/healthz':
      return sendJson(response, 200, { status: 'ok' })
    case '/readyz':
      return sendReadiness(response, ports)
    case '/v1/counters':
      return sendJson(response, 200, { ...ports.counters, ...ports.gauges() })
    default:
      return ports.pages.serve(path, response)
  }
}

/** Without query and prefix. Health is answered with and without the prefix: probes don't come by the proxy. */
function pathOf(url: string, pathPrefix: string): string {
  const path = url.split('?', 1)[0] ?? '/'
  if (pathPrefix === '' || !`${path}/`.startsWith(`${pathPrefix}/`)) return path
  return path.slice(pathPrefix.length) || '/'
}

async function sendReadiness(response: ServerResponse, ports: HttpPorts): Promise<void> {
  try {
    await ports.checkStorage()
    sendJson(response, 200, { status: 'ready' })
  } catch (error) {
    sendJson(response, 503, {
      status: 'not-ready',
      reason: error instanceof Error ? error.message : String(error),
    })
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body)}\n`)
}
