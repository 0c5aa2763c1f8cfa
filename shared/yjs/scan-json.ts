import type { Cursor } from './cursor.ts'
import { MAX_DEPTH } from './limits.ts'
import { malformed, overLimit } from './refusals.ts'

/** Passes over a string that receivers hand to `JSON.parse`; so do we, or their parse would be the first. */
export function scanJson(cursor: Cursor): void {
  checkJson(cursor.text())
}

/** As `scanJson`, for the old JSON content, where the bare word `undefined` stands for itself. */
export function scanJsonOrUndefined(cursor: Cursor): void {
  const text = cursor.text()
  if (text !== 'undefined') checkJson(text)
}

function checkJson(text: string): void {
  if (depthOf(text) > MAX_DEPTH) throw overLimit('JSON nested too deeply')
  try {
    JSON.parse(text)
  } catch {
    throw malformed('JSON does not parse')
  }
}

/** Deepest nesting of brackets outside strings; measured before parsing, which would nest as deep. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isInString) {
      if (code === 0x5c) at++
      else if (code === 0x22) isInString = false
    } else if (code === 0x22) isInString = true
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x5d || code === 0x7d) depth--
  }
  return deepest
}
