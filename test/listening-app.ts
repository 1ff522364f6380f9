/** The real application on a free loopback port, with the environment variables given. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { respond } from '../src/respond.js'
import { buildApp, type AppParts } from '../src/server/app.js'
import { readConfig } from '../src/server/config.js'
import { services } from '../src/services.js'

export async function listeningApp(
  environment: Readonly<Record<string, string>> = {},
  parts: Partial<AppParts> = {}
): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = pino({ level: 'silent' })
  const app = await buildApp({ services, config: readConfig({ AS_OF: undefined, ...environment }), logger, respond, ...parts })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}
