import { createHash, hash } from 'node:crypto'
import type { LogRow } from './port.ts'

/**
 * Checksums of what is stored, each chained to the one before it, so that a flipped bit and also a missing,
 * doubled or reordered row is found. They guard against disks and mistakes, not against somebody who can
 * write the file. The layout hashed is part of the storage format: see FORMAT.md.
 *
 * A link is the first 16 bytes of a SHA-256, written as 32 hex digits: `crypto.hash` returns a string in less
 * than half the time it takes to return a Buffer, and a log of 260,000 rows is verified at every load.
 */
export type Link = string

const linkBytes = 16
const linkDigits = linkBytes * 2
/** What is longer than this is not copied next to its header but hashed in two steps. */
const longUpdateBytes = 64 * 1024
const headerBytes = linkBytes + 8 + 8 + 4
const noAuthor = 0xffffffff

let scratch = Buffer.alloc(longUpdateBytes + 4096)

/** The link before row 1: binds a log to its document and lineage. */
export function firstLink(lineage: string, documentId: string): Link {
  return digest([text('weft-log-1'), Buffer.from(lineage, 'hex'), text(documentId)])
}

/** The link of a row that follows `previous`. */
export function nextLink(previous: Link, row: Omit<LogRow, 'documentId'>): Link {
  const authorBytes = row.author === null ? 0 : Buffer.byteLength(row.author)
  const isLong = row.update.byteLength > longUpdateBytes
  const length = headerBytes + authorBytes + (isLong ? 0 : row.update.byteLength)
  if (scratch.length < length) scratch = Buffer.alloc(length)
  scratch.write(previous, 0, linkBytes, 'hex')
  writeUint64(scratch, linkBytes, row.seq)
  writeUint64(scratch, linkBytes + 8, row.timeMs)
  scratch.writeUInt32BE(row.author === null ? noAuthor : authorBytes, linkBytes + 16)
  if (row.author !== null) scratch.write(row.author, headerBytes)
  if (isLong) return digest([scratch.subarray(0, length), row.update])
  scratch.set(row.update, headerBytes + authorBytes)
  return hash('sha256', scratch.subarray(0, length), 'hex').slice(0, linkDigits)
}

/** The checksum of a snapshot; `link` is that of the row `throughSeq`. */
export function snapshotChecksum(snapshot: {
  readonly lineage: string
  readonly documentId: string
  readonly throughSeq: number
  readonly timeMs: number
  readonly link: Link
  readonly bytes: Uint8Array
}): Link {
  const numbers = Buffer.alloc(20)
  writeUint64(numbers, 0, snapshot.throughSeq)
  writeUint64(numbers, 8, snapshot.timeMs)
  numbers.writeUInt32BE(Buffer.byteLength(snapshot.documentId), 16)
  return digest([
    text('weft-snapshot-1'),
    Buffer.from(snapshot.lineage, 'hex'),
    Buffer.from(snapshot.link, 'hex'),
    numbers,
    text(snapshot.documentId),
    snapshot.bytes,
  ])
}

/** Stands in place of the chain of an erased document, so that no flipped bit turns one state into the other. */
export function tombstoneLink(lineage: string, documentId: string, erasedAtMs: number): Link {
  const time = Buffer.alloc(8)
  writeUint64(time, 0, erasedAtMs)
  return digest([text('weft-gone-1'), Buffer.from(lineage, 'hex'), time, text(documentId)])
}

/** The second way to find a document, for when the first is damaged. */
export function idHash(documentId: string): Link {
  return digest([text(documentId)])
}

function digest(parts: readonly Uint8Array[]): Link {
  const sha256 = createHash('sha256')
  for (const part of parts) sha256.update(part)
  return sha256.digest('hex').slice(0, linkDigits)
}

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8')
}

/** `Buffer.writeBigUInt64BE` costs a BigInt per call; these numbers are safe integers. */
function writeUint64(target: Buffer, offset: number, value: number): void {
  target.writeUInt32BE(Math.floor(value / 0x1_0000_0000), offset)
  target.writeUInt32BE(value % 0x1_0000_0000, offset + 4)
}
