import { afterEach } from 'vitest'

/** Ends every client, server and proxy a test opened when it ends, passed or not; the newest first. */
export function closingAfterEach(): <T extends { destroy(): unknown }>(closable: T) => T {
  const open: { destroy(): unknown }[] = []
  afterEach(async () => {
    for (const closable of open.splice(0).reverse()) await closable.destroy()
  })
  return (closable) => {
    open.push(closable)
    return closable
  }
}
