/** The hook routes over real HTTP with a store in memory, and callers named by headers. */
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import Fastify from 'fastify'
import { pino } from 'pino'
import supertest from 'supertest'
import type { HookResponse } from '../../../src/cds-hooks/response.js'
import { respond } from '../../../src/respond.js'
import { readConfig } from '../../../src/server/config.js'
import { answerError } from '../../../src/server/errors.js'
import { hookRoutes } from '../../../src/server/hook-route.js'
import { quietReader, type QuietReader } from '../../../src/server/report/quiet.js'
import type { IssuedCard, PastOverride, Store } from '../../../src/server/store/store.js'
import type { Service } from '../../../src/service.js'
import { services } from '../../../src/services.js'
import { noNetwork, queueDouble, storeDouble } from '../doubles.js'
import { bodyOf, seenIn, type AskedChart, type Seen } from '../small-request.js'

export const SECRET = 'a secret that only this test knows, 1'

export interface MemoryStore extends Store {
  readonly issued: IssuedCard[]
  /** The patient keys that were asked for, with the instant. */
  readonly asked: { readonly patientKey: string; readonly since: string }[]
  /** Feedback on the card of a rule that was shown last. */
  override(rule: string, reasonCode: string, outcomeTimestamp: string, reasonSystem?: string): void
}

export function memoryStore(more: Partial<Store> = {}): MemoryStore {
  const issued: IssuedCard[] = []
  const overrides: (PastOverride & { readonly patientKey: string | undefined })[] = []
  const asked: MemoryStore['asked'] = []
  return {
    issued,
    asked,
    override(rule, reasonCode, outcomeTimestamp, reasonSystem) {
      const card = issued.findLast(candidate => candidate.rule === rule && !candidate.silent)
      if (card === undefined) throw new Error(`no card of ${rule} was shown`)
      const { patientKey, trigger, indicator } = card
      overrides.unshift({ rule, reasonCode, reasonSystem, outcomeTimestamp, indicator, trigger, patientKey })
    },
    ...storeDouble({
      saveIssued: cards => Promise.resolve(void issued.push(...cards)),
      overridesOf(patientKey, since) {
        asked.push({ patientKey, since })
        return Promise.resolve(overrides.filter(item => item.patientKey === patientKey && item.outcomeTimestamp >= since))
      },
      ...more
    })
  }
}

export interface Visit extends AskedChart {
  readonly tenant?: string
  readonly issuer?: string
}

export interface QuietApp {
  readonly reader: QuietReader
  readonly logText: () => string
  visit(visit: Visit): Promise<Seen>
  stop(): Promise<void>
}

export async function quietApp(
  store: Store,
  environment: Readonly<Record<string, string>> = {},
  served: readonly Service[] = services
): Promise<QuietApp> {
  const config = readConfig({ QUIET: 'on', MAX_CARDS: '20', PATIENT_KEY_SECRET: SECRET, ...environment })
  const written: string[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString())
      done()
    }
  })
  const logger = pino({ level: 'info' }, sink)
  const reader = quietReader(config, store, logger)
  const app = Fastify({ logger: false })
  app.decorateRequest('refusal', undefined)
  app.decorateRequest('call', undefined)
  app.decorateRequest('caller', undefined)
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, config.canonicalBase))
  app.addHook('onRequest', async request => {
    const named = (header: string): string | undefined => {
      const value = request.headers[header]
      return typeof value === 'string' ? value : undefined
    }
    request.caller = {
      issuer: named('x-issuer'),
      tenant: named('x-tenant'),
      fhirServers: { exact: new Set(), below: [], setting: 'FHIR_SERVERS' }
    }
  })
  await app.register(hookRoutes, {
    services: served,
    config,
    respond,
    client: noNetwork,
    queue: queueDouble({ record: cards => void store.saveIssued(cards) }),
    quietFor: reader.quietFor,
    clock: () => new Date('2026-11-22T12:00:00Z')
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`
  return {
    reader,
    logText: () => written.join(''),
    async visit(visit) {
      const { tenant, issuer } = visit
      const { body } = await supertest(url)
        .post(`/cds-services/vertebral-fracture-${visit.hook ?? 'patient-view'}`)
        .set({ ...(tenant === undefined ? {} : { 'x-tenant': tenant }), ...(issuer === undefined ? {} : { 'x-issuer': issuer }) })
        .send(bodyOf(visit))
        .expect(200)
      return seenIn(body as HookResponse)
    },
    stop: () => app.close()
  }
}
