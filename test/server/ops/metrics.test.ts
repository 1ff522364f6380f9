import { afterEach, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthRefusal } from '../../../src/server/auth/refusals.js'
import type { BreakerState } from '../../../src/server/fhir/client.js'
import { metricsOf, sumOf, type Gauged, type Metrics } from '../../../src/server/ops/metrics.js'
import { storeDouble } from '../doubles.js'
import { bundle, condition, patientView, start, without, type Running } from '../stubs.js'

const SERVICE = 'vertebral-fracture-patient-view'
const TOKEN = 'planted-operator-token-0123456789'
let running: Running | undefined
afterEach(async () => {
  await running?.stop()
  running = undefined
})

const post = (path: string, body: object, { url }: Running) => supertest(url).post(path).send(body)
const scrape = async ({ url }: Running): Promise<string> => (await supertest(url).get('/metrics').expect(200)).text

const gauged = (more: Partial<Gauged> = {}): Gauged => ({
  queue: { depth: 0, dropped: 0 },
  quiet: { unread: 0 },
  client: { breakers: () => new Map() },
  inFlight: () => 0,
  ...more
})
const withBreakers = (states: Readonly<Record<string, BreakerState>>): Pick<Gauged, 'client'> => ({
  client: { breakers: () => new Map(Object.entries(states)) }
})
const observed = (metrics: Metrics, request: object, statusCode: number): void =>
  metrics.observe({ routeOptions: { url: '/cds-services' }, ...request } as unknown as FastifyRequest, { statusCode } as FastifyReply)

describe('/metrics', () => {
  test('counts calls, keys, cards and refusals', async () => {
    running = await start()
    await post(`/cds-services/${SERVICE}`, patientView(), running).expect(200)
    await post(`/cds-services/${SERVICE}`, patientView(), running).expect(200)
    await post(`/cds-services/${SERVICE}`, without('patient'), running).expect(412)
    await post(`/cds-services/${SERVICE}`, {}, running).expect(400)
    await supertest(running.url).get('/cds-services').expect(200)
    await supertest(running.url).get('/pat-1/Secretname').expect(404)
    const text = await scrape(running)
    expect(text).toContain(`cds_requests_total{service="${SERVICE}",endpoint="hook",status="2xx"} 2`)
    expect(text).toContain(`cds_requests_total{service="${SERVICE}",endpoint="hook",status="4xx"} 2`)
    expect(text).toContain('cds_requests_total{service="none",endpoint="discovery",status="2xx"} 1')
    expect(text).toContain('cds_requests_total{service="none",endpoint="other",status="4xx"} 1')
    expect(text).toContain(`cds_decision_seconds_count{service="${SERVICE}"} 2`)
    expect(text).toContain(`cds_answer_seconds_count{service="${SERVICE}"} 4`)
    expect(text).toContain('cds_prefetch_total{key="conditions",state="known-empty"} 3')
    expect(text).toContain('cds_prefetch_total{key="patient",state="absent"} 1')
    expect(text).toContain('cds_cards_total{rule="stub-rule",indicator="info"} 2')
    expect(text).toContain('cds_refusals_total{code="CDS_ERR_DATA_UNOBTAINABLE"} 1')
    expect(text).toContain('cds_refusals_total{code="CDS_ERR_NOT_FOUND"} 1')
    expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
    expect(text).toMatch(/^cds_requests_in_flight 0$/m)
  })

  test('never names a patient, a token or what was typed', async () => {
    running = await start()
    const prefetch = { ...(patientView()['prefetch'] as object), conditions: bundle(condition('c1', 'pat-2')) }
    await post(`/cds-services/${SERVICE}`, patientView({ prefetch }), running).expect(200)
    await post('/cds-services/pat-1', patientView(), running).expect(404)
    await supertest(running.url).get('/cds-services?patient=pat-1').set('Authorization', 'Bearer token-abc').expect(200)
    await post(`/cds-services/${SERVICE}/feedback`, { feedback: [{ card: 'Secretname', outcome: 'Secretname' }] }, running)
    expect(await scrape(running)).not.toMatch(/pat-1|pat-2|Secretname|Practitioner|token-abc|5c342133/)
  })

  test('counts silent cards and failed rules', async () => {
    running = await start(
      {},
      {
        respond: () => ({
          response: { cards: [] },
          shown: [],
          silent: [{ uuid: 'x', rule: 'dxa-baseline', version: '1.0.0', indicator: 'info' }],
          failures: [{ rule: 'rf-malignancy', error: new RangeError('Secretname') }]
        })
      }
    )
    await post(`/cds-services/${SERVICE}`, patientView(), running).expect(200)
    const text = await scrape(running)
    expect(text).toContain('cds_silent_cards_total{rule="dxa-baseline"} 1')
    expect(text).toContain('cds_rule_failures_total{rule="rf-malignancy"} 1')
  })

  test('counts feedback that was taken, and none that was refused', async () => {
    running = await start()
    const item = { card: '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11', outcomeTimestamp: '2026-11-22T10:00:00Z' }
    const accepted = { ...item, outcome: 'accepted', acceptedSuggestions: [{ id: '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a12' }] }
    const path = `/cds-services/${SERVICE}/feedback`
    await post(path, { feedback: [accepted, { ...item, outcome: 'overridden' }] }, running).expect(200)
    await post(path, { feedback: [{ ...item, outcome: 'overridden' }, { outcome: 'overridden' }] }, running).expect(400)
    const text = await scrape(running)
    expect(text).toContain('cds_feedback_total{outcome="accepted"} 1')
    expect(text).toContain('cds_feedback_total{outcome="overridden"} 1')
    expect(text).toContain(`cds_requests_total{service="${SERVICE}",endpoint="feedback",status="4xx"} 1`)
  })

  test('two applications of one process do not count together', async () => {
    running = await start()
    const other = await start()
    await post(`/cds-services/${SERVICE}`, patientView(), running).expect(200)
    expect(await scrape(other)).not.toContain('endpoint="hook"')
    await other.stop()
  })

  test.each([
    ['no token', undefined],
    ['another token', 'Bearer planted-operator-token-0123456780'],
    ['another scheme', `Basic ${TOKEN}`],
    ['the token and more', `Bearer ${TOKEN} x`]
  ])('with METRICS_TOKEN, %s → 401', async (_name, authorization) => {
    running = await start({ METRICS_TOKEN: TOKEN })
    const { headers, text } = await supertest(running.url)
      .get('/metrics')
      .set(authorization === undefined ? {} : { authorization })
      .expect(401)
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(text).not.toMatch(/cds_|METRICS/)
  })

  test('with METRICS_TOKEN and the token → 200', async () => {
    running = await start({ METRICS_TOKEN: TOKEN })
    const { headers } = await supertest(running.url).get('/metrics').set('authorization', `Bearer ${TOKEN}`).expect(200)
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
  })
})

describe('what is looked at when somebody asks', () => {
  test('calls whose earlier overrides could not be read', async () => {
    const store = storeDouble({ overridesOf: () => Promise.reject(new Error('Secretname')) })
    running = await start({ QUIET: 'on', PATIENT_KEY_SECRET: 'a secret that only this test knows, 1' }, { store })
    expect(await scrape(running)).toMatch(/^cds_quiet_unread_total 0$/m)
    for (let calls = 0; calls < 2; calls++) await post(`/cds-services/${SERVICE}`, patientView(), running).expect(200)
    expect(await scrape(running)).toMatch(/^cds_quiet_unread_total 2$/m)
  })

  test('queue, requests in flight and breakers', async () => {
    const breakers = {
      'https://a.example.org/r4': 'closed',
      'https://a.example.org/other': 'open',
      'https://b.example.org': 'half-open'
    } as const
    const text = await metricsOf(
      gauged({ queue: { depth: 7, dropped: 3 }, quiet: { unread: 2 }, ...withBreakers(breakers), inFlight: () => 5 })
    ).text()
    expect(text).toMatch(/^cds_issued_queue_depth 7$/m)
    expect(text).toMatch(/^cds_issued_dropped_total 3$/m)
    expect(text).toMatch(/^cds_quiet_unread_total 2$/m)
    expect(text).toMatch(/^cds_requests_in_flight 5$/m)
    expect(text).toContain('cds_fhir_breaker_state{origin="https://a.example.org"} 2')
    expect(text).toContain('cds_fhir_breaker_state{origin="https://b.example.org"} 1')
    expect(text).not.toContain('r4')
  })

  test('the number of origins is bounded', async () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`https://f${String(index)}.example.org`, 'closed' as const]))
    const text = await metricsOf(gauged(withBreakers(many))).text()
    expect(text.match(/^cds_fhir_breaker_state\{/gm)).toHaveLength(51)
    expect(text).toContain('origin="other"')
  })

  test('refused tokens count by reason', async () => {
    const metrics = metricsOf(gauged())
    for (const authRefusal of ['expired', 'replayed', 'expired'] satisfies AuthRefusal[]) observed(metrics, { authRefusal }, 401)
    observed(metrics, {}, 200)
    const text = await metrics.text()
    expect(text).toContain('cds_auth_refusals_total{class="expired"} 2')
    expect(text).toContain('cds_auth_refusals_total{class="replayed"} 1')
    expect(text.match(/^cds_auth_refusals_total\{/gm)).toHaveLength(2)
  })

  test('several processes are summed, their breakers are not', async () => {
    const one = metricsOf(
      gauged({ queue: { depth: 2, dropped: 0 }, quiet: { unread: 1 }, ...withBreakers({ 'https://a.example.org': 'open' }) })
    )
    const two = metricsOf(
      gauged({ queue: { depth: 3, dropped: 0 }, quiet: { unread: 4 }, ...withBreakers({ 'https://a.example.org': 'closed' }) })
    )
    observed(one, {}, 200)
    observed(two, {}, 200)
    const text = await sumOf([await one.json(), await two.json()])
    expect(text).toMatch(/^cds_processes 2$/m)
    expect(text).toMatch(/^cds_issued_queue_depth 5$/m)
    expect(text).toMatch(/^cds_quiet_unread_total 5$/m)
    expect(text).toContain('cds_requests_total{service="none",endpoint="discovery",status="2xx"} 2')
    expect(text).toContain('cds_fhir_breaker_state{origin="https://a.example.org"} 2')
  })
})
