/** `GET /admin/report`: what became of the cards, by rule, version, service, tenant and week. */
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.js'
import type { Store } from '../store/store.js'

export async function reportRoutes(_app: FastifyInstance, _options: { readonly config: Config; readonly store: Store }): Promise<void> {
  // to come
}
