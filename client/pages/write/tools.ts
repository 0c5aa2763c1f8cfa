/** What the toolbar offers: names, icons, keys, and what each does. No drawing. */
import type { Editor } from '@tiptap/core'
import type { IconName } from '../shared/ui/icon.tsx'

export interface Tool {
  readonly label: string
  readonly icon: IconName
  /** As shown, such as "Ctrl B". */
  readonly keys?: string
  readonly run: (editor: Editor) => void
  /** Absent: it does something and is not "on" afterwards. */
  readonly isOn?: (editor: Editor) => boolean
  readonly isPossible?: (editor: Editor) => boolean
}

const mark = (label: string, icon: IconName, keys: string, name: string): Tool => ({
  ...{ label, icon, keys },
  run: (editor) => editor.chain().focus().toggleMark(name).run(),
  isOn: (editor) => editor.isActive(name),
})

export const marks: readonly Tool[] = [
  mark('Bold', 'bold', 'Ctrl B', 'bold'),
  mark('Italic', 'italic', 'Ctrl I', 'italic'),
  mark('Underline', 'underline', 'Ctrl U', 'underline'),
  mark('Strikethrough', 'strike', 'Ctrl Shift S', 'strike'),
  mark('Inline code', 'inlineCode', 'Ctrl E', 'code'),
]

export const blocks: readonly Tool[] = [
  {
    ...{ label: 'Bulleted list', icon: 'bullets', keys: 'Ctrl Shift 8' },
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive('bulletList'),
  },
  {
    ...{ label: 'Numbered list', icon: 'numbers', keys: 'Ctrl Shift 7' },
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    isOn: (editor) => editor.isActive('orderedList'),
  },
  {
    ...{ label: 'Tasks', icon: 'tasks', keys: 'Ctrl Shift 9' },
    run: (editor) => editor.chain().focus().toggleTaskList().run(),
    isOn: (editor) => editor.isActive('taskList'),
  },
  {
    ...{ label: 'Quote', icon: 'quote', keys: 'Ctrl Shift B' },
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive('blockquote'),
  },
  {
    ...{ label: 'Code block', icon: 'codeBlock', keys: 'Ctrl Alt C' },
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
    isOn: (editor) => editor.isActive('codeBlock'),
  },
  {
    ...{ label: 'Insert table', icon: 'table' },
    run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    isPossible: (editor) => editor.can().insertTable(),
  },
  {
    ...{ label: 'Divider', icon: 'rule' },
    run: (editor) => editor.chain().focus().setHorizontalRule().run(),
  },
]

export const history: readonly Tool[] = [
  {
    ...{ label: 'Undo', icon: 'undo', keys: 'Ctrl Z' },
    run: (editor) => editor.chain().focus().undo().run(),
    isPossible: (editor) => editor.can().undo(),
  },
  {
    ...{ label: 'Redo', icon: 'redo', keys: 'Ctrl Shift Z' },
    run: (editor) => editor.chain().focus().redo().run(),
    isPossible: (editor) => editor.can().redo(),
  },
]

/** Offered while the caret is in a table. */
export const tableTools: readonly { readonly label: string; readonly run: (editor: Editor) => void }[] = [
  { label: 'Add row', run: (editor) => editor.chain().focus().addRowAfter().run() },
  { label: 'Add column', run: (editor) => editor.chain().focus().addColumnAfter().run() },
  { label: 'Delete row', run: (editor) => editor.chain().focus().deleteRow().run() },
  { label: 'Delete column', run: (editor) => editor.chain().focus().deleteColumn().run() },
  { label: 'Delete table', run: (editor) => editor.chain().focus().deleteTable().run() },
]

export const styles = [
  { value: 'paragraph', label: 'Text' },
  { value: 'heading-1', label: 'Heading 1' },
  { value: 'heading-2', label: 'Heading 2' },
  { value: 'heading-3', label: 'Heading 3' },
] as const

export function styleAt(editor: Editor): string {
  const level = [1, 2, 3].find((each) => editor.isActive('heading', { level: each }))
  return level === undefined ? 'paragraph' : `heading-${level}`
}

export function applyStyle(editor: Editor, style: string): void {
  const level = ([1, 2, 3] as const).find((each) => style === `heading-${each}`)
  const chain = editor.chain().focus()
  if (level === undefined) chain.setParagraph().run()
  else chain.setHeading({ level }).run()
}
