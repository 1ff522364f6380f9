/** `GET /admin/report`: what became of the cards, by rule, version, service, tenant and week. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.js'
import type { Config } from '../config.js'
import { CdsError } from '../errors.js'
import { whereThrown } from '../log.js'
import { requireBearer } from '../ops/bearer.js'
import type { ReportPeriod, ReportRow, Store } from '../store/store.js'
import { groupingOf, isWrong, periodOf, type Wrong } from './asked.js'
import { csvOf } from './csv.js'
import { tally } from './tally.js'

const refuse = ({ parameter, sentence }: Wrong): never => {
  throw new CdsError('CDS_ERR_REPORT_INVALID', [{ field: parameter, sentence }])
}

/** `format` decides, else the first of the two media types that Accept names. */
function wantsCsv({ headers, query }: FastifyRequest): boolean {
  const { format } = query as Record<string, unknown>
  if (format === 'csv' || format === 'json') return format === 'csv'
  if (format !== undefined) return refuse({ parameter: 'format', sentence: 'format must be json or csv.' })
  return /text\/csv|application\/json/i.exec(headers.accept ?? '')?.[0].toLowerCase() === 'text/csv'
}

async function rowsOf(store: Store, period: ReportPeriod, request: FastifyRequest): Promise<readonly ReportRow[]> {
  try {
    return await store.report(period)
  } catch (error) {
    request.log.warn({ requestId: request.id, ...whereThrown(error) }, 'report could not be read')
    const sentence = 'The database cannot be reached; the Retry-After header says when to try again.'
    throw new CdsError('CDS_ERR_STORE_UNAVAILABLE', [{ sentence }])
  }
}

export interface ReportRouteOptions {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
}

/** Without ADMIN_TOKEN there is no such path. */
export async function reportRoutes(app: FastifyInstance, { config, store, clock }: ReportRouteOptions): Promise<void> {
  const { adminToken } = config
  if (adminToken === undefined) return
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    requireBearer(request, adminToken)
  }
  app.get('/admin/report', { onRequest }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const asCsv = wantsCsv(request)
    const period = periodOf(query['from'], query['to'], clock())
    if (isWrong(period)) return refuse(period)
    const by = groupingOf(query['by'])
    if (isWrong(by)) return refuse(by)
    const { groups, totals } = tally(await rowsOf(store, period, request), by)
    reply.header('Vary', 'Accept')
    if (asCsv) {
      reply.header('Content-Disposition', `attachment; filename="report-${period.from}-${period.to}.csv"`)
      return reply.type('text/csv; charset=utf-8').send(csvOf(groups))
    }
    return reply.type('application/json; charset=utf-8').send(JSON.stringify({ period, by, groups, totals }))
  })
}
