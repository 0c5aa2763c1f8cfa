/** The tools above the paper. One stop for the Tab key; arrow keys move inside, as toolbars do. */
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../shared/ui/icon.tsx'
import { moveFocus, useSingleTabStop } from '../shared/ui/single-tab-stop.ts'
import { LinkDialog } from './link-dialog.tsx'
import { applyStyle, blocks, history, marks, styleAt, styles, type Tool, tableTools } from './tools.ts'

export function Toolbar({ editor }: { editor: Editor }) {
  useRedrawWith(editor)
  const [isLinking, setLinking] = useState(false)
  const bar = useSingleTabStop<HTMLDivElement>()
  return (
    <div class="tools-frame">
      <div ref={bar} class="tools" role="toolbar" aria-label="Formatting" onKeyDown={moveFocus}>
        <select
          aria-label="Paragraph style"
          value={styleAt(editor)}
          onChange={(event) => applyStyle(editor, event.currentTarget.value)}
        >
          {styles.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <ToolGroup editor={editor} tools={marks}>
          <button
            type="button"
            class="tool"
            aria-label="Link"
            title="Link"
            aria-pressed={editor.isActive('link')}
            onClick={() => setLinking(true)}
          >
            <Icon name="link" />
          </button>
        </ToolGroup>
        <ToolGroup editor={editor} tools={blocks} />
        <ToolGroup editor={editor} tools={history} />
        {editor.isActive('table') && (
          <span class="tool-group">
            {tableTools.map(({ label, run }) => (
              <button key={label} type="button" class="tool worded" onClick={() => run(editor)}>
                {label}
              </button>
            ))}
          </span>
        )}
      </div>
      {isLinking && <LinkDialog editor={editor} onClose={() => setLinking(false)} />}
    </div>
  )
}

interface ToolGroupProps {
  readonly editor: Editor
  readonly tools: readonly Tool[]
  readonly children?: preact.ComponentChildren
}

function ToolGroup({ editor, tools, children }: ToolGroupProps) {
  return (
    <span class="tool-group">
      {tools.map((tool) => (
        <button
          key={tool.label}
          type="button"
          class="tool"
          aria-label={tool.label}
          title={tool.keys === undefined ? tool.label : `${tool.label} (${tool.keys})`}
          aria-pressed={tool.isOn?.(editor)}
          aria-disabled={tool.isPossible?.(editor) === false}
          onClick={() => tool.run(editor)}
        >
          <Icon name={tool.icon} />
        </button>
      ))}
      {children}
    </span>
  )
}

/** At most once per frame: others' typing changes the editor too. */
function useRedrawWith(editor: Editor): void {
  const [, redraw] = useState(0)
  useEffect(() => {
    let frame = 0
    const ask = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        redraw((count) => count + 1)
      })
    }
    editor.on('transaction', ask)
    return () => {
      editor.off('transaction', ask)
      cancelAnimationFrame(frame)
    }
  }, [editor])
}
