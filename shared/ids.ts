import { WeftError } from './errors.ts'

/**
 * What a document may be called. Ids are bytes as given and never normalised: two that look alike are two
 * documents. Refused is what would forge a log line, hide in one, or not survive a database or a terminal.
 */
export const maxDocumentIdBytes = 255
export const maxSessionIdBytes = 64

/** Throws `WeftError` `address-malformed`, whose message says what is wrong without repeating the id. */
export function assertDocumentId(documentId: string): void {
  const problem = documentId === '' ? 'it is empty' : nameProblem(documentId, maxDocumentIdBytes)
  if (problem !== null) throw badAddress(`not a document id: ${problem}`)
}

export interface ParsedAddress {
  readonly documentId: string
  /** Tells several providers of one document on one socket apart; null where the client sends none. */
  readonly sessionId: string | null
}

/** Splits a Hocuspocus address, `id` or `id\0sessionId`. Throws `WeftError` `address-malformed`. */
export function parseAddress(address: string): ParsedAddress {
  const separator = address.indexOf('\0')
  const documentId = separator === -1 ? address : address.slice(0, separator)
  const sessionId = separator === -1 ? null : address.slice(separator + 1)
  assertDocumentId(documentId)
  const problem = sessionId === null ? null : nameProblem(sessionId, maxSessionIdBytes)
  if (problem !== null) throw badAddress(`not a session id: ${problem}`)
  return { documentId, sessionId }
}

/** What a WebSocket upgrade on a path speaks. */
export type Route =
  | { readonly dialect: 'hocuspocus' }
  | { readonly dialect: 'y-websocket'; readonly documentId: string }

/**
 * Exactly `/` and `/hocuspocus` are Hocuspocus, whose frames name their document; every other path is a
 * y-websocket document: percent-decoded, slashes kept, without the leading slash.
 *
 * `path` is the request target up to its `?`, as it came: a URL parser would resolve `..` and rename
 * documents. `pathPrefix` is what a proxy in front leaves before it, such as `/collab`.
 *
 * Throws `WeftError` `address-malformed`.
 */
export function routeOf(path: string, pathPrefix = ''): Route {
  const rest = withoutPrefix(path, pathPrefix)
  if (rest === '/' || rest === '/hocuspocus') return { dialect: 'hocuspocus' }
  const documentId = percentDecode(rest.slice(1))
  assertDocumentId(documentId)
  return { dialect: 'y-websocket', documentId }
}

function badAddress(message: string, cause?: unknown): WeftError {
  return new WeftError('address-malformed', message, { cause })
}

/** C0 and C1 controls and DEL, line and paragraph separator, and everything that turns text around. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const encoder = new TextEncoder()

function nameProblem(name: string, maxBytes: number): string | null {
  if (name.length > maxBytes || encoder.encode(name).length > maxBytes) return `it is over ${maxBytes} bytes`
  if (!name.isWellFormed()) return 'it is not Unicode text'
  const match = forbidden.exec(name)
  return match === null ? null : `it contains U+${codePoint(match[0])}`
}

function codePoint(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}

/** The prefix alone, without a slash behind it, is the root. */
function withoutPrefix(path: string, pathPrefix: string): string {
  const prefix = pathPrefix.endsWith('/') ? pathPrefix.slice(0, -1) : pathPrefix
  if (!path.startsWith(prefix)) throw badAddress('the path is outside the path prefix')
  const rest = path.slice(prefix.length)
  if (rest === '') return '/'
  if (!rest.startsWith('/')) throw badAddress('the path is outside the path prefix')
  return rest
}

const nonAscii = /[^\x21-\x7e]/

/** A request target is ASCII; raw bytes beyond it would be read as Latin-1 and name another document. */
function percentDecode(text: string): string {
  if (nonAscii.test(text)) throw badAddress('the path is not percent-encoded')
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw badAddress('the path is not percent-encoded UTF-8', cause)
  }
}
