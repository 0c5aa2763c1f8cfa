import { expect, it } from 'vitest'
import { linkTarget } from '../../../../../client/pages/write/link-target.ts'

it.each([
  ['example.org', 'https://example.org'],
  [' https://example.org/a?b ', 'https://example.org/a?b'],
  ['localhost:1234/x', 'https://localhost:1234/x'],
  ['mailto:ada@example.org', 'mailto:ada@example.org'],
  ['javascript:alert(1)', null],
  ['JavaScript:alert(1)', null],
  ['data:text/html,x', null],
  ['two words', null],
  ['', null],
])('"%s" leads to %s', (typed, target) => {
  expect(linkTarget(typed)).toBe(target)
})
