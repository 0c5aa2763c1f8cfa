import { describe, expect, it } from 'vitest'
import {
  initialsOf,
  inkOn,
  keepPerson,
  keptPerson,
  personColors,
  readPerson,
  suggestPerson,
} from '../../../../../client/pages/shared/person.ts'
import { memoryStorage } from './memory-storage.ts'

describe('a person', () => {
  it('stays who they chose to be in one browser', () => {
    const storage = memoryStorage()
    expect(keptPerson(storage)).toBeNull()
    keepPerson(storage, { name: 'Ada', color: '#1d4ed8' })
    expect(keptPerson(storage)).toEqual({ name: 'Ada', color: '#1d4ed8' })
  })

  it('has not chosen yet where what is kept is broken', () => {
    for (const kept of ['', '{', '7', '{"name":""}']) {
      expect(keptPerson(memoryStorage({ 'weft-person': kept }))).toBeNull()
    }
  })

  it('is suggested with a name and a colour, whatever chance says', () => {
    for (const chance of [0, 0.5, 0.999999]) {
      expect(readPerson(suggestPerson(() => chance))).toEqual(suggestPerson(() => chance))
    }
  })

  it('is taken from what others say only as far as it is a name and a colour', () => {
    expect(readPerson({ name: ' Ada ', color: '#12ab34' })).toEqual({ name: 'Ada', color: '#12ab34' })
    expect(readPerson({ name: 'Ada', color: 'url(https://elsewhere)' })?.color).toBe('#475569')
    expect(readPerson({ name: 'x'.repeat(500) })?.name).toHaveLength(40)
    for (const odd of [undefined, null, 3, {}, { name: 7 }, { name: ' ' }]) expect(readPerson(odd)).toBeNull()
  })

  it('is told apart by initials', () => {
    const names = ['Ada', 'author 2', 'Ada King Lovelace', '🦊 fox', ' ']
    expect(names.map(initialsOf)).toEqual(['A', 'A2', 'AL', '🦊F', '?'])
  })

  it('is written on in white or black, whichever can be read', () => {
    for (const { color } of personColors) expect(inkOn(color)).toBe('#ffffff')
    expect(inkOn('#ffe08a')).toBe('#000000')
    expect(inkOn('#000000')).toBe('#ffffff')
  })
})
