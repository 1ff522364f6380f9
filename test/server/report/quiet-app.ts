/** The hook routes over real HTTP with a store in memory, and callers named by headers. */
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import Fastify from 'fastify'
import { pino } from 'pino'
import supertest from 'supertest'
import { AS_OF_EXTENSION, EVALUATION_EXTENSION, EXPLAIN_EXTENSION } from '../../../src/cds-hooks/request.js'
import type { FhirResource, HookResponse } from '../../../src/cds-hooks/response.js'
import { respond } from '../../../src/respond.js'
import { readConfig } from '../../../src/server/config.js'
import { answerError } from '../../../src/server/errors.js'
import type { FhirClient } from '../../../src/server/fhir/client.js'
import { hookRoutes } from '../../../src/server/hook-route.js'
import { quietReader, type QuietReader } from '../../../src/server/report/quiet.js'
import type { IssuedCard, PastOverride, Store } from '../../../src/server/store/store.js'
import type { Service } from '../../../src/service.js'
import { services } from '../../../src/services.js'
import { chartOf, type SmallChart } from '../../rules/facts-of.js'

export const SECRET = 'a secret that only this test knows, 1'

export interface MemoryStore extends Store {
  readonly issued: IssuedCard[]
  /** The patient keys that were asked for, with the instant. */
  readonly asked: { readonly patientKey: string; readonly since: string }[]
  /** Feedback on the card of a rule that was shown last. */
  override(rule: string, reasonCode: string, outcomeTimestamp: string): void
}

export function memoryStore(more: Partial<Store> = {}): MemoryStore {
  const issued: IssuedCard[] = []
  const overrides: (PastOverride & { readonly patientKey: string | undefined })[] = []
  const asked: MemoryStore['asked'] = []
  return {
    issued,
    asked,
    override(rule, reasonCode, outcomeTimestamp) {
      const card = issued.findLast(candidate => candidate.rule === rule && !candidate.silent)
      if (card === undefined) throw new Error(`no card of ${rule} was shown`)
      const { patientKey, trigger, indicator } = card
      overrides.unshift({ rule, reasonCode, outcomeTimestamp, indicator, trigger, patientKey })
    },
    useNonce: () => Promise.resolve(true),
    saveFeedback: items => Promise.resolve({ stored: items.length, duplicates: 0 }),
    saveIssued: cards => Promise.resolve(void issued.push(...cards)),
    overridesOf(patientKey, since) {
      asked.push({ patientKey, since })
      return Promise.resolve(overrides.filter(item => item.patientKey === patientKey && item.outcomeTimestamp >= since))
    },
    report: () => Promise.resolve([]),
    purge: () => Promise.resolve(0),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ...more
  }
}

const noNetwork: FhirClient = {
  get: () => Promise.resolve({ ok: false, reason: 'no network' }),
  search: () => Promise.resolve({ ok: false, reason: 'no network' }),
  breakers: () => new Map(),
  close: () => Promise.resolve()
}

export interface Visit extends SmallChart {
  readonly patientId?: string
  readonly tenant?: string
  readonly issuer?: string
  readonly fhirServer?: string
}

export interface Seen {
  readonly rules: readonly string[]
  /** What the explanation says silenced a rule. */
  silencedBy(rule: string): string | undefined
}

export interface QuietApp {
  readonly reader: QuietReader
  readonly logText: () => string
  visit(visit: Visit): Promise<Seen>
  stop(): Promise<void>
}

/** The patient of small charts is p1; another id is put in its place everywhere. */
const bodyOf = ({ patientId = 'p1', fhirServer, ...small }: Visit): object => {
  const chart = chartOf({ hook: 'patient-view', ...small })
  const entries = (resources: readonly FhirResource[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map(resource => ({ resource }))
  })
  const prefetch = Object.fromEntries(
    Object.entries(chart.parts).map(([key, { resources }]) => [key, key === 'patient' ? resources[0] : entries(resources)])
  )
  const orders = chart.hook === 'patient-view' ? {} : { draftOrders: entries(chart.draftOrders) }
  const body = {
    hook: chart.hook,
    hookInstance: crypto.randomUUID(),
    ...(fhirServer === undefined ? {} : { fhirServer }),
    context: { userId: 'Practitioner/u1', patientId: 'p1', ...orders },
    prefetch,
    extension: { [AS_OF_EXTENSION]: chart.asOf, [EXPLAIN_EXTENSION]: true }
  }
  return JSON.parse(JSON.stringify(body).replaceAll('Patient/p1"', `Patient/${patientId}"`).replaceAll('"p1"', `"${patientId}"`)) as object
}

interface Explained {
  readonly rules: readonly { readonly id: string; readonly silencedBy?: string }[]
}

export async function quietApp(store: Store, environment: Readonly<Record<string, string>> = {}, served: readonly Service[] = services): Promise<QuietApp> {
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
    queue: {
      record: cards => void store.saveIssued(cards),
      depth: 0,
      dropped: 0,
      flush: () => Promise.resolve(),
      close: () => Promise.resolve()
    },
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
      const { cards, extension } = body as HookResponse
      const { rules } = extension?.[EVALUATION_EXTENSION] as Explained
      return {
        rules: cards.map(card => card.source.topic?.code ?? ''),
        silencedBy: rule => rules.find(({ id }) => id === rule)?.silencedBy
      }
    },
    stop: () => app.close()
  }
}
