/** WORKERS > 1: processes that share the port. The primary starts, replaces and ends them, and answers no calls itself. */
import cluster, { type Worker } from 'node:cluster'
import type { FastifyBaseLogger } from 'fastify'
import { isMetricsGiven, isMetricsWanted, type FromPrimary } from './messages.js'
import { sumOf, type MetricsJson } from './metrics.js'
import { restartDelays } from './restarts.js'

const DRAIN_MS = 12_000
/** A worker that does not answer by then is left out of the sum. */
const METRICS_MS = 1_000

export interface PrimaryParts {
  readonly workers: number
  /** SIGHUP asks to look at the certificate; without one it is the end of the terminal. */
  readonly followsCertificate: boolean
  readonly logger: FastifyBaseLogger
  /** The first worker listens. */
  readonly announce: (port: number) => void
}

const living = (): readonly Worker[] => Object.values(cluster.workers ?? {}).filter(worker => worker !== undefined)

const tellAll = (message: FromPrimary): void => {
  for (const worker of living()) if (worker.isConnected()) worker.send(message)
}

/** Sums what the workers counted. A worker that was replaced takes its counts with it, like any restarted process. */
function sumMetrics(): void {
  const rounds = new Map<number, { readonly parts: MetricsJson[]; readonly expected: number; readonly finish: () => void }>()
  let last = 0
  cluster.on('message', (asker, message: unknown) => {
    if (isMetricsGiven(message)) {
      const round = rounds.get(message.round)
      round?.parts.push(message.json)
      if (round?.parts.length === round?.expected) round?.finish()
    }
    if (!isMetricsWanted(message)) return
    const { id } = message
    const round = ++last
    const parts: MetricsJson[] = []
    const finish = (): void => {
      if (!rounds.delete(round)) return
      clearTimeout(timer)
      void sumOf(parts).then(text => {
        if (asker.isConnected()) asker.send({ kind: 'metrics-summed', id, text } satisfies FromPrimary)
      })
    }
    const timer = setTimeout(finish, METRICS_MS)
    rounds.set(round, { parts, expected: living().filter(worker => worker.isConnected()).length, finish })
    tellAll({ kind: 'metrics-asked', round })
  })
}

/** Gives the function that ends all workers and then this process. */
function endOnSignal(
  logger: FastifyBaseLogger,
  listening: ReadonlySet<number>
): {
  readonly end: (why: string, code: number) => void
  readonly code: () => number | undefined
} {
  let exitCode: number | undefined
  const killAll = (): never => {
    for (const worker of living()) worker.process.kill('SIGKILL')
    process.exit(1)
  }
  const end = (why: string, code: number): void => {
    if (exitCode !== undefined) killAll()
    exitCode = code
    logger.info(`${why}: the workers finish the calls in flight`)
    setTimeout(killAll, DRAIN_MS).unref()
    tellAll({ kind: 'drain' })
    // One that is still starting answers nobody yet.
    for (const worker of living()) if (!listening.has(worker.id)) worker.process.kill('SIGKILL')
    if (living().length === 0) process.exit(code)
  }
  process.on('SIGTERM', () => end('SIGTERM', 0))
  process.on('SIGINT', () => end('SIGINT', 0))
  return { end, code: () => exitCode }
}

export function runPrimary({ workers, followsCertificate, logger, announce }: PrimaryParts): void {
  /** Ids of the workers that have begun to serve. */
  const listening = new Set<number>()
  const ending = endOnSignal(logger, listening)
  const nextDelay = restartDelays(() => performance.now())
  let isServing = false
  let isClean = true
  sumMetrics()
  process.on('SIGHUP', () => (followsCertificate ? tellAll({ kind: 'renew-certificate' }) : ending.end('SIGHUP', 0)))
  cluster.on('listening', (worker, { port }) => {
    listening.add(worker.id)
    if (isServing) return
    isServing = true
    for (let count = 1; count < workers; count++) cluster.fork()
    announce(port)
  })
  cluster.on('exit', (worker, code) => {
    const decided = ending.code()
    if (decided !== undefined) {
      isClean &&= code === 0 || !listening.has(worker.id)
      if (living().length === 0) process.exit(isClean ? decided : 1)
      return
    }
    // The first worker has said why it cannot start.
    if (!isServing) process.exit(1)
    const delay = nextDelay()
    if (delay === undefined) {
      logger.fatal('Workers keep ending; the service gives up. The lines before this one say where.')
      ending.end('giving up', 1)
      return
    }
    logger.error({ worker: worker.process.pid, code }, 'a worker ended and is replaced')
    setTimeout(() => {
      if (ending.code() === undefined) cluster.fork()
    }, delay)
  })
  cluster.fork()
}
