import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseConfig } from '../../server/config/parse-config.ts'
import { createLog } from '../../server/observability/log.ts'
import { systemClock } from '../../server/observability/system-clock.ts'
import { allowEverybody, startServer } from '../../server/serve.ts'
import { closingAfterEach } from '../support/clients/client-group.ts'
import { eventually } from '../support/clients/eventually.ts'
import { textOf, type } from '../support/clients/stock-client.ts'
import { stockProvider } from '../support/clients/stock-provider.ts'
import { stockYWebsocket } from '../support/clients/stock-y-websocket.ts'
import { withColdShard } from '../support/storage/cold-reader.ts'

const HOUR_MS = 3_600_000
const directory = await mkdtemp(join(tmpdir(), 'weft-clock-'))
const closing = closingAfterEach()
afterAll(() => rm(directory, { recursive: true, force: true }))

test('[CLK1] a wall clock stepped by an hour, either way, changes nothing but the times in the log', async () => {
  let offsetMs = 0
  const clock = { ...systemClock, wallTimeMs: () => systemClock.wallTimeMs() + offsetMs }
  const log = createLog({ level: 'silent', format: 'json' })
  const config = parseConfig({ port: '0', data: join(directory, 'data') }, {})
  const server = await startServer(config, { clock, log, authorize: allowEverybody })
  const wsUrl = server.url.replace('http', 'ws')
  const ada = closing(stockProvider({ version: 4, wsUrl, documentId: 'd' }))
  const ben = closing(stockYWebsocket({ version: 3, wsUrl, documentId: 'd' }))
  for (const [step, stepMs] of [0, HOUR_MS, -2 * HOUR_MS, HOUR_MS].entries()) {
    offsetMs += stepMs
    ada.awareness?.setLocalState({ step })
    type(ada, `step${step} `)
    await eventually(() => textOf(ben) === textOf(ada) && ada.isSaved())
    await eventually(() => ben.awareness?.getStates().get(ada.document.clientID)?.step === step)
  }
  expect(ada.record.closes).toEqual([])
  expect(ben.record.closes).toEqual([])
  await server.stop()
  const rows = withColdShard(join(directory, 'data'), 'd', (database) =>
    database.prepare('SELECT seq FROM updates ORDER BY seq').all(),
  )
  expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4])
})
