import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { TypingSummary } from '../../../bench/typing/report.ts'

const root = new URL('../../../', import.meta.url).pathname
const run = promisify(execFile)
const bench = (...args: string[]) =>
  run(process.execPath, ['--conditions=@weft/source', 'bench/main.ts', ...args], { cwd: root })

test('the typing benchmark measures servers side by side, and finds them right', async () => {
  const servers = 'weft,relay'
  const sizes = ['--documents', '4', '--rate', '200', '--seconds', '1', '--rounds', '1']
  const { stdout } = await bench('typing', '--servers', servers, ...sizes, '--json')
  const summary = JSON.parse(stdout) as TypingSummary
  expect(summary.servers.map((server) => [server.name, server.isCorrect])).toEqual(
    servers.split(',').map((name) => [name, true]),
  )
  for (const server of summary.servers) {
    expect(server.rounds[0]?.updates).toBe(200)
    expect(server.cpuMicrosPerUpdate?.median).toBeGreaterThan(0)
    expect(server.propagationP50Ms).not.toBeNull()
    expect(server.ackP50Ms === null).toBe(server.name === 'relay')
  }
})

test('npm run bench names its workloads', async () => {
  expect((await bench('--help')).stdout).toMatch(/typing/)
  await expect(bench('swimming')).rejects.toMatchObject({ code: 64 })
})
