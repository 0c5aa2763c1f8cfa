/** Names for new documents: easy to say, hard to guess, since whoever knows a document's name may open it. Pure. */

const qualities =
  'amber brisk calm clear early gentle grand green keen late light lucid quiet round silver soft warm wild'
const things =
  'bobbin brook canvas cloth fern field harbor ladder lantern linen loom meadow orchard ribbon river shuttle thread willow'
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const TAIL_LENGTH = 8

/** `randomBelow(n)` returns a whole number in [0, n). */
export function newDocumentName(randomBelow: (limit: number) => number): string {
  const pick = (words: string) => {
    const list = words.split(' ')
    return list[randomBelow(list.length)] ?? ''
  }
  const tail = Array.from({ length: TAIL_LENGTH }, () => LETTERS[randomBelow(LETTERS.length)] ?? 'x')
  return `${pick(qualities)}-${pick(things)}-${tail.join('')}`
}

/** From the browser's source of unpredictable numbers. */
export function randomBelow(limit: number): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % limit
}
