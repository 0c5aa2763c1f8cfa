/** What the pages use of the browser's storage. */
export function memoryStorage(
  kept: Readonly<Record<string, string>> = {},
): Pick<Storage, 'getItem' | 'setItem'> {
  const values = new Map(Object.entries(kept))
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  }
}
