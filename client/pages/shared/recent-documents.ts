/** The documents this browser had open, newest first. Kept here only: the server lists nobody's documents. */
import type { PageKind } from './address.ts'

export interface RecentDocument {
  readonly page: PageKind
  readonly documentId: string
  /** Milliseconds since the Unix epoch. */
  readonly openedAtMs: number
}

const KEY = 'weft-recent'
const KEPT_MAX = 12

export function recentDocuments(storage: Pick<Storage, 'getItem'>): RecentDocument[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, KEPT_MAX) : []
  } catch {
    return []
  }
}

export function noteOpened(storage: Pick<Storage, 'getItem' | 'setItem'>, opened: RecentDocument): void {
  write(storage, [opened, ...without(recentDocuments(storage), opened)].slice(0, KEPT_MAX))
}

export function forget(storage: Pick<Storage, 'getItem' | 'setItem'>, forgotten: RecentDocument): void {
  write(storage, without(recentDocuments(storage), forgotten))
}

function without(list: readonly RecentDocument[], { page, documentId }: RecentDocument): RecentDocument[] {
  return list.filter((each) => each.page !== page || each.documentId !== documentId)
}

function write(storage: Pick<Storage, 'setItem'>, list: readonly RecentDocument[]): void {
  storage.setItem(KEY, JSON.stringify(list))
}

function isRecent(value: unknown): value is RecentDocument {
  if (typeof value !== 'object' || value === null) return false
  const { page, documentId, openedAtMs } = value as Partial<Record<keyof RecentDocument, unknown>>
  const isPage = page === 'write' || page === 'code' || page === 'board'
  return isPage && typeof documentId === 'string' && documentId !== '' && typeof openedAtMs === 'number'
}
