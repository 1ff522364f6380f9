/** How a process ends: on a signal after the calls in flight, on an uncaught exception at once. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { whereThrown } from '../log.js'
import { isDrain } from './messages.js'

const DRAIN_MS = 10_000
const FLUSH_MS = 1_000

const after = (ms: number): Promise<void> =>
  new Promise(done => {
    setTimeout(done, ms)
  })

/** Records of cards that were issued are worth a second, not more. */
async function endAfterFlush(app: FastifyInstance | undefined, code: number): Promise<never> {
  const flushed = app === undefined ? Promise.resolve() : app.operations.flush().catch(() => undefined)
  await Promise.race([flushed, after(FLUSH_MS)])
  process.exit(code)
}

/** A forgotten rejection harms its own call only; after an uncaught exception nothing can be trusted. Is told of the application once there is one. */
export function logStrayErrors(logger: FastifyBaseLogger): (app: FastifyInstance) => void {
  const running: { app?: FastifyInstance } = {}
  process.on('unhandledRejection', reason => {
    logger.error(whereThrown(reason), 'unhandled rejection')
  })
  process.on('uncaughtException', error => {
    logger.fatal(whereThrown(error), 'uncaught exception')
    void endAfterFlush(running.app, 1)
  })
  return app => {
    running.app = app
  }
}

/** While there is nothing to finish yet. The first process of a container would otherwise not be ended by these signals. Gives the function that stops this. */
export function endAtOnceOnSignal(): () => void {
  const end = (): never => process.exit(0)
  const signals = ['SIGTERM', 'SIGINT'] as const
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
  }
}

export interface SignalOptions {
  readonly isWorker: boolean
  /** SIGHUP asks to look at the certificate; a service without one takes it for the end of its terminal. */
  readonly followsCertificate: boolean
}

/**
 * Stops listening, lets the calls in flight finish, then ends; a second signal ends at once.
 * A worker leaves Ctrl-C and the end of the terminal, which reach the whole process group, to its primary.
 */
export function shutDownOnSignal(app: FastifyInstance, logger: FastifyBaseLogger, { isWorker, followsCertificate }: SignalOptions): void {
  let isStopping = false
  const end = (why: string): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    logger.info(`${why}: finishing the calls in flight`)
    app.operations.drain()
    setTimeout(() => {
      logger.error('calls in flight did not finish in time')
      void endAfterFlush(app, 1)
    }, DRAIN_MS).unref()
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(whereThrown(error), 'the end was not clean')
        process.exit(1)
      }
    )
  }
  process.on('SIGTERM', end)
  if (!isWorker) {
    process.on('SIGINT', end)
    process.on('SIGHUP', followsCertificate ? () => app.operations.renewCertificate() : end)
  } else {
    for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined)
    process.on('message', message => {
      if (isDrain(message) && !isStopping) end('told by the primary')
    })
  }
}
