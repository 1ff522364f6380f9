/** `GET /admin/report`: what became of the cards, by rule, version, service, tenant and week. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.js'
import type { Config } from '../config.js'
import { CdsError } from '../errors.js'
import { whereThrown } from '../log.js'
import type { ReportPeriod, ReportRow, Store } from '../store/store.js'
import { groupingOf, isWrong, periodOf, type Wrong } from './asked.js'
import { csvOf } from './csv.js'
import { tally } from './tally.js'

const RETRY_AFTER_S = '5'

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()

/** Compares hashes, so that neither the length nor the first wrong character of the token shows in the time. */
function requireToken(expected: Buffer, request: FastifyRequest, reply: FastifyReply): void {
  const [, token = ''] = /^Bearer +(.*)$/i.exec(request.headers.authorization ?? '') ?? []
  if (timingSafeEqual(expected, digest(token.trim()))) return
  reply.header('WWW-Authenticate', 'Bearer')
  throw new CdsError('CDS_ERR_UNAUTHORIZED')
}

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

async function rowsOf(store: Store, period: ReportPeriod, request: FastifyRequest, reply: FastifyReply): Promise<readonly ReportRow[]> {
  try {
    return await store.report(period)
  } catch (error) {
    request.log.warn({ requestId: request.id, ...whereThrown(error) }, 'report could not be read')
    reply.header('Retry-After', RETRY_AFTER_S)
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
  if (config.adminToken === undefined) return
  const expected = digest(config.adminToken)
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('Cache-Control', 'no-store')
    requireToken(expected, request, reply)
  }
  app.get('/admin/report', { onRequest }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const asCsv = wantsCsv(request)
    const period = periodOf(query['from'], query['to'], clock())
    if (isWrong(period)) return refuse(period)
    const by = groupingOf(query['by'])
    if (isWrong(by)) return refuse(by)
    const { groups, totals } = tally(await rowsOf(store, period, request, reply), by)
    reply.header('Vary', 'Accept')
    if (asCsv) {
      reply.header('Content-Disposition', `attachment; filename="report-${period.from}-${period.to}.csv"`)
      return reply.type('text/csv; charset=utf-8').send(csvOf(groups))
    }
    return reply.type('application/json; charset=utf-8').send(JSON.stringify({ period, by, groups, totals }))
  })
}
