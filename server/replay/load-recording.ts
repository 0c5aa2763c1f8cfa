/** Reads a recording from disk, gzipped or plain. What it must contain is `trace.ts`'s business. */
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { WeftError } from '@weft/shared/errors.ts'
import { parseRecording, type Recording } from './trace.ts'

/** Throws `WeftError` `replay-input` when the file cannot be read or is not a recording. */
export async function loadRecording(path: string): Promise<Recording> {
  const bytes = await read(path)
  return parseRecording(new TextDecoder().decode(isGzip(bytes) ? unpack(bytes, path) : bytes))
}

/** A recording of a day's work is some MiB; this only keeps a wrong file from filling the memory. */
const UNPACKED_MAX_BYTES = 1 << 30

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const hint = 'give the path of a recording, such as bench/traces/friendsforever.json.gz'
    throw new WeftError('replay-input', `cannot read ${path}`, { hint, cause })
  }
}

function unpack(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: UNPACKED_MAX_BYTES })
  } catch (cause) {
    const hint = 'the file may be cut short: fetch it again'
    throw new WeftError('replay-input', `cannot unpack ${path}`, { hint, cause })
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
