import { describe, expect, it } from 'vitest'
import {
  addressOf,
  dialectIn,
  documentIn,
  readinessOf,
  serverOf,
  snippetFor,
} from '../../../../../client/pages/shared/address.ts'

describe('the address of a page', () => {
  it.each([
    ['http://a/write', 'welcome'],
    ['http://a/write?document=', 'welcome'],
    ['http://a/code?document=friends', 'friends'],
    ['http://a/board?document=%C3%9Cber+raum%2F1', 'Über raum/1'],
  ])('%s is document "%s"', (address, documentId) => {
    expect(documentIn(new URL(address))).toBe(documentId)
  })

  it('leads back to the same document, whatever it is called', () => {
    for (const documentId of ['friends', 'Über raum/1', 'a?b=c&d#e', '100%', '+']) {
      expect(documentIn(new URL(addressOf('write', documentId), 'http://a/collab/'))).toBe(documentId)
    }
  })

  it('names the server that served it, under the same path', () => {
    expect(serverOf(new URL('http://127.0.0.1:1234/write?document=a'))).toBe('ws://127.0.0.1:1234')
    expect(serverOf(new URL('https://example.org/collab/'))).toBe('wss://example.org/collab')
    expect(readinessOf(new URL('https://example.org/collab/code'))).toBe('https://example.org/collab/readyz')
  })

  it('chooses the dialect, the stock one where nothing known is asked for', () => {
    expect(dialectIn(new URL('http://a/write?via=y-websocket'))).toBe('y-websocket')
    expect(dialectIn(new URL('http://a/write?via=other'))).toBe('hocuspocus')
  })

  it('gives five lines for this very server', () => {
    const lines = snippetFor('ws://a', 'Über raum/1').split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toContain('name: "Über raum/1"')
    expect(lines[4]).toContain('"%C3%9Cber%20raum/1"')
  })
})
