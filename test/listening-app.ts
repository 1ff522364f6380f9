/** The real application on a free loopback port, with the environment variables given. */
import type { FastifyInstance } from 'fastify'
import { respond } from '../src/respond.js'
import { buildApp, type AppParts } from '../src/server/app.js'
import { readConfig } from '../src/server/config.js'
import { serviceLog } from '../src/server/log.js'
import { services } from '../src/services.js'
import { keptLog } from './log-scan.js'

export async function listeningApp(
  environment: Readonly<Record<string, string>> = {},
  parts: Partial<AppParts> = {}
): Promise<FastifyInstance> {
  const logger = serviceLog('debug', keptLog)
  // A busy test machine is no overload.
  const config = readConfig({ AS_OF: undefined, MAX_EVENT_LOOP_DELAY_MS: '0', ...environment })
  const app = await buildApp({ services, config, logger, respond, ...parts })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}
