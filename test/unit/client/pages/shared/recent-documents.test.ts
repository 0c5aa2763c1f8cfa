import { describe, expect, it } from 'vitest'
import { forget, noteOpened, recentDocuments } from '../../../../../client/pages/shared/recent-documents.ts'
import { agoInWords } from '../../../../../client/pages/start/ago.ts'
import { memoryStorage } from './memory-storage.ts'

describe('recent documents', () => {
  const opened = (documentId: string, openedAtMs: number) => ({
    page: 'write' as const,
    documentId,
    openedAtMs,
  })

  it('are listed newest first, each once', () => {
    const storage = memoryStorage()
    for (const [at, name] of ['a', 'b', 'a'].entries()) noteOpened(storage, opened(name, at))
    expect(recentDocuments(storage)).toEqual([opened('a', 2), opened('b', 1)])
  })

  it('do not grow for ever', () => {
    const storage = memoryStorage()
    for (let at = 0; at < 50; at += 1) noteOpened(storage, opened(`document ${at}`, at))
    expect(recentDocuments(storage)).toHaveLength(12)
  })

  it('can be forgotten one by one', () => {
    const storage = memoryStorage()
    for (const [at, name] of ['a', 'b'].entries()) noteOpened(storage, opened(name, at))
    forget(storage, opened('a', 99))
    expect(recentDocuments(storage)).toEqual([opened('b', 1)])
  })

  it.each(['', 'no json', '7', '[3, null, {"page":"elsewhere"}]'])(
    'are none where what is kept is "%s"',
    (kept) => {
      expect(recentDocuments(memoryStorage({ 'weft-recent': kept }))).toEqual([])
    },
  )

  it('say how long ago in words', () => {
    expect(agoInWords(5_000)).toBe('just now')
    expect(agoInWords(125_000)).toBe('2 minutes ago')
    expect(agoInWords(3 * 3_600_000)).toBe('3 hours ago')
    expect(agoInWords(25 * 3_600_000)).toBe('yesterday')
  })
})
