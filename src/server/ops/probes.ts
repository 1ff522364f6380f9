/** `/health`: the process is up. `/ready`: it can serve, which needs the store. */
import type { FastifyInstance } from 'fastify'
import { CdsError } from '../errors.js'
import type { Store } from '../store/store.js'
import { within } from '../within.js'

const PING_LIMIT_MS = 1000
const REMEMBERED_MS = 1000

export interface ProbeOptions {
  readonly store: Store
  readonly isDraining: () => boolean
}

async function reaches(store: Store): Promise<boolean> {
  const ping = Promise.resolve().then(() => store.ping())
  const answered = ping.then(
    () => true,
    () => false
  )
  return (await within(PING_LIMIT_MS, answered)) === true
}

/** One ping serves every probe that comes while it runs and for a second after. */
export function reachability(store: Store, now: () => number = () => performance.now()): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined
  let validUntil = Number.POSITIVE_INFINITY
  return () => {
    if (asked === undefined || now() > validUntil) {
      validUntil = Number.POSITIVE_INFINITY
      asked = reaches(store).finally(() => {
        validUntil = now() + REMEMBERED_MS
      })
    }
    return asked
  }
}

export async function probeRoutes(app: FastifyInstance, { store, isDraining }: ProbeOptions): Promise<void> {
  const isReachable = reachability(store)
  const options = { config: { duringOverload: true } }
  app.get('/health', options, async (_request, reply) => reply.type('application/json; charset=utf-8').send('{"status":"ok"}'))
  app.get('/ready', options, async (_request, reply) => {
    if (isDraining()) throw new CdsError('CDS_ERR_OVERLOADED', [{ sentence: 'The service is shutting down.' }])
    if (!(await isReachable())) throw new CdsError('CDS_ERR_STORE_UNAVAILABLE')
    return reply.type('application/json; charset=utf-8').send('{"status":"ready"}')
  })
}
