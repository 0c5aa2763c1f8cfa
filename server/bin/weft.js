#!/usr/bin/env node
// Checks the runtime, then starts the command line: from its sources in a clone, from `dist` once published.
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(`weft: Node ${process.version} is too old; Weft needs Node 24 or newer.`)
  console.error('hint: in a clone use "npm start" or "npx weft", which bring their own Node 24.')
  process.exit(64)
}

const sources = new URL('../cli.ts', import.meta.url)
if (existsSync(sources)) {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: [...context.conditions, '@weft/source'] }),
  })
  await import(sources.href)
} else {
  await import(new URL('../dist/cli.js', import.meta.url).href)
}
