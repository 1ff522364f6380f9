/** Starts the service: configuration, logger, services, listen; with WORKERS > 1 once per worker. */
import cluster from 'node:cluster'
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { respond } from './respond.js'
import { buildApp } from './server/app.js'
import { systemClock } from './server/clock.js'
import { ConfigError, type Config } from './server/config.js'
import { serviceLog } from './server/log.js'
import { isRenewal } from './server/ops/messages.js'
import { runPrimary } from './server/ops/primary.js'
import { endAtOnceOnSignal, logStrayErrors, shutDownOnSignal } from './server/ops/shutdown.js'
import { startTracing } from './server/ops/tracing.js'
import { scrapeOfAll } from './server/ops/worker.js'
import { readDeployment, type Deployment } from './server/site-file.js'
import { openStore } from './server/store/open.js'
import { retention } from './server/store/retention.js'
import { servicesFor } from './services.js'

/** A database that takes longer to open is worth a line. */
const SLOW_OPEN_MS = 2000

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
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

async function listen(app: FastifyInstance, { port, host }: Config): Promise<number> {
  try {
    await app.listen({ port, host, listenTextResolver: () => 'listening' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') stop(`PORT ${String(port)} is in use on HOST ${host}; set PORT to another one.`)
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      stop(`HOST ${host}, PORT ${String(port)} cannot be listened on (${code}).`)
    throw error
  }
  return (app.server.address() as AddressInfo).port
}

async function serve({ config, site }: Deployment, logger: FastifyBaseLogger): Promise<void> {
  const flushAtEnd = logStrayErrors(logger)
  const isStarted = cluster.isWorker ? undefined : endAtOnceOnSignal()
  const services = servicesFor(site)
  const waiting = setTimeout(() => logger.warn('waiting for the database'), SLOW_OPEN_MS)
  const store = await openStore(
    config.databaseUrl === undefined ? { kind: 'file', dataDir: config.dataDir } : { kind: 'postgres', url: config.databaseUrl }
  ).finally(() => clearTimeout(waiting))
  const tracing = config.tracing ? await startTracing(logger) : undefined
  const parts = { services, config, logger, respond, store, tracing }
  const app = await buildApp(cluster.isWorker ? { ...parts, scrape: scrapeOfAll() } : parts)
  const deleting = retention(store, config, systemClock, logger)
  app.addHook('onClose', () => deleting.stop())
  flushAtEnd(app)
  isStarted?.()
  shutDownOnSignal(app, logger, { isWorker: cluster.isWorker, followsCertificate: config.tls !== undefined })
  if (cluster.isWorker) {
    process.on('message', message => {
      if (isRenewal(message)) app.operations.renewCertificate()
    })
  }
  const port = await listen(app, config)
  if (!cluster.isWorker) announce({ config, logger, port })
}

async function main(): Promise<void> {
  const deployment = readDeployment(process.env)
  const { config } = deployment
  const logger = serviceLog(config.logLevel)
  if (config.workers === 1 || cluster.isWorker) return serve(deployment, logger)
  runPrimary({
    workers: config.workers,
    followsCertificate: config.tls !== undefined,
    logger,
    announce: port => announce({ config, logger, port })
  })
}

try {
  await main()
} catch (error) {
  if (error instanceof ConfigError) stop(error.message)
  throw error
}
