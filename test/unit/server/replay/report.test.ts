import { describe, expect, it } from 'vitest'
import { differenceOf } from '../../../../server/replay/difference.ts'
import { replayOptions } from '../../../../server/replay/options.ts'
import { percentilesOf } from '../../../../server/replay/percentiles.ts'
import { isGood, type ReportInput, renderReport, reportOf } from '../../../../server/replay/report.ts'
import { ReplayTotals } from '../../../../server/replay/totals.ts'

describe('[RPL9] the result of a replay', () => {
  it('is good when the texts agree and nothing acknowledged was lost', () => {
    const report = reportOf(done())
    expect(isGood(report)).toBe(true)
    expect(renderReport(report)).toMatch(/2 sent[\s\S]*2\n[\s\S]*p50 5\.0 ms[\s\S]*fresh client reads/)
  })

  it('is bad when a text differs, and says where', () => {
    const difference = differenceOf('notes', 'hello there', 'hello world')
    const report = reportOf({ ...done(), differences: difference === null ? [] : [difference] })
    expect(isGood(report)).toBe(false)
    expect(renderReport(report)).toMatch(
      /DIFFERS in "notes" from character 6 on: expected "there", found "world"/,
    )
  })

  it('is bad when an acknowledged edit was gone, even if its client brought it back', () => {
    const input = done()
    input.totals.lost.add('0 1 notes')
    expect(isGood(reportOf(input))).toBe(false)
    expect(renderReport(reportOf(input))).toMatch(/LOST AFTERWARDS BY THE SERVER: 1/)
  })

  it('is bad when it did not come to the comparison', () => {
    expect(isGood(reportOf({ ...done(), outcome: 'interrupted', differences: null }))).toBe(false)
  })

  it('claims no acknowledgements where the dialect has none', () => {
    const input = done()
    const report = reportOf({ ...input, options: { ...input.options, dialect: 'y-websocket' } })
    expect([report.editsAcked, report.ackedEditsLost]).toEqual([null, null])
    expect(renderReport(report)).toMatch(/y-websocket has no acknowledgements/)
  })
})

describe('percentiles', () => {
  it('are taken from sorted values, and are nothing where nothing was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentilesOf(hundred)).toEqual({ count: 100, p50: 51, p99: 100, max: 100 })
    expect(percentilesOf([])).toBeNull()
  })
})

describe('the options', () => {
  const parse = (name: keyof typeof replayOptions, value: unknown) =>
    replayOptions[name].schema.safeParse(value)
  it('take a pace or "max"', () => {
    expect([parse('speed', 'max').data, parse('speed', '2.5').data]).toEqual(['max', 2.5])
    for (const bad of ['0', '-1', 'fast', '']) expect(parse('speed', bad).success).toBe(false)
  })

  it('take WebSocket URLs and known dialects only', () => {
    expect(parse('url', 'wss://example.org/hocuspocus').success).toBe(true)
    expect(parse('url', 'http://example.org').success).toBe(false)
    expect(parse('dialect', 'sharedb').success).toBe(false)
    expect(parse('repeat', '0').success).toBe(false)
  })
})

function done(): ReportInput {
  const totals = new ReplayTotals(2)
  totals.made = 2
  totals.acked = 2
  totals.ackMs.push(5, 5)
  totals.propagationMs.push(5, 5)
  return {
    options: {
      ...{ file: 'a.json', url: 'ws://localhost', document: null, speed: 1, repeat: 1 },
      ...{ dialect: 'hocuspocus', token: '', json: false },
    },
    documents: ['notes'],
    authorsPerDocument: 2,
    totals,
    durationMs: 1_000,
    outcome: 'done',
    error: null,
    differences: [],
  }
}
