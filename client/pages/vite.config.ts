import { join } from 'node:path'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

const pages = ['index', 'write', 'code', 'board']

/** The pages that the server itself serves: built into `server/public`, with nothing from another host. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the pages also work under the path prefix of a proxy.
  base: './',
  resolve: {
    conditions: ['@weft/source', ...defaultClientConditions],
    dedupe: ['yjs', 'y-protocols', 'lib0'],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../server/public',
    emptyOutDir: true,
    assetsDir: 'assets',
    // Inlined assets would be data: URLs, which the page's content security policy does not allow everywhere.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    rolldownOptions: { input: pages.map((page) => join(import.meta.dirname, `${page}.html`)) },
  },
  plugins: [oneYjs()],
})

/** Two copies of Yjs do not recognise each other's types: edits get lost. Better no page than such a page. */
function oneYjs(): Plugin {
  return {
    name: 'one-yjs',
    generateBundle() {
      const copies = [...this.getModuleIds()].filter((id) =>
        /\/node_modules\/yjs\/(dist|src)\/[^/]+$/.test(id),
      )
      if (copies.length !== 1)
        this.error(`the pages must carry one copy of yjs, not ${copies.length}: ${copies}`)
    },
  }
}
