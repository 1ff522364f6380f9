/** `POST /cds-services/{id}/feedback`. CDS Hooks 2.0.1, "Feedback"; the answer is not specified, so it is 200 with an empty object. */
import type { FastifyInstance } from 'fastify'
import { feedbackSchema } from '../cds-hooks/feedback.js'
import { isObject } from '../facts/fhir.js'
import type { Service } from '../service.js'
import type { Clock } from './clock.js'
import type { Config } from './config.js'
import { CdsError } from './errors.js'
import { problemsOf } from './hook-route.js'
import type { Store } from './store/store.js'

/** A card's id as we made it; anything else might be text that someone typed. */
const loggable = (id: string): string => (/^[0-9a-f-]{36}$/i.test(id) ? id : 'not a uuid')

export interface FeedbackRouteOptions {
  readonly services: readonly Service[]
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
}

export async function feedbackRoutes(app: FastifyInstance, { services }: FeedbackRouteOptions): Promise<void> {
  for (const { id } of services) {
    app.post(`/cds-services/${id}/feedback`, { config: { forClients: true } }, async (request, reply) => {
      if (!isObject(request.body)) throw new CdsError('CDS_ERR_BODY_NOT_OBJECT')
      const parsed = feedbackSchema.safeParse(request.body)
      if (!parsed.success) throw new CdsError('CDS_ERR_FEEDBACK_INVALID', problemsOf(parsed.error, request.body))
      const outcomes = parsed.data.feedback.map(({ card, outcome }) => ({ card: loggable(card), outcome }))
      request.log.info({ requestId: request.id, service: id, outcomes }, 'feedback')
      return reply.type('application/json; charset=utf-8').send('{}')
    })
  }
}
