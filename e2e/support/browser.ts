/** A real Chromium: the first of `CHROMIUM_PATH`, Playwright's own, one on PATH, and the one inside a package. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'

export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium()
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

async function findChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') return named
  const found = [chromium.executablePath(), ...['chromium', 'google-chrome'].map(onPath)].find(isThere)
  const packaged = found ?? (await packagedChromium())
  if (packaged === null) {
    throw new Error(
      'there is no browser to test with; install one: npx playwright install --with-deps chromium',
    )
  }
  return packaged
}

/** `@sparticuz/chromium` unpacks itself into TMPDIR and takes any file of its name there for its own. */
async function packagedChromium(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const folder = join(tmpdir(), 'weft-chromium-153')
  if (!existsSync(folder)) {
    // Test files start at the same time: each unpacks aside, one of them comes first.
    const aside = `${folder}.${process.pid}`
    await pathIn(aside)
    try {
      renameSync(aside, folder)
    } catch {
      rmSync(aside, { recursive: true, force: true })
    }
  }
  const path = await pathIn(folder)
  useFontsOf(folder)
  return path
}

async function pathIn(folder: string): Promise<string> {
  const before = process.env.TMPDIR
  mkdirSync(folder, { recursive: true })
  process.env.TMPDIR = folder
  // Makes it unpack the libraries that a bare machine lacks.
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x'
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    return await packaged.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Its own font configuration looks where it did not unpack them; without any font nothing is drawn at all. */
function useFontsOf(folder: string): void {
  const directories = ['/usr/share/fonts', '/usr/local/share/fonts', join(folder, 'fonts')]
  const listed = directories.map((directory) => `<dir>${directory}</dir>`).join('')
  const file = join(folder, 'fonts.conf')
  writeFileSync(file, `<fontconfig>${listed}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`)
  process.env.FONTCONFIG_FILE = file
}

function onPath(program: string): string {
  return spawnSync('which', [program], { encoding: 'utf8' }).stdout?.trim() ?? ''
}

function isThere(path: string): boolean {
  return path !== '' && existsSync(path)
}
