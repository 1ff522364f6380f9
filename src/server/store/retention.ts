/** Deletes what is older than RETENTION_DAYS, and nonces of expired tokens. Several processes may do so at once. */
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../clock.js'
import type { Config } from '../config.js'
import { whereThrown } from '../log.js'
import type { Store } from './store.js'

const DAY_MS = 86_400_000
const EVERY_MS = 60_000

export interface Retention {
  /** Resolves when a deletion under way has ended. */
  stop(): Promise<void>
}

/** At start, then each minute; a failure is logged and the next minute tries again. */
export function retention(store: Store, { retentionDays }: Config, clock: Clock, logger: FastifyBaseLogger): Retention {
  const purge = async (): Promise<void> => {
    const now = clock()
    try {
      const deleted = await store.purge(new Date(now.getTime() - retentionDays * DAY_MS).toISOString(), now)
      if (deleted > 0) logger.info({ deleted }, 'retention')
    } catch (error) {
      logger.warn(whereThrown(error), 'retention failed')
    }
  }
  let running = purge()
  const timer = setInterval(() => {
    running = running.then(purge)
  }, EVERY_MS).unref()
  return {
    stop: () => {
      clearInterval(timer)
      return running
    }
  }
}
