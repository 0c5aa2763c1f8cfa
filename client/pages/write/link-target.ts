/** The address a person meant: with a scheme added where none was typed; null when it leads nowhere safe. Pure. */
export function linkTarget(typed: string): string | null {
  const address = typed.trim()
  if (address === '' || /\s/.test(address)) return null
  const full =
    /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[^:/]+:\d/.test(address) ? address : `https://${address}`
  const url = URL.parse(full)
  if (url === null) return null
  return ['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol) ? full : null
}
