/** A CodeMirror on a shared text: what others write, their carets, and an undo that leaves their work alone. */
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { Session } from '../shared/session/session.ts'
import { languageOf, loadLanguage, onLanguageChange } from './languages.ts'

/** The name that replays write under, and the five lines of the start page show. */
const TEXT_NAME = 'text'

export interface CodeEditor {
  readonly view: EditorView
  destroy(): void
}

export function createCodeEditor(parent: HTMLElement, session: Session): CodeEditor {
  const { doc, awareness, documentId } = session
  const text = doc.getText(TEXT_NAME)
  const language = new Compartment()
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Shared code' }),
        syntaxHighlighting(classHighlighter),
        placeholder('Type here, or run a replay into this document and watch.'),
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap, indentWithTab]),
        language.of([]),
        yCollab(text, awareness),
      ],
    }),
  })
  let isDestroyed = false
  const useLanguage = async () => {
    const id = languageOf(doc, documentId)
    const extension = await loadLanguage(id)
    const isStillWanted = !isDestroyed && id === languageOf(doc, documentId)
    if (isStillWanted) view.dispatch({ effects: language.reconfigure(extension) })
  }
  const stopListening = onLanguageChange(doc, useLanguage)
  void useLanguage()
  return {
    view,
    destroy() {
      isDestroyed = true
      stopListening()
      view.destroy()
    },
  }
}
