import { assertDocumentId, parseAddress, routeOf } from '@weft/shared/ids.ts'
import { describe, expect, it } from 'vitest'

const badAddress = expect.objectContaining({ code: 'address-malformed' })

describe('document ids', () => {
  it.each([
    'a',
    'Über raum/1',
    '文書',
    '😀',
    '../../etc/passwd',
    '__proto__',
    'a'.repeat(255),
    ' ',
    '%2F',
    '\ufeff',
  ])('[ADDR1] takes %j as given', (documentId) => {
    expect(parseAddress(documentId)).toEqual({ documentId, sessionId: null })
  })

  it('[ADDR1] takes composed and decomposed letters for different documents', () => {
    expect(parseAddress('\u00dc').documentId).not.toBe(parseAddress('U\u0308').documentId)
  })

  it.each([
    ['nothing', ''],
    ['256 bytes', 'a'.repeat(256)],
    ['256 bytes in 128 characters', 'ü'.repeat(128)],
    ['a line feed', 'a\nb'],
    ['escape', '\u001b[31m'],
    ['delete', 'a\u007f'],
    ['a C1 control', '\u0085'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['a right-to-left override', 'exe.\u202etxt'],
    ['a right-to-left mark', '\u200f'],
    ['an isolate', '\u2066'],
    ['an Arabic letter mark', '\u061c'],
    ['half a surrogate pair', '\ud83d'],
  ])('[ADDR2] refuses %s', (_name, documentId) => {
    expect(() => assertDocumentId(documentId)).toThrow(badAddress)
  })

  it('[ADDR2] does not repeat a refused id in the message', () => {
    expect(() => assertDocumentId('secret\n')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
  })
})

describe('Hocuspocus addresses', () => {
  it('[ADDR3] splits the session id off', () => {
    expect(parseAddress('doc\0k3j2')).toEqual({ documentId: 'doc', sessionId: 'k3j2' })
    expect(parseAddress('doc\0')).toEqual({ documentId: 'doc', sessionId: '' })
  })

  it.each([
    ['no document', '\0abc'],
    ['two separators', 'doc\0a\0b'],
    ['a session id of 65 bytes', `doc\0${'s'.repeat(65)}`],
    ['a control in the session id', 'doc\0a\n'],
  ])('[ADDR3] refuses %s', (_name, address) => {
    expect(() => parseAddress(address)).toThrow(badAddress)
  })
})

describe('routes', () => {
  it.each(['/', '/hocuspocus'])('[ADDR4] %s speaks Hocuspocus', (path) => {
    expect(routeOf(path)).toEqual({ dialect: 'hocuspocus' })
  })

  it.each([
    ['/notes', 'notes'],
    ['/hocuspocus/', 'hocuspocus/'],
    ['/hocuspocus/a', 'hocuspocus/a'],
    ['/Hocuspocus', 'Hocuspocus'],
    ['/%C3%9Cber%20raum/1', 'Über raum/1'],
    ['/%C3%9Cber%20raum%2F1', 'Über raum/1'],
    ['/a+b', 'a+b'],
    ['/%2525', '%25'],
    ['//', '/'],
    ['/a/../b', 'a/../b'],
    ['/healthz', 'healthz'],
  ])('[ADDR4] %s names the document %s', (path, documentId) => {
    expect(routeOf(path)).toEqual({ dialect: 'y-websocket', documentId })
  })

  it.each(['/%', '/%zz', '/%ff', '/%C3', '/%0a', '/%00', '/\u00dcber', '/a b', ''.padStart(300, '/')])(
    '[ADDR5] refuses %j',
    (path) => {
      expect(() => routeOf(path)).toThrow(badAddress)
    },
  )

  it('[ADDR6] takes a path prefix off', () => {
    expect(routeOf('/collab/notes', '/collab')).toEqual({ dialect: 'y-websocket', documentId: 'notes' })
    expect(routeOf('/collab/hocuspocus', '/collab/')).toEqual({ dialect: 'hocuspocus' })
    expect(routeOf('/collab/', '/collab')).toEqual({ dialect: 'hocuspocus' })
    expect(routeOf('/collab', '/collab')).toEqual({ dialect: 'hocuspocus' })
  })

  it.each(['/notes', '/collaborate', '/'])('[ADDR6] refuses %s, which is outside the prefix', (path) => {
    expect(() => routeOf(path, '/collab')).toThrow(badAddress)
  })
})
