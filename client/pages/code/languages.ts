/** Languages the editor colours. Which one is chosen is part of the document, so that everybody sees the same. */
import type { Extension } from '@codemirror/state'
import type * as Y from 'yjs'

export const languages = [
  { id: 'plain', label: 'Plain text', endings: ['txt'] },
  { id: 'javascript', label: 'JavaScript', endings: ['js', 'mjs', 'jsx'] },
  { id: 'typescript', label: 'TypeScript', endings: ['ts', 'tsx'] },
  { id: 'markdown', label: 'Markdown', endings: ['md'] },
] as const

export type LanguageId = (typeof languages)[number]['id']

/** What somebody chose, or what the document's name says. */
export function languageOf(doc: Y.Doc, documentId: string): LanguageId {
  const chosen = settingsOf(doc).get('language')
  const ending = documentId.split('.').at(-1) ?? ''
  const found =
    languages.find(({ id }) => id === chosen) ??
    languages.find(({ endings }) => endings.some((each) => each === ending))
  return found?.id ?? 'plain'
}

export function chooseLanguage(doc: Y.Doc, language: string): void {
  settingsOf(doc).set('language', language)
}

export function onLanguageChange(doc: Y.Doc, listener: () => void): () => void {
  const settings = settingsOf(doc)
  settings.observe(listener)
  return () => settings.unobserve(listener)
}

/** Loaded when it is needed: the parsers are the largest part of the page. */
export async function loadLanguage(id: LanguageId): Promise<Extension> {
  if (id === 'plain') return []
  if (id === 'markdown') return (await import('@codemirror/lang-markdown')).markdown()
  const { javascript } = await import('@codemirror/lang-javascript')
  return javascript({ typescript: id === 'typescript', jsx: true })
}

function settingsOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('code')
}
