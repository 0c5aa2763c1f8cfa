import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('the packed packages run without their sources, as they do once published', async () => {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'pipe' })
  // Below the installed packages, so that dependencies are found without a network.
  const app = mkdtempSync(join(root, 'node_modules/.packed-'))
  onTestFinished(() => rmSync(app, { recursive: true, force: true }))
  for (const name of ['shared', 'server']) unpack(name, app)
  const bin = join(app, 'node_modules/@weft/server/bin/weft.js')
  expect(execFileSync(process.execPath, [bin, '--help']).toString()).toContain('serve')
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', join(app, 'data')])
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const page = await fetch(line.replace('weft ready ', ''))
  expect(page.headers.get('content-type')).toContain('text/html')
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(0)
})

function unpack(name: string, app: string): void {
  execFileSync('npm', ['pack', '-w', name, '--pack-destination', app], { cwd: root, stdio: 'pipe' })
  const tarball = readdirSync(app).find((file) => file.startsWith(`weft-${name}-`)) ?? ''
  const home = join(app, 'node_modules/@weft', name)
  mkdirSync(home, { recursive: true })
  execFileSync('tar', ['-xzf', join(app, tarball), '-C', home, '--strip-components', '1'])
}
