/** Lib0's unsigned variable-length integers, written. Values up to 2^53-1; seven bits a byte, low first. */
export function varUintLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) length++
  return length
}

/** Writes at `at` and returns where it ends. The caller has made room. */
export function writeVarUint(target: Uint8Array, at: number, value: number): number {
  let rest = value
  let next = at
  while (rest >= 0x80) {
    target[next++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  target[next++] = rest
  return next
}

export function varUintBytes(...values: readonly number[]): Uint8Array {
  let length = 0
  for (const value of values) length += varUintLength(value)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const value of values) at = writeVarUint(bytes, at, value)
  return bytes
}
