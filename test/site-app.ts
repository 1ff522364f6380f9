/** A listening app built from a site file, and questions to it made of small charts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { EVALUATION_EXTENSION, EXPLAIN_EXTENSION } from '../src/cds-hooks/request.js'
import type { Card, FhirResource, HookResponse } from '../src/cds-hooks/response.js'
import { dayNumber, isoDate } from '../src/facts/dates.js'
import { respond } from '../src/respond.js'
import { buildApp } from '../src/server/app.js'
import { readDeployment } from '../src/server/site-file.js'
import { servicesFor } from '../src/services.js'
import { chartOf } from './rules/facts-of.js'

export const AS_OF = '2026-11-22'
/** The date so many days before today. */
export const ago = (days: number): string => isoDate(dayNumber(AS_OF) - days)

export interface Decided {
  readonly id: string
  readonly decision: string
  readonly reason?: string
}

export interface Answered {
  readonly cards: readonly Card[]
  readonly rules: readonly Decided[]
}

export interface Asked {
  readonly hook?: 'patient-view' | 'order-select' | 'order-sign'
  readonly resources: readonly FhirResource[]
  readonly drafts?: readonly FhirResource[]
}

/** Writes a site file, does something with its path, and takes it away again. */
export function withFile<T>(content: string, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  try {
    const path = join(folder, 'site.yaml')
    writeFileSync(path, content)
    return use(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export interface SiteApp {
  readonly app: FastifyInstance
  ask(asked: Asked): Promise<Answered>
  discovery(): Promise<readonly { hook: string; usageRequirements: string }[]>
}

const bundle = (resources: readonly FhirResource[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map(resource => ({ resource }))
})

export async function siteApp(file: string | undefined, env: Readonly<Record<string, string>> = {}): Promise<SiteApp> {
  const variables = { AS_OF, ...env }
  const { config, site } =
    file === undefined ? readDeployment(variables) : withFile(file, path => readDeployment({ ...variables, SITE_CONFIG: path }))
  const logger: FastifyBaseLogger = pino({ level: 'silent' })
  const app = await buildApp({ services: servicesFor(site), config, logger, respond })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    app,
    async ask({ hook = 'patient-view', resources, drafts = [] }) {
      const { parts } = chartOf({ resources })
      const prefetch = Object.fromEntries(
        Object.entries(parts).map(([key, part]) => [key, key === 'patient' ? part.resources[0] : bundle(part.resources)])
      )
      const { body } = await supertest(url)
        .post(`/cds-services/vertebral-fracture-${hook}`)
        .send({
          hook,
          hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
          context: {
            userId: 'Practitioner/p1',
            patientId: 'p1',
            ...(hook === 'patient-view' ? {} : { draftOrders: bundle(drafts) }),
            ...(hook === 'order-select' ? { selections: drafts.map(({ resourceType, id }) => `${resourceType}/${String(id)}`) } : {})
          },
          prefetch,
          extension: { [EXPLAIN_EXTENSION]: true }
        })
        .expect(200)
      const { cards, extension } = body as HookResponse & { extension: Record<string, { rules: readonly Decided[] }> }
      return { cards, rules: extension[EVALUATION_EXTENSION]?.rules ?? [] }
    },
    async discovery() {
      const { body } = await supertest(url).get('/cds-services').expect(200)
      return (body as { services: { hook: string; usageRequirements: string }[] }).services
    }
  }
}
