/** Bytes from a readable listing: hex pairs, spaces anywhere, and ASCII text in double quotes. */
export function bytes(listing: string): Uint8Array {
  const parts = listing.match(/"[^"]*"|[0-9a-f]{2}/g) ?? []
  return Uint8Array.from(
    parts.flatMap((part) => (part.startsWith('"') ? ascii(part) : [Number.parseInt(part, 16)])),
  )
}

/** Lowercase hex pairs with spaces, so that a difference shows in a test's output. */
export function hex(frame: Uint8Array | null): string | null {
  return frame === null ? null : Array.from(frame, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

function ascii(quoted: string): number[] {
  return Array.from(quoted.slice(1, -1), (character) => character.charCodeAt(0))
}
