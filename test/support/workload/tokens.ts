import { crc32 } from 'node:zlib'

/**
 * Text that can be checked: every insertion is a unique token ⟨client:n:crc⟩, so a lost, doubled, torn or
 * invented one is seen in the text itself.
 */
export function tokenOf(client: number, n: number): string {
  const name = `${client}:${n}`
  return `⟨${name}:${crc32(name).toString(16)}⟩`
}

/** Every token of a text. Throws on anything between tokens and on a wrong checksum. */
export function tokensOf(text: string): string[] {
  const tokens = text.match(/⟨\d+:\d+:[0-9a-f]+⟩/g) ?? []
  if (tokens.join('') !== text) throw new Error('the text holds something that is no token')
  for (const token of tokens) assertGenuine(token)
  return tokens
}

function assertGenuine(token: string): void {
  const [client, n] = token.slice(1, -1).split(':')
  if (tokenOf(Number(client), Number(n)) !== token) throw new Error(`a token with a wrong checksum: ${token}`)
}
