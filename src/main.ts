/** Starts the service: configuration, logger, services, listen. */
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { respond } from './respond.js'
import { buildApp } from './server/app.js'
import { systemClock } from './server/clock.js'
import { ConfigError, readConfig, type Config } from './server/config.js'
import { whereThrown } from './server/log.js'
import { readSite } from './server/site-file.js'
import { openStore } from './server/store/open.js'
import { retention } from './server/store/retention.js'
import { servicesFor } from './services.js'

const SHUTDOWN_MS = 10_000

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function stopOnConfigError(error: unknown): never {
  if (error instanceof ConfigError) stop(error.message)
  throw error
}

function configuration(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    return stopOnConfigError(error)
  }
}

/** In a terminal plain lines, elsewhere log lines: where to look. */
function announce({ config, port, logger }: { config: Config; port: number; logger: FastifyBaseLogger }): void {
  const base = config.port === 0 ? config.publicUrl.replace(/:0$/, `:${String(port)}`) : config.publicUrl
  const lines = [`Discovery  ${base}/cds-services`, `Health     ${base}/health`, 'README.md  what it does, how to call it, every variable']
  for (const line of lines) {
    if (process.stdout.isTTY) process.stdout.write(`${line}\n`)
    else logger.info(line.replace(/ {2,}/, ': '))
  }
  for (const warning of config.warnings) logger.warn(warning)
}

/** Stops listening, lets the calls in flight finish, then ends; a second signal ends at once. */
function shutDownOnSignal(app: FastifyInstance, logger: FastifyBaseLogger): void {
  let isStopping = false
  const end = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    logger.info(`${signal}: finishing the calls in flight`)
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    app.close().then(
      () => process.exit(0),
      () => process.exit(1)
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

/** A forgotten rejection harms its own call only; after an uncaught exception nothing can be trusted. */
function logStrayErrors(logger: FastifyBaseLogger): void {
  process.on('unhandledRejection', reason => {
    logger.error(whereThrown(reason), 'unhandled rejection')
  })
  process.on('uncaughtException', error => {
    logger.fatal(whereThrown(error), 'uncaught exception')
    process.exit(1)
  })
}

async function main(): Promise<void> {
  const config = configuration()
  const logger: FastifyBaseLogger = pino({ level: config.logLevel })
  logStrayErrors(logger)
  const services = servicesFor(readSite(config.siteConfig))
  const store = await openStore(
    config.databaseUrl === undefined ? { kind: 'file', dataDir: config.dataDir } : { kind: 'postgres', url: config.databaseUrl }
  ).catch(stopOnConfigError)
  const app = await buildApp({ services, config, logger, respond, store })
  const deleting = retention(store, config, systemClock, logger)
  app.addHook('onClose', () => deleting.stop())
  shutDownOnSignal(app, logger)
  try {
    await app.listen({ port: config.port, host: config.host, listenTextResolver: () => 'listening' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') stop(`PORT ${String(config.port)} is in use on HOST ${config.host}; set PORT to another one.`)
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      stop(`HOST ${config.host}, PORT ${String(config.port)} cannot be listened on (${code}).`)
    throw error
  }
  announce({ config, logger, port: (app.server.address() as AddressInfo).port })
}

try {
  await main()
} catch (error) {
  if (error instanceof ConfigError) stop(error.message)
  throw error
}
