import { createConnection } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { HOOK_INSTANCE, fullPrefetch, patientView, start, type Running } from './stubs.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const AS_OF = 'io.github.vertebral-fracture-cds.asOf'
let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())
afterEach(() => {
  running.charts.length = 0
  running.calls.length = 0
})

const post = (body: unknown, path = PATH) =>
  supertest(running.url)
    .post(path)
    .send(body as object)
interface Outcome {
  resourceType: string
  issue: { code: string; diagnostics?: string; details: { text: string; coding: { code: string; system: string }[] } }[]
}
/** The refusal of an answer, and that it is an OperationOutcome (REQ-52). */
function refusal(response: { body: unknown; headers: Record<string, string> }): {
  code: string | undefined
  field: string | undefined
  fields: (string | undefined)[]
} {
  const outcome = response.body as Outcome
  expect(response.headers['content-type']).toMatch(/^application\/fhir\+json/)
  expect(outcome.resourceType).toBe('OperationOutcome')
  return {
    code: outcome.issue[0]?.details.coding[0]?.code,
    field: outcome.issue[0]?.diagnostics,
    fields: outcome.issue.map(issue => issue.diagnostics)
  }
}

describe('a service call (REQ-25 to 31, 53)', () => {
  test('a valid body is answered with cards and a request id', async () => {
    const { body, headers } = await post(patientView()).expect(200)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect((body as { cards: unknown[] }).cards).toHaveLength(1)
  })

  test('a plain request id of the caller is kept, another is not', async () => {
    const kept = await post(patientView()).set('X-Request-Id', 'abc-1')
    expect(kept.headers['x-request-id']).toBe('abc-1')
    const replaced = await post(patientView()).set('X-Request-Id', 'a b "c"')
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('double and trailing slashes are forgiven', async () => {
    await post(patientView(), '/cds-services//vertebral-fracture-patient-view').expect(200)
    await post(patientView(), `${PATH}/`).expect(200)
  })

  test('the same hookInstance is answered again', async () => {
    await post(patientView()).expect(200)
    await post(patientView()).expect(200)
  })

  test('null and blank optional members count as absent, unknown ones are ignored (REQ-9)', async () => {
    const context = { userId: 'Practitioner/p1', patientId: 'pat-1', encounterId: null, x: 1 }
    await post(patientView({ context, fhirServer: '', fhirAuthorization: null, extension: null, x: 1 })).expect(200)
    await post({ ...patientView(), prefetch: { ...fullPrefetch(), unknownKey: 'text' } }).expect(200)
  })

  test.each([
    ['hook', { hook: undefined }, 'hook'],
    ['hook of a wrong type', { hook: 5 }, 'hook'],
    ['hookInstance', { hookInstance: undefined }, 'hookInstance'],
    ['hookInstance that is no UUID', { hookInstance: 'SECRET-1' }, 'hookInstance'],
    ['context', { context: undefined }, 'context'],
    ['context that is a list', { context: [] }, 'context'],
    ['context null', { context: null }, 'context'],
    ['patientId', { context: { userId: 'Practitioner/p1' } }, 'context.patientId'],
    ['patientId with a type prefix', { context: { userId: 'Practitioner/p1', patientId: 'Patient/SECRET-1' } }, 'context.patientId'],
    ['patientId of dots', { context: { userId: 'Practitioner/p1', patientId: '..' } }, 'context.patientId'],
    ['bare userId', { context: { userId: 'SECRET-1', patientId: 'pat-1' } }, 'context.userId'],
    [
      'encounterId with a type prefix',
      { context: { userId: 'Practitioner/p1', patientId: 'pat-1', encounterId: 'Encounter/SECRET-1' } },
      'context.encounterId'
    ],
    ['prefetch that is a string', { prefetch: 'SECRET-1' }, 'prefetch'],
    ['fhirServer that is no URL', { fhirServer: 'SECRET-1' }, 'fhirServer'],
    ['fhirAuthorization without fhirServer', { fhirAuthorization: { access_token: 'SECRET-1' } }, 'fhirServer']
  ])('%s → 400 that names the field and never the value', async (_name, change, field) => {
    const response = await post(patientView(change)).expect(400)
    expect(refusal(response)).toMatchObject({ code: 'CDS_ERR_REQUEST_INVALID', field })
    expect(response.text).not.toContain('SECRET-1')
  })

  test('several wrong members are all named', async () => {
    const response = await post(patientView({ hookInstance: 'x', context: {} })).expect(400)
    expect(refusal(response).fields).toEqual(['hookInstance', 'context.userId', 'context.patientId'])
  })

  test('another hook than the service answers → 400', async () => {
    const response = await post(patientView({ hook: 'order-select' })).expect(400)
    expect(refusal(response)).toMatchObject({ code: 'CDS_ERR_HOOK_MISMATCH', field: 'hook' })
  })

  test.each(['[]', '[{"hook":"patient-view"}]', '"text"', '5', 'null'])('a body of %s → 400', async body => {
    const response = await supertest(running.url).post(PATH).set('Content-Type', 'application/json').send(body).expect(400)
    expect(refusal(response).code).toBe('CDS_ERR_BODY_NOT_OBJECT')
  })

  test.each(['', '{"hook":', '{"hook":"patient-view",}', '{"__proto__":{"x":1}}', '{"context":{"__proto__":{"patientId":"x"}}}'])(
    'a body of %s → 400, not JSON',
    async body => {
      const response = await supertest(running.url).post(PATH).set('Content-Type', 'application/json').send(body).expect(400)
      expect(refusal(response).code).toBe('CDS_ERR_BODY_NOT_JSON')
    }
  )

  test.each(['text/plain', 'application/fhir+json', 'application/xml', 'application/x-www-form-urlencoded'])('%s → 415', async type => {
    const response = await supertest(running.url).post(PATH).set('Content-Type', type).send(JSON.stringify(patientView())).expect(415)
    expect(refusal(response).code).toBe('CDS_ERR_MEDIA_TYPE')
  })

  test('a charset is no other media type', async () => {
    await supertest(running.url)
      .post(PATH)
      .set('Content-Type', 'application/json; charset=utf-8')
      .send(JSON.stringify(patientView()))
      .expect(200)
  })

  test('an unknown service, path or method is refused before its body is read', async () => {
    expect(refusal(await post({}, '/cds-services/other').expect(404)).code).toBe('CDS_ERR_SERVICE_UNKNOWN')
    expect(refusal(await post({}, '/cds-services/other/feedback').expect(404)).code).toBe('CDS_ERR_SERVICE_UNKNOWN')
    expect(refusal(await supertest(running.url).post('/elsewhere').set('Content-Type', 'text/plain').send('x').expect(404)).code).toBe(
      'CDS_ERR_NOT_FOUND'
    )
  })

  test.each([
    ['get', PATH, 'POST, OPTIONS'],
    ['put', PATH, 'POST, OPTIONS'],
    ['delete', `${PATH}/`, 'POST, OPTIONS'],
    ['get', `${PATH}/feedback`, 'POST, OPTIONS'],
    ['post', '/cds-services', 'GET, HEAD, OPTIONS'],
    ['patch', '/health', 'GET, HEAD, OPTIONS']
  ] as const)('%s %s → 405 with Allow', async (method, path, allow) => {
    const response = await supertest(running.url)[method](path).expect(405)
    expect(response.headers['allow']).toBe(allow)
    expect(refusal(response).code).toBe('CDS_ERR_METHOD_NOT_ALLOWED')
  })

  test('a body over BODY_LIMIT_MB → 413', async () => {
    const small = await start({ BODY_LIMIT_MB: '1' })
    const response = await supertest(small.url)
      .post(PATH)
      .send({ padding: 'x'.repeat(1_100_000) })
      .expect(413)
    expect(refusal(response).code).toBe('CDS_ERR_BODY_TOO_LARGE')
    await small.stop()
  })

  test('a body over 1 MiB is fine by default', async () => {
    await post(patientView({ x: 'x'.repeat(2_000_000) })).expect(200)
  })

  test('a broken URL and broken HTTP get an OperationOutcome too', async () => {
    expect(refusal(await supertest(running.url).get('/%E0%A4%A').expect(400)).code).toBe('CDS_ERR_BAD_REQUEST')
    const { port, hostname } = new URL(running.url)
    const answer = await new Promise<string>(done => {
      let text = ''
      const socket = createConnection(Number(port), hostname)
      socket.write('NONSENSE\r\n\r\n')
      socket
        .on('data', chunk => (text += chunk.toString()))
        .on('close', () => {
          done(text)
        })
    })
    expect(answer).toContain('400 Bad Request')
    expect(answer).toContain('CDS_ERR_BAD_REQUEST')
  })
})

describe('a failure inside', () => {
  test('is a 500 without message or stack; the log has the place, not the message', async () => {
    const broken = await start(
      {},
      {
        respond: () => {
          throw new TypeError('Secretname was undefined')
        }
      }
    )
    const response = await supertest(broken.url).post(PATH).send(patientView()).expect(500)
    expect(refusal(response).code).toBe('CDS_ERR_INTERNAL')
    expect(response.text).not.toMatch(/Secretname|TypeError|\.ts/)
    expect(broken.logText()).toContain('TypeError')
    expect(broken.logText()).not.toContain('Secretname')
    await broken.stop()
  })

  test('of a rule is logged by rule, error name and request id', async () => {
    const failing = await start(
      {},
      {
        respond: () => ({
          response: { cards: [] },
          shown: [],
          silent: [],
          failures: [{ rule: 'rf-malignancy', error: new RangeError('Secretname') }]
        })
      }
    )
    const { headers } = await supertest(failing.url).post(PATH).send(patientView()).expect(200)
    expect(failing.lines.find(line => line['msg'] === 'rule failed')).toMatchObject({
      rule: 'rf-malignancy',
      error: 'RangeError',
      requestId: headers['x-request-id']
    })
    expect(failing.logText()).not.toContain('Secretname')
    await failing.stop()
  })
})

describe('the log line of a call', () => {
  test('has ids and outcomes only', async () => {
    const quiet = await start()
    const { headers } = await supertest(quiet.url).post(PATH).send(patientView()).expect(200)
    await quiet.stop()
    expect(quiet.lines.filter(line => line['msg'] === 'call')).toMatchObject([
      {
        requestId: headers['x-request-id'],
        service: 'vertebral-fracture-patient-view',
        hookInstance: HOOK_INSTANCE,
        status: 200,
        cards: 1,
        rules: ['stub-rule'],
        ledger: { patient: 'sent', conditions: 'known-empty' }
      }
    ])
    expect(quiet.logText()).not.toMatch(/pat-1|Secretname|Practitioner/)
  })

  test('tells why a call was refused', async () => {
    const quiet = await start()
    await supertest(quiet.url).post(PATH).send({}).expect(400)
    await supertest(quiet.url)
      .post(PATH)
      .send(patientView({ prefetch: {} }))
      .expect(412)
    await quiet.stop()
    expect(quiet.lines.filter(line => line['msg'] === 'call')).toMatchObject([
      { status: 400, refusal: 'CDS_ERR_REQUEST_INVALID' },
      { status: 412, refusal: 'CDS_ERR_DATA_UNOBTAINABLE', ledger: { patient: 'absent' } }
    ])
  })
})

describe('asOf (design section 3, clock)', () => {
  test('is today in TIME_ZONE', async () => {
    const clock = () => new Date('2026-11-22T23:30:00Z')
    const utc = await start({}, { clock })
    const vienna = await start({ TIME_ZONE: 'Europe/Vienna' }, { clock })
    await supertest(utc.url).post(PATH).send(patientView()).expect(200)
    await supertest(vienna.url).post(PATH).send(patientView()).expect(200)
    expect([utc.charts[0]?.asOf, vienna.charts[0]?.asOf]).toEqual(['2026-11-22', '2026-11-23'])
    await utc.stop()
    await vienna.stop()
  })

  test('may be asked for by the request', async () => {
    await post(patientView({ extension: { [AS_OF]: '2026-08-02' } })).expect(200)
    expect(running.charts[0]?.asOf).toBe('2026-08-02')
  })

  test('AS_OF goes before the request', async () => {
    const fixed = await start({ AS_OF: '2025-01-31' })
    await supertest(fixed.url)
      .post(PATH)
      .send(patientView({ extension: { [AS_OF]: '2026-08-02' } }))
      .expect(200)
    expect(fixed.charts[0]?.asOf).toBe('2025-01-31')
    await fixed.stop()
  })

  test.each(['2026-02-30', '2026-08', 'today', 20260802, '2026T12345'])('%s → 400', async value => {
    const response = await post(patientView({ extension: { [AS_OF]: value } })).expect(400)
    expect(refusal(response)).toMatchObject({ code: 'CDS_ERR_AS_OF_INVALID', field: `extension.${AS_OF}` })
  })
})

describe('the explanation', () => {
  test('is asked for with true only', async () => {
    const name = 'io.github.vertebral-fracture-cds.explain'
    await post(patientView({ extension: { [name]: true } })).expect(200)
    await post(patientView({ extension: { [name]: 'true' } })).expect(200)
    await post(patientView()).expect(200)
    expect(running.calls.map(({ explain }) => explain)).toEqual([true, false, false])
    expect(running.calls[0]).toMatchObject({
      hookInstance: HOOK_INSTANCE,
      maxCards: 6,
      canonicalBase: 'https://vertebral-fracture-cds.github.io'
    })
  })
})
