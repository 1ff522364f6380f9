/** `POST /cds-services/{id}/feedback`. CDS Hooks 2.0.1, "Feedback"; the answer is not specified, so it is 200 with an empty object. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { feedbackSchema, type Feedback } from '../cds-hooks/feedback.js'
import { isObject } from '../facts/fhir.js'
import type { Service } from '../service.js'
import { callerOf, type Caller } from './caller.js'
import type { Clock } from './clock.js'
import type { Config } from './config.js'
import { CdsError } from './errors.js'
import { problemsOf } from './hook-route.js'
import { whereThrown } from './log.js'
import type { FeedbackItem, FeedbackReceipt, Store } from './store/store.js'

const RETRY_AFTER_S = '5'

/** A card's id as we made it; anything else might be text that someone typed. */
const loggable = (id: string): string => (/^[0-9a-f-]{36}$/i.test(id) ? id : 'not a uuid')

export interface FeedbackRouteOptions {
  readonly services: readonly Service[]
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
}

/** The document, or a 400 that names the member. */
function readFeedback(body: unknown): Feedback['feedback'] {
  if (!isObject(body)) throw new CdsError('CDS_ERR_BODY_NOT_OBJECT')
  const parsed = feedbackSchema.safeParse(body)
  if (!parsed.success) throw new CdsError('CDS_ERR_FEEDBACK_INVALID', problemsOf(parsed.error, body))
  return parsed.data.feedback
}

interface Reception {
  readonly service: string
  readonly caller: Caller
  readonly receivedAt: string
  readonly storeComments: boolean
}

const itemOf = (entry: Feedback['feedback'][number], { service, caller, receivedAt, storeComments }: Reception): FeedbackItem => ({
  service,
  card: entry.card,
  outcome: entry.outcome,
  outcomeTimestamp: entry.outcomeTimestamp,
  acceptedSuggestions: entry.acceptedSuggestions?.map(({ id }) => id) ?? [],
  reasonCode: entry.overrideReason?.reason?.code,
  reasonSystem: entry.overrideReason?.reason?.system,
  comment: storeComments ? entry.overrideReason?.userComment : undefined,
  issuer: caller.issuer,
  tenant: caller.tenant,
  receivedAt
})

/** Answers only once the batch is on the disk; else 503, and the client may send the same again. */
async function save(store: Store, items: readonly FeedbackItem[], request: FastifyRequest, reply: FastifyReply): Promise<FeedbackReceipt> {
  try {
    return await store.saveFeedback(items)
  } catch (error) {
    request.log.error({ requestId: request.id, ...whereThrown(error) }, 'feedback could not be stored')
    reply.header('Retry-After', RETRY_AFTER_S)
    throw new CdsError('CDS_ERR_STORE_UNAVAILABLE')
  }
}

export async function feedbackRoutes(app: FastifyInstance, { services, config, store, clock }: FeedbackRouteOptions): Promise<void> {
  const { storeComments } = config
  for (const { id: service } of services) {
    app.post(`/cds-services/${service}/feedback`, { config: { forClients: true } }, async (request, reply) => {
      const feedback = readFeedback(request.body)
      const reception = { service, caller: callerOf(request), receivedAt: clock().toISOString(), storeComments }
      const items = feedback.map(entry => itemOf(entry, reception))
      const { stored, duplicates } = await save(store, items, request, reply)
      const outcomes = feedback.map(({ card, outcome }) => ({ card: loggable(card), outcome }))
      request.log.info({ requestId: request.id, service, outcomes, stored, duplicates }, 'feedback')
      return reply.type('application/json; charset=utf-8').send('{}')
    })
  }
}
