import { describe, expect, it } from 'vitest'
import { documentIn, serverOf, snippetFor } from '../../../../client/pages/address.ts'
import { ownPerson, readPerson } from '../../../../client/pages/people.ts'

describe('the address of the page', () => {
  it.each([
    ['http://a/', 'welcome'],
    ['http://a/?document=friends', 'friends'],
    ['http://a/#friends', 'friends'],
    ['http://a/?document=%C3%9Cber+raum%2F1', 'Über raum/1'],
    ['http://a/#100%', '100%'],
  ])('%s is document "%s"', (address, documentId) => {
    expect(documentIn(new URL(address))).toBe(documentId)
  })

  it('names the server that served it, under the same path', () => {
    expect(serverOf(new URL('http://127.0.0.1:1234/?document=a'))).toBe('ws://127.0.0.1:1234')
    expect(serverOf(new URL('https://example.org/collab/#a'))).toBe('wss://example.org/collab')
  })

  it('gives five lines for this very document', () => {
    const lines = snippetFor('ws://a', 'Über raum/1').split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toContain('name: "Über raum/1"')
    expect(lines[4]).toContain('"%C3%9Cber%20raum/1"')
  })
})

describe('people', () => {
  it('stay who they are in one browser', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
    const first = ownPerson(storage, () => 0.5)
    expect(ownPerson(storage, () => 0.9)).toEqual(first)
  })

  it('are taken from what others say only as far as it is a name and a colour', () => {
    expect(readPerson({ name: ' Ada ', color: '#12ab34' })).toEqual({ name: 'Ada', color: '#12ab34' })
    expect(readPerson({ name: 'Ada', color: 'url(https://elsewhere)' })?.color).toBe('#64748b')
    expect(readPerson({ name: 'x'.repeat(500) })?.name).toHaveLength(40)
    for (const odd of [undefined, null, 3, {}, { name: 7 }, { name: ' ' }]) expect(readPerson(odd)).toBeNull()
  })
})
