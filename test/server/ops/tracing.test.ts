/** Spans: what they say of a call, that they say no more, and that a collector receives them from the built service. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import supertest from 'supertest'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { tracingBy } from '../../../src/server/ops/tracing.js'
import { startService } from '../../built-service.js'
import { leaksIn } from '../../log-scan.js'
import { planted } from '../../planted.js'
import { until } from '../../until.js'
import { visit } from '../whole/clients.js'
import { authorization, fhirStub, patientView, start, without } from '../stubs.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const fhir = await fhirStub()
const running = await start({ FHIR_SERVERS: fhir.base }, { tracing: await tracingBy(provider, () => provider.shutdown()) })
afterAll(async () => {
  await running.stop()
  await fhir.stop()
})
beforeEach(() => exporter.reset())

async function spansOf(count: number): Promise<readonly ReadableSpan[]> {
  await until(() => exporter.getFinishedSpans().length >= count)
  return exporter.getFinishedSpans()
}

const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan => {
  const span = spans.find(candidate => candidate.name === name)
  if (span === undefined) throw new Error(`no span ${name} among ${spans.map(candidate => candidate.name).join(', ')}`)
  return span
}

const msOf = ([seconds, nanoseconds]: ReadableSpan['startTime']): number => seconds * 1000 + nanoseconds / 1e6

test('a hook call is part of the trace of its caller, and shows its steps', async () => {
  const before = Date.now()
  await supertest(running.url).post(PATH).set('traceparent', `00-${TRACE}-${PARENT}-01`).send(patientView()).expect(200)
  const spans = await spansOf(3)
  const call = named(spans, `POST ${PATH}`)
  expect(call.spanContext().traceId).toBe(TRACE)
  expect(call.parentSpanContext?.spanId).toBe(PARENT)
  expect(call.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': PATH,
    'http.response.status_code': 200,
    'cds.request_id': expect.any(String) as string,
    'cds.cards': 1
  })
  for (const name of ['gather', 'decide']) {
    const step = named(spans, name)
    expect(step.parentSpanContext?.spanId).toBe(call.spanContext().spanId)
    expect(msOf(step.startTime)).toBeGreaterThanOrEqual(msOf(call.startTime) - 0.01)
    expect(msOf(step.endTime)).toBeLessThanOrEqual(msOf(call.endTime) + 0.01)
  }
  expect(Math.abs(msOf(call.startTime) - before)).toBeLessThan(60_000)
  expect(spans).toHaveLength(3)
})

test('each key that is read is a span with its state, and nobody is named in any', async () => {
  const body = { ...without('labs', 'procedures'), fhirServer: fhir.base, fhirAuthorization: authorization() }
  await supertest(running.url).post(PATH).send(body).expect(200)
  const spans = await spansOf(5)
  const gather = named(spans, 'gather')
  for (const key of ['labs', 'procedures']) {
    const read = named(spans, `read ${key}`)
    expect(read.parentSpanContext?.spanId).toBe(gather.spanContext().spanId)
    expect(read.attributes).toEqual({ 'cds.prefetch_key': key, 'cds.state': running.charts.at(-1)?.parts[key as 'labs']?.state })
  }
  const said = JSON.stringify(spans.map(({ name, attributes, status }) => ({ name, attributes, status })))
  expect(leaksIn(said, planted())).toEqual([])
  expect(said).not.toContain(new URL(fhir.base).host)
})

test('a refusal carries its code', async () => {
  await supertest(running.url).post(PATH).send({}).expect(400)
  const [call, ...steps] = await spansOf(1)
  expect(call?.attributes).toMatchObject({ 'http.response.status_code': 400, 'error.type': 'CDS_ERR_REQUEST_INVALID' })
  expect(steps).toEqual([])
})

test('a trace that its caller did not sample is not sampled here, and probes are no calls', async () => {
  await supertest(running.url).post(PATH).set('traceparent', `00-${TRACE}-${PARENT}-00`).send(patientView()).expect(200)
  await supertest(running.url).get('/health').expect(200)
  await supertest(running.url).get('/cds-services').expect(200)
  expect((await spansOf(1)).map(({ name }) => name)).toEqual(['GET /cds-services'])
})

test('the built service sends its spans to the collector that the variables name, at the latest when it ends', async () => {
  const received: { path: string | undefined; type: string | undefined; body: string }[] = []
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      // Protobuf writes text as it is.
      received.push({ path: request.url, type: request.headers['content-type'], body: Buffer.concat(chunks).toString('latin1') })
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>(done => collector.listen(0, '127.0.0.1', done))
  const endpoint = `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`
  const service = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'cds-of-ward-3' })
  const { cards } = await visit(service)
  expect(cards.length).toBeGreaterThan(0)
  expect(await service.end()).toBe(0)
  await new Promise(done => collector.close(done))
  expect(received.map(({ path, type }) => ({ path, type }))).toEqual([{ path: '/v1/traces', type: 'application/x-protobuf' }])
  for (const word of ['cds-of-ward-3', `POST ${PATH}`, 'gather', 'decide']) expect(received[0]?.body).toContain(word)
  expect(leaksIn(received[0]?.body ?? '', planted())).toEqual([])
})

test('a collector that is not there costs no call, only a warning', async () => {
  const service = await startService({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    OTEL_BSP_SCHEDULE_DELAY: '50'
  })
  expect((await visit(service)).cards.length).toBeGreaterThan(0)
  await until(() => service.lines().some(({ msg }) => String(msg).startsWith('OpenTelemetry: spans could not be sent')))
  expect(await service.end()).toBe(0)
})
