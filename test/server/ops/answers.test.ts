import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { traceIdOf } from '../../../src/server/ops/trace.js'
import { restartDelays } from '../../../src/server/ops/restarts.js'
import { patientView, start, type Running } from '../stubs.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())

describe('headers of an answer', () => {
  test.each([
    ['post', PATH, 200],
    ['get', PATH, 405],
    ['get', '/health', 200],
    ['get', '/nothing', 404]
  ] as const)('%s %s says how it may be used', async (method, path, status) => {
    const request = supertest(running.url)[method](path)
    const { headers } = await (method === 'post' ? request.send(patientView()) : request).expect(status)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-store'
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  test('discovery may be kept, but is asked for again', async () => {
    const { headers } = await supertest(running.url).get('/cds-services').expect(200)
    expect(headers['cache-control']).toBe('no-cache')
  })

  test('HSTS is promised where clients come by https', async () => {
    const secure = await start({ PUBLIC_URL: 'https://cds.example.org' })
    const { headers } = await supertest(secure.url).get('/health')
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    await secure.stop()
  })

  test('a browser may read what helps it', async () => {
    const { headers } = await supertest(running.url).post(PATH).set('Origin', 'https://ehr.example.org').send(patientView()).expect(200)
    expect(headers['access-control-allow-origin']).toBe('https://ehr.example.org')
    expect(headers['access-control-expose-headers']).toMatch(/X-Request-Id.*Retry-After.*Server-Timing/)
  })
})

describe('Server-Timing', () => {
  test('tells where the time went, and nothing else', async () => {
    const { headers } = await supertest(running.url).post(PATH).send(patientView()).expect(200)
    const timing = /^gather;dur=(\d+\.\d), decide;dur=(\d+\.\d), total;dur=(\d+\.\d)$/.exec(String(headers['server-timing']))
    const [gather, decide, total] = (timing ?? []).slice(1).map(Number)
    expect(timing).not.toBeNull()
    expect((gather ?? 0) + (decide ?? 0)).toBeLessThanOrEqual((total ?? 0) + 0.2)
  })

  test('refusals have none', async () => {
    const { headers } = await supertest(running.url).post(PATH).send({}).expect(400)
    expect(headers).not.toHaveProperty('server-timing')
  })
})

describe('the trace of a call', () => {
  test('stands in its log line', async () => {
    await supertest(running.url).post(PATH).set('traceparent', `00-${TRACE}-00f067aa0ba902b7-01`).send(patientView()).expect(200)
    expect(running.lines.at(-1)).toMatchObject({ msg: 'call', traceId: TRACE })
  })

  test.each([
    ['free text', 'Secretname'],
    ['capital letters', `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`],
    ['no trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['no parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a forbidden version', `ff-${TRACE}-00f067aa0ba902b7-01`],
    ['more than the form', `00-${TRACE}-00f067aa0ba902b7-01-Secretname`],
    ['a list', [`00-${TRACE}-00f067aa0ba902b7-01`]],
    ['nothing', undefined]
  ])('is not read from %s', (_name, header) => {
    expect(traceIdOf(header)).toBeUndefined()
  })
})

describe('the replacement of workers', () => {
  test('waits longer each time, and ends after ten deaths within a minute', () => {
    const delays = restartDelays(() => 0)
    const waited = Array.from({ length: 11 }, () => delays())
    expect(waited.slice(0, 4)).toEqual([100, 200, 400, 800])
    expect(waited.slice(6, 10)).toEqual([5000, 5000, 5000, 5000])
    expect(waited[10]).toBeUndefined()
  })

  test('deaths of more than a minute ago are forgotten', () => {
    let time = 0
    const delays = restartDelays(() => time)
    for (let count = 0; count < 200; count++) {
      time += 30_000
      expect(delays()).toBeLessThanOrEqual(400)
    }
  })
})
