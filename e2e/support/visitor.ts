/** Somebody in front of a page: a browser context of their own, their name chosen, every complaint written down. */
import type { Browser, BrowserContext, Page } from '@playwright/test'

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors on the console and exceptions, with what they say. */
  readonly complaints: string[]
}

export interface VisitorOptions {
  /** Null: the person has not been here before and is asked. */
  readonly name?: string | null
  readonly color?: string
  readonly width?: number
  readonly height?: number
  readonly isDark?: boolean
  readonly isPhone?: boolean
  readonly pixelRatio?: number
}

export async function newVisitor(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
  const {
    name = 'Ada',
    color = '#1d4ed8',
    width = 1280,
    height = 800,
    isDark = false,
    isPhone = false,
  } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: isDark ? 'dark' : 'light',
    locale: 'en-US',
    hasTouch: isPhone,
    isMobile: isPhone,
    deviceScaleFactor: options.pixelRatio ?? 1,
    reducedMotion: 'reduce',
  })
  if (name !== null) await introduce(context, { name, color })
  const page = await context.newPage()
  const complaints: string[] = []
  listen(page, complaints)
  return { context, page, complaints }
}

export async function introduce(
  context: BrowserContext,
  person: { readonly name: string; readonly color: string },
): Promise<void> {
  await context.addInitScript((kept) => localStorage.setItem('weft-person', kept), JSON.stringify(person))
}

/** A server that is gone makes the browser itself complain: that is not the page's doing. */
const expected = /WebSocket connection to .* failed|net::ERR_|status of 503/

export function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning'
    if (isComplaint && !expected.test(message.text())) complaints.push(message.text())
  })
}
