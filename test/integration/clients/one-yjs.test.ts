import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url).pathname

/** Two copies of yjs don't know each other's types: documents then fail in ways that name no cause. */
describe('yjs', () => {
  it('is installed once', () => {
    const copies = globSync(['node_modules/yjs', 'node_modules/**/node_modules/yjs'], { cwd: root })
    expect(copies).toEqual(['node_modules/yjs'])
  })

  it('is loaded once by all stock packages together', async () => {
    const packages = [
      'yjs',
      '@hocuspocus/provider',
      '@hocuspocus/provider-3',
      '@hocuspocus/server',
      'y-websocket',
      'y-websocket-1',
      'y-websocket-2',
      '@y/websocket-server/utils',
    ]
    const script = `${packages.map((name) => `import '${name}'`).join(';')}; process.exit(0)`
    const run = promisify(execFile)
    const { stderr } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: root })
    expect(stderr).not.toMatch(/already imported/)
  })
})
