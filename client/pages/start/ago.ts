/** How long ago, as one says it. Pure. */
const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const

export function agoInWords(agoMs: number): string {
  const largest = units.find(({ ms }) => agoMs >= ms)
  if (largest === undefined) return 'just now'
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  return words.format(-Math.floor(agoMs / largest.ms), largest.unit)
}
