import * as encoding from 'lib0/encoding'

/**
 * Yjs v1 bytes made by hand, so that tests can say what no client would. An update is sections of structs
 * and a delete set; a struct is bytes.
 */
export interface SectionBytes {
  readonly client: number
  readonly clock: number
  readonly structs: readonly Uint8Array[]
}

export type Id = readonly [client: number, clock: number]
export type Deletes = readonly (readonly [client: number, ranges: readonly Id[]])[]

export function encodedUpdate(sections: readonly SectionBytes[], deletes: Deletes = []): Uint8Array {
  return bytes((encoder) => {
    encoding.writeVarUint(encoder, sections.length)
    for (const { client, clock, structs } of sections) {
      for (const value of [structs.length, client, clock]) encoding.writeVarUint(encoder, value)
      for (const struct of structs) encoding.writeUint8Array(encoder, struct)
    }
    encoding.writeVarUint(encoder, deletes.length)
    for (const [client, ranges] of deletes) {
      for (const value of [client, ranges.length].concat(ranges.flat())) encoding.writeVarUint(encoder, value)
    }
  })
}

/** One section that begins where a client begins. */
export function firstOf(client: number, ...structs: readonly Uint8Array[]): Uint8Array {
  return encodedUpdate([{ client, clock: 0, structs }])
}

export function deleting(client: number, ...ranges: readonly Id[]): Uint8Array {
  return encodedUpdate([], [[client, ranges]])
}

export function vector(...entries: readonly Id[]): Uint8Array {
  return bytes((encoder) => {
    for (const value of [entries.length, ...entries.flat()]) encoding.writeVarUint(encoder, value)
  })
}

/** Where an item hangs: beside others, or as the first in a root or in another item's type. */
export interface Place {
  readonly origin?: Id | null
  readonly right?: Id | null
  readonly root?: string
  readonly parent?: Id
  readonly key?: string
}

export const gc = (length: number): Uint8Array => plain(0, length)
export const skip = (length: number): Uint8Array => plain(10, length)
export const deleted = (length: number, place?: Place): Uint8Array =>
  item(1, place, (encoder) => encoding.writeVarUint(encoder, length))
export const json = (texts: readonly string[], place?: Place): Uint8Array =>
  item(2, place, (encoder) => {
    encoding.writeVarUint(encoder, texts.length)
    for (const text of texts) encoding.writeVarString(encoder, text)
  })
export const binary = (content: Uint8Array, place?: Place): Uint8Array =>
  item(3, place, (encoder) => encoding.writeVarUint8Array(encoder, content))
export const text = (content: string, place?: Place): Uint8Array =>
  item(4, place, (encoder) => encoding.writeVarString(encoder, content))
export const embed = (value: string, place?: Place): Uint8Array =>
  item(5, place, (encoder) => encoding.writeVarString(encoder, value))
export const format = (key: string, value: string, place?: Place): Uint8Array =>
  item(6, place, (encoder) => {
    encoding.writeVarString(encoder, key)
    encoding.writeVarString(encoder, value)
  })
export const type = (ref: number, name: string | null, place?: Place): Uint8Array =>
  item(7, place, (encoder) => {
    encoding.writeVarUint(encoder, ref)
    if (name !== null) encoding.writeVarString(encoder, name)
  })
export const any = (values: readonly unknown[], place?: Place): Uint8Array =>
  item(8, place, (encoder) => {
    encoding.writeVarUint(encoder, values.length)
    for (const value of values) encoding.writeAny(encoder, value as encoding.AnyEncodable)
  })
export const subdocument = (guid: string, options: unknown, place?: Place): Uint8Array =>
  item(9, place, (encoder) => {
    encoding.writeVarString(encoder, guid)
    encoding.writeAny(encoder, options as encoding.AnyEncodable)
  })

/** An item of any content kind, known or not. */
export function item(
  kind: number,
  place: Place = {},
  write: (encoder: encoding.Encoder) => void,
): Uint8Array {
  const { origin = null, right = null, root = 'root', parent, key } = place
  return bytes((encoder) => {
    const flags = (origin === null ? 0 : 0x80) | (right === null ? 0 : 0x40) | (key === undefined ? 0 : 0x20)
    encoding.writeUint8(encoder, kind | flags)
    if (origin !== null) writeId(encoder, origin)
    if (right !== null) writeId(encoder, right)
    if (origin === null && right === null) {
      encoding.writeVarUint(encoder, parent === undefined ? 1 : 0)
      if (parent === undefined) encoding.writeVarString(encoder, root)
      else writeId(encoder, parent)
      if (key !== undefined) encoding.writeVarString(encoder, key)
    }
    write(encoder)
  })
}

export function bytes(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

function plain(info: number, length: number): Uint8Array {
  return bytes((encoder) => {
    encoding.writeUint8(encoder, info)
    encoding.writeVarUint(encoder, length)
  })
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}
