import type { Clock } from '@weft/shared/clock.ts'
import type { ServeConfig } from '../../../server/config/options.ts'
import { parseConfig } from '../../../server/config/parse-config.ts'
import { createLog } from '../../../server/observability/log.ts'
import { systemClock } from '../../../server/observability/system-clock.ts'
import { allowEverybody, startServer } from '../../../server/serve.ts'
import type { Authorize } from '../../../server/session/ports.ts'

export interface InProcessServer {
  readonly wsUrl: string
  readonly counters: Readonly<Record<string, number>>
  destroy(): Promise<void>
}

/** The server's own composition inside the test, in memory, for what no flag can bring about. */
export async function inProcessServer(
  options: { authorize?: Authorize; clock?: Clock; config?: Partial<ServeConfig> } = {},
): Promise<InProcessServer> {
  const config = { ...parseConfig({}, {}), port: 0, store: 'memory', ...options.config } as const
  const log = createLog({ level: 'silent', format: 'json' })
  const { authorize = allowEverybody, clock = systemClock } = options
  const server = await startServer(config, { clock, log, authorize })
  return {
    wsUrl: server.url.replace('http', 'ws'),
    counters: server.counters as unknown as Readonly<Record<string, number>>,
    destroy: () => server.stop(),
  }
}
