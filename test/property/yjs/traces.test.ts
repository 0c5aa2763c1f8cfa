import { DocumentIndex, type NovelUpdate } from '@weft/shared/yjs/document-index.ts'
import { mergeNovel } from '@weft/shared/yjs/merge-window.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { loadRecording } from '../../../server/replay/load-recording.ts'
import { ascendingClientIds, toYjs } from '../../../server/replay/to-yjs.ts'
import { TEXT_NAME } from '../../../server/replay/yjs-edit.ts'
import { canonical, docOf, hasPending, hex, serverDoc } from '../../support/yjs/oracle.ts'

const traces = ['friendsforever', 'clownschool', 'sveltecomponent']
const BURST = 40
const COMPACT_EVERY = 6_000

async function read(name: string): Promise<{ updates: Uint8Array[]; endContent: string }> {
  const recording = await loadRecording(`bench/traces/${name}.json.gz`)
  let draw = 0
  const { edits, endContent } = toYjs(
    recording,
    ascendingClientIds(recording.authorCount, () => ++draw / 7),
  )
  return { updates: edits.map(({ update }) => update), endContent }
}

/** Compacts as the server does; what waits goes along. */
function compacted(index: DocumentIndex): DocumentIndex {
  const next = DocumentIndex.open(Y.encodeStateAsUpdate(docOf(index.fullState())))
  for (const waiting of index.waitingUpdates()) next.replay(waiting)
  expect(hex(next.stateVector())).toBe(hex(index.stateVector()))
  return next
}

describe.each(traces)('the recorded session %s', (name) => {
  it('[IDX21] arrives whole: in bursts with the last first, some of it twice, compacted on the way', async () => {
    const { updates, endContent } = await read(name)
    const reader = serverDoc()
    const log: Uint8Array[] = []
    let index = new DocumentIndex()
    for (let at = 0; at < updates.length; at += BURST) {
      const window: NovelUpdate[] = []
      const burst = updates.slice(at, at + BURST).reverse()
      for (const update of [...burst, ...burst.slice(0, 5)]) {
        const result = index.apply(update)
        if (result.novel !== null) window.push(result.novel)
        if (result.log !== null) log.push(result.log)
      }
      if (window.length > 0) Y.applyUpdate(reader, mergeNovel(window))
      if (at % COMPACT_EVERY < BURST) index = compacted(index)
    }
    expect(hasPending(reader)).toBe(false)
    expect(index.waitingBytes).toBe(0)
    expect(docOf(index.fullState()).getText(TEXT_NAME).toString()).toBe(endContent)
    const whole = hex(canonical(index.fullState()))
    expect(hex(canonical(Y.encodeStateAsUpdate(reader)))).toBe(whole)
    const replayed = new DocumentIndex()
    for (const row of log) replayed.replay(row)
    expect(hex(canonical(replayed.fullState()))).toBe(whole)
  })
})
