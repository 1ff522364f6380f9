/** `GET /cds-services`, and `/`, which tells where to look. CDS Hooks 2.0.1, "Discovery". */
import type { FastifyInstance } from 'fastify'
import type { Discovery } from '../cds-hooks/discovery.js'
import { discoveryEntry, type Service } from '../service.js'
import type { Config } from './config.js'

export interface DiscoveryOptions {
  readonly services: readonly Service[]
  readonly config: Config
}

const landing = ({ publicUrl, canonicalBase }: Config, services: readonly Service[]) => ({
  name: 'vertebral-fracture-cds',
  description: 'CDS Hooks service for the conservative care of vertebral compression fracture.',
  discovery: `${publicUrl}/cds-services`,
  services: services.map(({ id, hook }) => ({ hook, url: `${publicUrl}/cds-services/${id}` })),
  health: `${publicUrl}/health`,
  documentation: `README.md in the source; ${canonicalBase}`
})

/** Where each rule of a service comes from, and which patient characteristics it uses. */
const attributesOf = (service: Service) => ({ service: service.id, rules: service.attributes })

/** Each body is written once, at start. */
export async function discoveryRoutes(app: FastifyInstance, { services, config }: DiscoveryOptions): Promise<void> {
  const discovery: Discovery = { services: services.map(discoveryEntry) }
  const bodies: Readonly<Record<string, unknown>> = {
    '/cds-services': discovery,
    ...Object.fromEntries(services.map(service => [`/cds-services/${service.id}/source-attributes`, attributesOf(service)])),
    '/': landing(config, services)
  }
  for (const [path, body] of Object.entries(bodies)) {
    const written = JSON.stringify(body)
    app.get(path, { config: { forClients: path.startsWith('/cds-services') } }, async (_request, reply) =>
      reply.header('Cache-Control', 'no-cache').type('application/json; charset=utf-8').send(written)
    )
  }
}
