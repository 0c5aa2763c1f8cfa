import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

/** The page that the server itself serves: built into `server/public`, with nothing from another host. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the page also works under the path prefix of a proxy.
  base: './',
  resolve: {
    conditions: ['@weft/source', ...defaultClientConditions],
    dedupe: ['yjs', 'y-protocols', 'lib0'],
  },
  build: {
    outDir: '../../server/public',
    emptyOutDir: true,
    assetsDir: 'assets',
    // Inlined assets would be data: URLs, which the page's content security policy does not allow everywhere.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
        this.error(`the page must carry one copy of yjs, not ${copies.length}: ${copies}`)
    },
  }
}
