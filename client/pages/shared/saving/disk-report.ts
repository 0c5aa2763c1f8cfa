/**
 * Asks the server why it does not acknowledge. Stock clients are told nothing while its disk fails, the acks just
 * stay away; the host's readiness address knows. Asked only while an ack is overdue.
 */
export async function askForDiskProblem(readinessUrl: string): Promise<string | null> {
  try {
    const response = await fetch(readinessUrl, { cache: 'no-store', signal: AbortSignal.timeout(4_000) })
    if (response.status !== 503) return null
    return readReason(await response.json())
  } catch {
    // No answer is no statement about the disk.
    return null
  }
}

function readReason(body: unknown): string {
  const isObject = typeof body === 'object' && body !== null
  const reason = isObject && 'reason' in body ? body.reason : null
  return typeof reason === 'string' ? reason.slice(0, 200) : 'no reason given'
}
