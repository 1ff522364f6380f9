import Fastify, { type FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../../src/server/config.js'
import type { Caller } from '../../../src/server/caller.js'
import { answerError } from '../../../src/server/errors.js'
import { rateLimiter } from '../../../src/server/ops/limits.js'
import { authorization, fhirStub, json, patientView, start, without, type FhirStub, type Running } from '../stubs.js'
import { codeIn, rawRefusal } from './outcome.js'
import { until } from '../../until.js'
import { talk } from './sockets.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const HEAD = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`
let running: Running
afterEach(() => running.stop())

const call = (body: object = patientView()) => supertest(running.url).post(PATH).send(body)
const inFlight = async (): Promise<number> =>
  Number(/^cds_requests_in_flight (\d+)$/m.exec((await supertest(running.url).get('/metrics')).text)?.[1])

describe('what never becomes a request', () => {
  test('headers over 16 KB → 431', async () => {
    running = await start()
    const { answer } = talk(running.url, `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(rawRefusal(await answer)).toEqual({ status: 431, code: 'CDS_ERR_HEADERS_TOO_LARGE' })
  })

  test('headers of 10 KB are fine', async () => {
    running = await start()
    await supertest(running.url).get('/health').set('X-Long', 'a'.repeat(10_000)).expect(200)
  })

  test('a head, a body or a chunk that never ends → 408', async () => {
    running = await start({ REQUEST_TIMEOUT_MS: '1000' })
    const slow = [
      talk(running.url, 'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: '),
      talk(running.url, `${HEAD}Content-Length: 50\r\n\r\n{"hook":`),
      talk(running.url, `${HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\n{"hook":\r\n`)
    ]
    for (const { answer } of slow) expect(rawRefusal(await answer)).toEqual({ status: 408, code: 'CDS_ERR_REQUEST_TIMEOUT' })
    await call().expect(200)
    await until(async () => (await inFlight()) === 0)
  })

  test('a body over BODY_LIMIT_MB → 413, announced or chunked', async () => {
    running = await start({ BODY_LIMIT_MB: '1' })
    const announced = await call({ padding: 'x'.repeat(1_100_000) }).expect(413)
    expect(codeIn(announced.body)).toBe('CDS_ERR_BODY_TOO_LARGE')
    const chunk = `${(1_100_000).toString(16)}\r\n${'x'.repeat(1_100_000)}\r\n`
    const { answer, socket } = talk(running.url, `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`)
    await until(() => socket.bytesRead > 0)
    socket.end()
    expect(await answer).toContain('CDS_ERR_BODY_TOO_LARGE')
  })

  test('a client that is still sending such a body reads the refusal, and is cut off if it never ends', async () => {
    running = await start({ BODY_LIMIT_MB: '1', REQUEST_TIMEOUT_MS: '1000', MAX_EVENT_LOOP_DELAY_MS: '0' })
    const slow = talk(running.url, `${HEAD}Content-Length: 2000000\r\n\r\n${'x'.repeat(1_000_000)}`)
    await until(() => slow.socket.bytesRead > 0)
    slow.socket.write(`${'x'.repeat(1_000_000)}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(await slow.answer).toMatch(/^HTTP\/1.1 413[^]*CDS_ERR_BODY_TOO_LARGE[^]*HTTP\/1.1 200[^]*"ok"/)
    const { answer, socket } = talk(running.url, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`)
    const sending = setInterval(() => socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`), 5)
    expect(await answer).toContain('CDS_ERR_BODY_TOO_LARGE')
    clearInterval(sending)
    await until(async () => (await inFlight()) === 0)
  })

  test('garbage, alone, after a request and inside a body, harms nobody else', async () => {
    running = await start()
    const get = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'
    expect(rawRefusal(await talk(running.url, '\0\x01\x02\r\n\r\n').answer).status).toBe(400)
    expect(await talk(running.url, `${get}GARBAGE\r\n\r\n`).answer).toContain('400 Bad Request')
    expect(await talk(running.url, `${HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`).answer).toContain('400 Bad Request')
    const double = `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`
    expect(await talk(running.url, double).answer).toContain('400 Bad Request')
    await call().expect(200)
  })

  test('a client that leaves in the middle of its body leaves nothing behind', async () => {
    running = await start({ MAX_IN_FLIGHT: '2' })
    for (let index = 0; index < 6; index++) {
      const { socket, answer } = talk(running.url, `${HEAD}Content-Length: 500\r\n\r\n{"hook":`)
      await until(() => socket.bytesWritten > 0)
      socket.resetAndDestroy()
      await answer
    }
    await until(async () => (await inFlight()) === 0)
    await call().expect(200)
  })
})

describe('MAX_IN_FLIGHT', () => {
  let fhir: FhirStub | undefined
  afterEach(() => fhir?.stop())

  test('calls that wait behind another on a connection that breaks leave nothing behind', async () => {
    fhir = await fhirStub()
    fhir.replies.set('Condition', () => undefined)
    running = await start({ MAX_IN_FLIGHT: '3', FHIR_SERVERS: fhir.base, DEADLINE_MS: '1500' })
    const body = JSON.stringify({ ...without('conditions'), fhirServer: fhir.base, fhirAuthorization: authorization() })
    const one = `${HEAD}Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`
    const { socket, answer } = talk(running.url, one + one + one)
    await until(async () => (await inFlight()) === 3)
    socket.resetAndDestroy()
    await answer
    await until(async () => (await inFlight()) === 0)
    await call().expect(200)
  })

  test('one call more → 503 with Retry-After; probes, metrics and preflight are answered; then it goes on', async () => {
    fhir = await fhirStub()
    let release: () => void = () => undefined
    const released = new Promise<void>(done => (release = done))
    fhir.replies.set('Condition', (request, response) => {
      void released.then(() => json({ resourceType: 'Bundle', type: 'searchset' })(request, response))
    })
    running = await start({ MAX_IN_FLIGHT: '1', FHIR_SERVERS: fhir.base, DEADLINE_MS: '8000' })
    const slow = call({ ...without('conditions'), fhirServer: fhir.base, fhirAuthorization: authorization() }).then(({ status }) => status)
    await until(async () => (await inFlight()) === 1)
    const refused = await call().set('Origin', 'https://ehr.example.org').expect(503)
    expect(codeIn(refused.body)).toBe('CDS_ERR_OVERLOADED')
    expect(refused.headers['retry-after']).toMatch(/^\d+$/)
    expect(refused.headers['access-control-allow-origin']).toBe('https://ehr.example.org')
    await supertest(running.url).get('/cds-services').expect(503)
    await supertest(running.url).get('/health').expect(200)
    await supertest(running.url).get('/ready').expect(200)
    await supertest(running.url)
      .options(PATH)
      .set('Origin', 'https://ehr.example.org')
      .set('Access-Control-Request-Method', 'POST')
      .expect(204)
    release()
    expect(await slow).toBe(200)
    await until(async () => (await inFlight()) === 0)
    await call().expect(200)
  })
})

describe('MAX_EVENT_LOOP_DELAY_MS', () => {
  test('a late event loop refuses calls, not probes', { timeout: 20_000 }, async () => {
    running = await start({ MAX_EVENT_LOOP_DELAY_MS: '5' })
    const busy = setInterval(() => {
      const end = performance.now() + 80
      while (performance.now() < end);
    }, 1)
    try {
      let refused: supertest.Response | undefined
      await until(async () => {
        const response = await call()
        if (response.status !== 200) refused = response
        return refused !== undefined
      })
      expect(refused?.status).toBe(503)
      expect(codeIn(refused?.body)).toBe('CDS_ERR_OVERLOADED')
      await supertest(running.url).get('/health').expect(200)
      await supertest(running.url).get('/metrics').expect(200)
    } finally {
      clearInterval(busy)
    }
    await until(async () => (await call()).status === 200)
  })
})

describe('RATE_LIMIT', () => {
  test('in open mode counts by address; the refusal says when to come back', async () => {
    running = await start({ RATE_LIMIT: '2' })
    await call().expect(200)
    await supertest(running.url).get('/cds-services').expect(200)
    const { body, headers } = await call().set('Origin', 'https://ehr.example.org').expect(429)
    expect(codeIn(body)).toBe('CDS_ERR_RATE_LIMITED')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(headers['access-control-allow-origin']).toBe('https://ehr.example.org')
    for (const path of ['/health', '/ready', '/metrics', '/']) await supertest(running.url).get(path).expect(200)
    await supertest(running.url)
      .options(PATH)
      .set('Origin', 'https://ehr.example.org')
      .set('Access-Control-Request-Method', 'POST')
      .expect(204)
  })

  test('unset, open mode has none', async () => {
    running = await start()
    for (let index = 0; index < 20; index++) await supertest(running.url).get('/cds-services').expect(200)
  })

  test('counts each issuer and tenant for itself', async () => {
    running = await start()
    const app: FastifyInstance = Fastify()
    app.decorateRequest('caller', undefined)
    app.decorateRequest('refusal', undefined)
    app.setErrorHandler((error, request, reply) => answerError(error, request, reply, 'https://x'))
    const count = await rateLimiter(app, readConfig({ RATE_LIMIT: '1' }))
    app.addHook('onRequest', async (request, reply) => {
      const [issuer, tenant] = String(request.headers['x-client']).split(' ')
      const fhirServers = { exact: new Set<string>(), below: [], setting: 'x' }
      request.caller = { issuer, tenant, fhirServers } satisfies Caller
      await count?.(request, reply)
    })
    app.get('/', async () => 'ok')
    const statusOf = async (client: string) => (await app.inject({ url: '/', headers: { 'x-client': client } })).statusCode
    const statuses = []
    for (const client of ['a t1', 'a t1', 'a t2', 'a', 'a', 'b t1']) statuses.push(await statusOf(client))
    expect(statuses).toEqual([200, 429, 200, 200, 429, 200])
    await app.close()
  })
})
