import { describe, expect, it } from 'vitest'
import { renderTyping, summarize } from '../../../../bench/typing/report.ts'
import type { LoadResult } from '../../../../bench/typing/round.ts'

const settings = { documents: 100, rate: 3_000, warmUpSeconds: 1, seconds: 5 }

describe('the report of the typing benchmark', () => {
  it('gives medians with their spread, and how much above the relay', () => {
    const rounds = (...cpu: number[]) => cpu.map((cpuMicrosPerUpdate) => result({ cpuMicrosPerUpdate }))
    const report = renderTyping(
      summarize(
        [
          { server: { name: 'weft', about: 'Weft' }, results: rounds(120, 150, 90) },
          { server: { name: 'relay', about: 'relay' }, results: rounds(60, 40, 40) },
        ],
        settings,
      ),
    )
    expect(report).toMatch(/^Weft +120 \(90–150\) +3\.00 /m)
    expect(report).toMatch(/^relay +40 \(40–60\) +1\.00 /m)
  })

  it('says when a server was wrong, and when the load generator was too slow to tell', () => {
    const results = [result({}), result({ wrongDocuments: 1, loadCpuShare: 0.95 })]
    const summary = summarize([{ server: { name: 'weft', about: 'Weft' }, results }], settings)
    expect(summary.servers[0]).toMatchObject({ isCorrect: false, saturatedRounds: 1 })
    expect(renderTyping(summary)).toMatch(/ NO\n[\s\S]*saturated in 1 round/)
  })
})

function result(change: Partial<LoadResult>): LoadResult {
  return {
    ...{ updates: 10, updatesPerSecond: 10, framesReceived: 10, cpuMicrosPerUpdate: 1, serverCpuShare: 0.1 },
    ...{ propagationMs: null, ackMs: null, isComplete: true, checkedDocuments: 1, wrongDocuments: 0 },
    ...{ loadCpuShare: 0.1, lateMs: null },
    ...change,
  }
}
