/** The bytes of a row as fault tests write them: known from its place alone, so that a reader can check them. */
export function rowBytes(documentId: string, seq: number): Uint8Array {
  return new TextEncoder().encode(`⟨${documentId}:${seq}:${'·'.repeat(seq % 40)}⟩`)
}
