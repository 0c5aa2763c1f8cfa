import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

/**
 * The built pages, served from one directory. Only names of one or two plain segments are looked up, so no
 * path leads out of it.
 */
export class StaticFiles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  async serve(path: string, response: ServerResponse): Promise<void> {
    const name = fileFor(path)
    const content = PLAIN_NAME.test(name) ? await readIfThere(join(this.#directory, name)) : null
    if (content === null) return sendMissing(path, response)
    response.writeHead(200, {
      'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
      'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    })
    response.end(content)
  }
}

/** `/write` is the page `write.html`. */
function fileFor(path: string): string {
  if (path === '/') return 'index.html'
  return PAGE_NAME.test(path) ? `${path.slice(1)}.html` : path.slice(1)
}

const PAGE_NAME = /^\/[a-z]+$/
const PLAIN_NAME = /^(assets\/)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/

/** Everything from this host; styles may be inline because editors set them on elements. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'self'"

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch {
    return null
  }
}

function sendMissing(path: string, response: ServerResponse): void {
  const isPage = path === '/'
  response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(isPage ? 'Weft is running. Its pages are not built: npm run build:pages\n' : 'Not found.\n')
}
