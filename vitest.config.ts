import { defineConfig } from 'vitest/config'

/** Workspace packages are run from their sources: the generic name `source` would make other packages load theirs. */
const conditions = ['@weft/source']
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
}
/** One project per kind of proof; `npm run check` runs the first two. */
const project = (name: string, timeoutMs: number, include = [`test/${name}/**/*.test.ts`]) => ({
  ...shared,
  test: {
    name,
    include,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    execArgv: ['--conditions=@weft/source'],
  },
})

export default defineConfig({
  ...shared,
  test: {
    // Most tests wait for a server, a disk or a clock, not for the processor.
    maxWorkers: 3,
    projects: [
      project('unit', 10_000, ['test/unit/**/*.test.ts', 'test/tidy/**/*.test.ts']),
      project('property', 60_000),
      project('contract', 60_000),
      project('integration', 120_000),
      project('fault', 300_000),
      project('e2e', 120_000, ['e2e/**/*.test.ts']),
    ],
  },
})
