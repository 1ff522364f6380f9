/** Runs vignettes through HTTP against the real application on loopback, one process-local app per jurisdiction and settings. */
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { request } from 'undici'
import type { HookResponse } from '../cds-hooks/response.js'
import type { respond } from '../respond.js'
import type { Service } from '../service.js'
import { siteOf, type Site } from '../site.js'
import { faultsOf } from '../vignettes/judge.js'
import { requestOf } from '../vignettes/request.js'
import type { Vignette } from '../vignettes/vignette.js'
import { buildApp } from './app.js'
import { readConfig } from './config.js'

export interface VignetteOutcome {
  readonly vignette: Vignette
  /** What is wrong, each in a sentence; none means that it passes. */
  readonly faults: readonly string[]
  readonly rules: readonly string[]
}

/** A UUID of the vignette's own, so that a run can be compared with another. */
const instanceOf = (id: string): string => {
  const hex = createHash('sha1').update(id).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The site a vignette is written for. */
export const siteOfVignette = ({ settings }: Vignette): Site => siteOf({ thresholds: settings })
/** Vignettes of one place are answered by one app. */
export const placeOf = ({ jurisdiction, settings }: Vignette): string => `${jurisdiction} ${JSON.stringify(settings ?? {})}`

export async function runVignettes(
  vignettes: readonly Vignette[],
  servicesFor: (site: Site) => readonly Service[],
  answer: typeof respond
): Promise<readonly VignetteOutcome[]> {
  const apps = new Map<string, FastifyInstance>()
  const outcomes: VignetteOutcome[] = []
  try {
    for (const vignette of vignettes) {
      const services = servicesFor(siteOfVignette(vignette))
      const place = placeOf(vignette)
      const app = apps.get(place) ?? (await listening(vignette, services, answer))
      apps.set(place, app)
      outcomes.push(await runOne(vignette, app, services))
    }
  } finally {
    for (const app of apps.values()) await app.close()
  }
  return outcomes
}

/** The cap is off: a vignette asks what is decided, not what fits. */
async function listening({ jurisdiction }: Vignette, services: readonly Service[], answer: typeof respond): Promise<FastifyInstance> {
  const config = readConfig({ JURISDICTION: jurisdiction, MAX_CARDS: '50', MAX_EVENT_LOOP_DELAY_MS: '0' })
  const app = await buildApp({ services, config, logger: pino({ level: 'silent' }), respond: answer })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}

async function runOne(vignette: Vignette, app: FastifyInstance, services: readonly Service[]): Promise<VignetteOutcome> {
  const service = services.find(({ hook }) => hook === vignette.hook)
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { statusCode, body } = await request(`http://127.0.0.1:${String(port)}/cds-services/${service?.id ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requestOf(vignette, instanceOf(vignette.id)))
  })
  const answered = (await body.json()) as HookResponse
  if (statusCode !== 200) return { vignette, faults: [`answered ${String(statusCode)}`], rules: [] }
  return { vignette, faults: faultsOf(vignette, answered), rules: answered.cards.map(({ source }) => source.topic?.code ?? '') }
}
