/** `npm run bench -- <workload> [options]`: starts one of the benchmarks, each in a process of its own. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

const workloads = {
  index: 'the document index beside Y.Doc and mergeUpdates: apply, join, resync, memory',
  typing: 'CPU per keystroke of four servers, 100 documents with two people each',
} as const

const [name = '--help', ...args] = process.argv.slice(2)
if (isWorkload(name)) process.exitCode = await run(name, args)
else {
  process.stdout.write(help())
  if (name !== '--help' && name !== '-h') {
    process.stderr.write(`\nbench: there is no workload "${name}"\n`)
    process.exitCode = 64
  }
}

function isWorkload(candidate: string): candidate is keyof typeof workloads {
  return Object.hasOwn(workloads, candidate) && existsSync(mainOf(candidate))
}

function mainOf(workload: string): string {
  return `${import.meta.dirname}/${workload}/main.ts`
}

function run(workload: string, options: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, mainOf(workload), ...options], {
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

function help(): string {
  const lines = Object.entries(workloads).map(([workload, about]) => `  ${workload.padEnd(8)} ${about}\n`)
  return `npm run bench -- <workload> [options]\n\n${lines.join('')}\nOptions of a workload: npm run bench -- <workload> --help\n`
}
