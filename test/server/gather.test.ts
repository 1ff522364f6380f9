import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import type { ChartPart } from '../../src/facts/chart.js'
import { prefetchKeys, prefetchTemplates, type PrefetchKey } from '../../src/facts/prefetch.js'
import {
  PATIENT,
  authorization,
  bundle,
  condition,
  fhirStub,
  fullPrefetch,
  json,
  patientView,
  start,
  without,
  type FhirStub,
  type Running
} from './stubs.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const DEADLINE_MS = 400
let fhir: FhirStub
let foreign: FhirStub
let running: Running

beforeAll(async () => {
  fhir = await fhirStub()
  foreign = await fhirStub()
  running = await start({ FHIR_SERVERS: `${fhir.base}/`, DEADLINE_MS: String(DEADLINE_MS) })
})
afterAll(async () => {
  await running.stop()
  await fhir.stop()
  await foreign.stop()
})
afterEach(() => {
  fhir.requests.length = 0
  fhir.replies.clear()
  foreign.requests.length = 0
  running.charts.length = 0
})

const post = (body: object) => supertest(running.url).post(PATH).send(body)
/** The ledger line and content of a key after a call that must succeed. */
async function part(key: PrefetchKey, body: object): Promise<ChartPart | undefined> {
  await post(body).expect(200)
  return running.charts.at(-1)?.parts[key]
}
const sending = (key: PrefetchKey, value: unknown, more: object = {}): object =>
  patientView({ prefetch: { ...fullPrefetch(), [key]: value }, ...more })
const reading = (body: Record<string, unknown>, more: object = {}): object => ({
  ...body,
  fhirServer: fhir.base,
  fhirAuthorization: authorization(),
  ...more
})
const outcome = (severity: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity, code: 'processing' }] })
const searchset = (more: object, ...resources: object[]) => ({ ...bundle(...resources), ...more })
const next = (url: string) => ({ link: [{ relation: 'next', url }] })
const other = condition('c9', 'someone-else')

describe('what is sent (REQ-43 to 51)', () => {
  test.each([
    ['null', null, { state: 'known-empty' }],
    ['an empty Bundle', bundle(), { state: 'known-empty' }],
    ['a Bundle without entry', { resourceType: 'Bundle', type: 'searchset', total: 0 }, { state: 'known-empty' }],
    ['a Bundle', bundle(condition('c1'), condition('c2')), { state: 'sent', resources: [{ id: 'c1' }, { id: 'c2' }] }],
    ['a collection', searchset({ type: 'collection' }, condition('c1')), { state: 'sent' }],
    ['a Bundle without type', searchset({ type: undefined }, condition('c1')), { state: 'sent' }],
    ['a lone resource', condition('c1'), { state: 'sent', resources: [{ id: 'c1' }] }],
    ['a lone entry that is no list', { resourceType: 'Bundle', entry: { resource: condition('c1') } }, { state: 'sent' }],
    ['an OperationOutcome', outcome('error'), undefined],
    ['an error among the entries', bundle(condition('c1'), outcome('error')), { state: 'truncated', resources: [{ id: 'c1' }] }],
    ['a warning among the entries', bundle(condition('c1'), outcome('warning')), { state: 'sent' }],
    ['an information among the entries', bundle(outcome('information')), { state: 'known-empty' }],
    ['a total above what came', searchset({ total: 3 }, condition('c1')), { state: 'truncated' }],
    ['a total that fits', searchset({ total: 1 }, condition('c1')), { state: 'sent' }],
    [
      'a next link that nobody can follow',
      searchset(next('https://fhir.example.org/Condition?page=2'), condition('c1')),
      { state: 'truncated' }
    ],
    [
      'an entry that is null',
      { resourceType: 'Bundle', entry: [null, { resource: condition('c1') }] },
      { state: 'truncated', resources: [{ id: 'c1' }] }
    ],
    [
      'included resources of other types',
      bundle(condition('c1'), { resourceType: 'Practitioner', id: 'x' }),
      { state: 'sent', resources: [{ id: 'c1' }] }
    ],
    [
      'a resource of another patient',
      bundle(condition('c1'), other),
      { state: 'sent', resources: [{ id: 'c1' }], reason: '1 resource of another patient left out' }
    ],
    ['only resources of another patient', bundle(other), { state: 'truncated', resources: [] }],
    [
      'only resources of another type',
      bundle({ resourceType: 'Encounter', id: 'e1' }),
      { state: 'truncated', resources: [], reason: 'resources of another type came instead' }
    ],
    [
      'some of another type',
      bundle(condition('c1'), { resourceType: 'Encounter', id: 'e1' }),
      { state: 'sent', resources: [{ id: 'c1' }] }
    ],
    [
      'only one that was included',
      { ...bundle(), entry: [{ resource: { resourceType: 'Encounter', id: 'e1' }, search: { mode: 'include' } }] },
      { state: 'known-empty' }
    ],
    ...[undefined, null, '', 7].map((url): [string, unknown, object] => [
      `a next page at ${JSON.stringify(url)}`,
      { ...bundle(condition('c1')), link: [{ relation: 'next', url }] },
      { state: 'truncated', resources: [{ id: 'c1' }], reason: 'the link to the next page could not be read' }
    ])
  ])('conditions: %s', async (_name, value, expected) => {
    if (expected === undefined) await post(sending('conditions', value)).expect(412)
    else expect(await part('conditions', sending('conditions', value))).toMatchObject(expected)
  })

  test.each([
    ['text'],
    [''],
    [5],
    [[]],
    [[condition('c1')]],
    [{}],
    [{ resourceType: 'Observation', id: 'o1' }],
    [searchset({ type: 'history' })],
    [{ resourceType: 'Bundle', entry: 'x' }]
  ])('a wrong value counts as absent: %j', async value => {
    expect(await part('labs', sending('labs', value === '' ? '' : (value as unknown)))).toMatchObject(
      typeof value === 'object' && !Array.isArray(value) && 'id' in value ? { state: 'sent' } : { state: 'absent' }
    )
    await post(sending('conditions', value)).expect(412)
  })

  test('an empty Bundle of a search that ran with an unresolved token says nothing', async () => {
    const value = {
      resourceType: 'Bundle',
      link: [{ relation: 'self', url: 'https://x.example.org/Observation?date=ge%7B%7Btoday()%7D%7D' }]
    }
    expect(await part('labs', sending('labs', value))).toMatchObject({ state: 'absent' })
  })

  test('orders under their DSTU2 and STU3 names are orders', async () => {
    const old = (resourceType: string) => ({ resourceType, id: resourceType, patient: { reference: `Patient/${PATIENT.id}` } })
    expect(await part('medicationRequests', sending('medicationRequests', bundle(old('MedicationOrder'))))).toMatchObject({
      state: 'sent',
      resources: [{ id: 'MedicationOrder' }]
    })
    const requests = bundle(old('ProcedureRequest'), old('ReferralRequest'), old('MedicationOrder'))
    expect(await part('serviceRequests', sending('serviceRequests', requests))).toMatchObject({
      state: 'sent',
      resources: [{ id: 'ProcedureRequest' }, { id: 'ReferralRequest' }]
    })
  })

  test('search outcomes and includes are passed over', async () => {
    const value = {
      resourceType: 'Bundle',
      entry: [
        { resource: condition('c1'), search: { mode: 'match' } },
        { resource: condition('c2'), search: { mode: 'include' } },
        { search: { mode: 'outcome' } }
      ]
    }
    expect(await part('conditions', sending('conditions', value))).toMatchObject({ state: 'sent', resources: [{ id: 'c1' }] })
  })

  test.each(['Patient/someone-else', 'https://fhir.example.org/r4/Patient/someone-else', 'Patient/someone-else/_history/3'])(
    '%s is another patient',
    async reference => {
      const value = bundle(condition('c1'), { ...condition('c2'), subject: { reference } })
      expect((await part('conditions', sending('conditions', value)))?.resources).toHaveLength(1)
      expect(running.lines.at(-1)).toMatchObject({ otherPatients: 1 })
    }
  )

  test.each([
    { reference: 'Patient/pat-1' },
    { reference: 'https://fhir.example.org/r4/Patient/pat-1/_history/3' },
    { reference: 'urn:uuid:5c342133-417e-41f8-a090-ff980e85b82e' },
    { display: 'someone' },
    undefined,
    'Patient/x'
  ])('subject %j is not', async subject => {
    expect((await part('conditions', sending('conditions', bundle({ ...condition('c2'), subject }))))?.resources).toHaveLength(1)
  })

  test('an allergy names its patient in another member', async () => {
    const value = bundle({ resourceType: 'AllergyIntolerance', id: 'a1', patient: { reference: 'Patient/someone-else' } })
    expect(await part('allergies', sending('allergies', value))).toMatchObject({ state: 'truncated', resources: [] })
  })

  test('the Patient may come in a Bundle; another one counts as not obtained', async () => {
    expect(await part('patient', sending('patient', bundle(PATIENT)))).toMatchObject({ state: 'sent', resources: [PATIENT] })
    const { body } = await post(sending('patient', { ...PATIENT, id: 'someone-else' })).expect(412)
    expect(body).toMatchObject({ issue: [{ diagnostics: 'patient' }] })
  })

  test('Medications are kept under every name a reference may use', async () => {
    const entry = [
      { resource: { resourceType: 'Medication', id: 'm1' } },
      { fullUrl: 'urn:uuid:5c342133-417e-41f8-a090-ff980e85b82e', resource: { resourceType: 'Medication' } },
      { fullUrl: 'https://fhir.example.org/Medication/m3', resource: { resourceType: 'Medication' } }
    ]
    await post(sending('medicationRequests', { resourceType: 'Bundle', entry })).expect(200)
    expect([...(running.charts[0]?.medications.keys() ?? [])]).toEqual([
      'Medication/m1',
      'urn:uuid:5c342133-417e-41f8-a090-ff980e85b82e',
      'Medication/m3'
    ])
  })

  test('the ledger keeps the order of the keys', async () => {
    await post(without('measurements')).expect(200)
    expect(Object.keys(running.charts[0]?.parts ?? {})).toEqual(prefetchKeys)
  })
})

describe('required data (REQ-45 to 47, 52)', () => {
  test.each(['patient', 'conditions'])('without %s → 412 that names the key', async key => {
    const { body, headers } = await post(without(key)).expect(412)
    expect(headers['content-type']).toMatch(/^application\/fhir\+json/)
    expect(body).toMatchObject({
      issue: [{ code: 'incomplete', diagnostics: key, details: { coding: [{ code: 'CDS_ERR_DATA_UNOBTAINABLE' }] } }]
    })
  })

  test('the refusal names the setting that would allow it, not the URL', async () => {
    const fhirServer = 'https://user:SECRET@elsewhere.example.org/fhir'
    const { text } = await post({ ...without('conditions'), fhirServer, fhirAuthorization: authorization() }).expect(412)
    expect(text).toContain('fhirServer is not listed in FHIR_SERVERS')
    expect(text).not.toMatch(/SECRET|elsewhere/)
  })

  test.each(prefetchKeys.filter(key => key !== 'patient' && key !== 'conditions'))('without %s → 200', async key => {
    expect(await part(key, without(key))).toMatchObject({
      state: 'absent',
      resources: [],
      reason: 'not sent; the request names no fhirServer'
    })
  })

  test.each(prefetchKeys)('null for %s is knowledge: no query, no 412', async key => {
    expect(await part(key, reading(sending(key, null) as Record<string, unknown>))).toMatchObject({ state: 'known-empty' })
    expect(fhir.requests).toEqual([])
  })
})

describe('reads (REQ-32 to 37, 43)', () => {
  test.each(prefetchKeys)('without %s, exactly its query is run, with the token', async key => {
    expect(await part(key, reading(without(key)))).toMatchObject({ state: key === 'patient' ? 'fetched' : 'known-empty' })
    expect(fhir.requests).toEqual([
      { path: prefetchTemplates[key].replace('{{context.patientId}}', 'pat-1'), authorization: 'Bearer token-abc' }
    ])
  })

  test('everything can be read', async () => {
    fhir.replies.set('Condition', json(bundle(condition('c1'))))
    await post(reading(patientView({ prefetch: undefined }))).expect(200)
    expect(running.charts[0]?.parts).toMatchObject({
      patient: { state: 'fetched' },
      conditions: { state: 'fetched', resources: [{ id: 'c1' }] },
      labs: { state: 'known-empty' }
    })
    expect(fhir.requests).toHaveLength(prefetchKeys.length)
    expect(running.logText()).not.toContain('token-abc')
  })

  test('the base may be written with a trailing slash or in capitals', async () => {
    await post(reading(without('conditions'), { fhirServer: `${fhir.base.replace('http', 'HTTP')}/` })).expect(200)
  })

  test('a listed base without any authorization is read without a token', async () => {
    await post({ ...without('conditions'), fhirServer: fhir.base }).expect(200)
    expect(fhir.requests).toMatchObject([{ authorization: undefined }])
  })

  test('another Patient counts as not obtained', async () => {
    fhir.replies.set('Patient', json({ ...PATIENT, id: 'someone-else' }))
    await post(reading(without('patient'))).expect(412)
  })

  test('a wrong Patient that was sent is read anew', async () => {
    expect(await part('patient', reading(sending('patient', { ...PATIENT, id: 'someone-else' }) as Record<string, unknown>))).toMatchObject(
      { state: 'fetched', resources: [PATIENT] }
    )
  })

  test.each([
    ['no authorization type', { token_type: 'DPoP' }, 'absent'],
    ['no token', { access_token: undefined }, 'absent'],
    ['a lifetime of 0', { expires_in: 0 }, 'not-permitted'],
    ['another patient', { patient: 'someone-else' }, 'not-permitted'],
    ['no scope for the type', { scope: 'user/Condition.read patient/Patient.rs launch' }, 'not-permitted'],
    ['write only', { scope: 'user/Observation.write' }, 'not-permitted'],
    ['read without search', { scope: 'user/Observation.r' }, 'not-permitted']
  ])('%s → not asked', async (_name, change, state) => {
    expect(await part('labs', reading(without('labs'), { fhirAuthorization: authorization(change) }))).toMatchObject({
      state,
      resources: []
    })
    expect(fhir.requests).toEqual([])
  })

  test.each(['user/Observation.read', 'patient/*.*', 'system/*.rs', 'patient/Observation.cruds', 'openid user/Observation.s'])(
    'the scope %s allows the search',
    async scope => {
      expect(await part('labs', reading(without('labs'), { fhirAuthorization: authorization({ scope, patient: 'pat-1' }) }))).toMatchObject(
        { state: 'known-empty' }
      )
    }
  )

  test('a scope narrowed by a query proves no absence', async () => {
    const scope = 'patient/Observation.rs?category=laboratory'
    expect(await part('labs', reading(without('labs'), { fhirAuthorization: authorization({ scope }) }))).toMatchObject({
      state: 'truncated'
    })
  })

  test('a server that is not listed is never asked', async () => {
    expect(await part('labs', reading(without('labs'), { fhirServer: foreign.base }))).toMatchObject({
      state: 'absent',
      reason: 'not sent; fhirServer is not listed in FHIR_SERVERS'
    })
    expect(await part('labs', reading(without('labs'), { fhirServer: `${fhir.base}/../other` }))).toMatchObject({ state: 'absent' })
    expect([...foreign.requests, ...fhir.requests]).toEqual([])
  })
})

describe('a server that misbehaves', () => {
  const html = '<html>Sign in</html>'
  test.each<[string, Parameters<FhirStub['replies']['set']>[1], string]>([
    ['401', json({}, 401), 'HTTP 401'],
    ['403', json({}, 403), 'HTTP 403'],
    ['404', json(outcome('error'), 404), 'HTTP 404'],
    ['500', json({}, 500), 'HTTP 500'],
    [
      'a redirect',
      (_request, response) => void response.writeHead(302, { location: foreign.base }).end(),
      'HTTP 302 (redirects are not followed)'
    ],
    ['HTML', (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(html), 'not JSON'],
    [
      'HTML that says it is JSON',
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(html),
      'not JSON'
    ],
    ['an empty body', (_request, response) => void response.writeHead(200).end(), 'not JSON'],
    [
      'a cut body',
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('{"resourceType":"Bundle","entry":['),
      'not JSON'
    ],
    ['an array', json([]), 'not a Bundle'],
    ['another resource', json(PATIENT), 'not a Bundle'],
    ['an OperationOutcome', json(outcome('error')), 'the search failed (OperationOutcome)'],
    ['a reset', request => request.socket.destroy(), 'connection failed'],
    [
      'more than 10 MiB',
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(10_500_000)}"`),
      'response too large'
    ],
    [
      'deep nesting',
      (_request, response) => void response.end(`{"resourceType":"Bundle","entry":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
      'nested too deeply'
    ]
  ])('%s: the key is not known, a required one is 412', async (_name, reply, reason) => {
    fhir.replies.set('Observation', reply)
    fhir.replies.set('Condition', reply)
    const known = await part('labs', reading(without('labs')))
    expect(known).toMatchObject({ state: 'failed', reason })
    await post(reading(without('conditions'))).expect(412)
    expect(foreign.requests).toEqual([])
  })

  test('that cannot be reached', async () => {
    const gone = await fhirStub()
    await gone.stop()
    const pointed = await start({ FHIR_SERVERS: gone.base })
    await supertest(pointed.url)
      .post(PATH)
      .send({ ...without('labs'), fhirServer: gone.base })
      .expect(200)
    expect(pointed.charts[0]?.parts.labs).toMatchObject({ state: 'failed', reason: 'connection refused' })
    await pointed.stop()
  })
})

describe('the deadline (design section 5)', () => {
  const timed = async (body: object, status: number): Promise<number> => {
    const started = performance.now()
    await post(body).expect(status)
    return performance.now() - started
  }

  test.each<[string, Parameters<FhirStub['replies']['set']>[1]]>([
    ['never answers', () => undefined],
    [
      'drips',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '), 20)
        response.on('close', () => {
          clearInterval(timer)
        })
      }
    ]
  ])('a server that %s is given up in time', async (_name, reply) => {
    fhir.replies.set('Observation', reply)
    fhir.replies.set('Condition', reply)
    expect(await timed(reading(without('labs', 'measurements', 'procedures')), 200)).toBeLessThan(DEADLINE_MS + 100)
    expect(running.charts[0]?.parts).toMatchObject({ labs: { state: 'failed', reason: 'timed out' }, procedures: { state: 'known-empty' } })
    expect(await timed(reading(without('conditions')), 412)).toBeLessThan(DEADLINE_MS + 100)
  })

  test('the end of the token comes first when it is sooner', async () => {
    const patient = await start({ FHIR_SERVERS: fhir.base, DEADLINE_MS: '5000' })
    fhir.replies.set('Observation', () => undefined)
    const started = performance.now()
    await supertest(patient.url)
      .post(PATH)
      .send(reading(without('labs'), { fhirAuthorization: authorization({ expires_in: 1 }) }))
      .expect(200)
    expect(performance.now() - started).toBeLessThan(2000)
    await patient.stop()
  })
})

describe('shutting down', () => {
  test('a call in flight is finished first', async () => {
    const leaving = await start({ FHIR_SERVERS: fhir.base })
    const asked = new Promise<void>(done => {
      fhir.replies.set('Observation', (request, response) => {
        done()
        setTimeout(() => {
          json(bundle())(request, response)
        }, 50)
      })
    })
    const answer = supertest(leaving.url)
      .post(PATH)
      .send({ ...without('labs'), fhirServer: fhir.base })
      .then(({ status }) => status)
    await asked
    await leaving.stop()
    expect(await answer).toBe(200)
    expect(leaving.charts[0]?.parts.labs).toMatchObject({ state: 'known-empty' })
  })
})

describe('pages (REQ-49)', () => {
  test('are followed under the same base, with the token', async () => {
    fhir.replies.set('Condition', json(searchset({ ...next(`${fhir.base}?_getpages=abc`), total: 2 }, condition('c1'))))
    fhir.replies.set('?_getpages=abc', json(searchset({ total: 2 }, condition('c2'))))
    expect(await part('conditions', reading(without('conditions')))).toMatchObject({
      state: 'fetched',
      resources: [{ id: 'c1' }, { id: 'c2' }]
    })
    expect(fhir.requests.map(({ authorization }) => authorization)).toEqual(['Bearer token-abc', 'Bearer token-abc'])
  })

  test('a first page that was sent is completed', async () => {
    fhir.replies.set('Condition', json(bundle(condition('c2'), other)))
    const sent = sending('conditions', searchset(next(`${fhir.base}/Condition?page=2`), condition('c1')))
    expect(await part('conditions', reading(sent as Record<string, unknown>))).toMatchObject({
      state: 'fetched',
      resources: [{ id: 'c1' }, { id: 'c2' }]
    })
    expect(running.lines.at(-1)).toMatchObject({ otherPatients: 1 })
  })

  test.each<[string, () => string]>([
    ['another server', () => `${foreign.base}/Condition?page=2`],
    ['another path', () => fhir.base.replace(/fhir$/, 'fhir2/Condition?page=2')],
    ['a path that climbs out', () => `${fhir.base}/../admin`],
    ['credentials', () => fhir.base.replace('//', '//user:secret@')],
    ['another scheme', () => 'file:///etc/passwd']
  ])('a link to %s is not called', async (_name, url) => {
    fhir.replies.set('Condition', json(searchset(next(url()), condition('c1'))))
    expect(await part('conditions', reading(without('conditions')))).toMatchObject({
      state: 'truncated',
      resources: [{ id: 'c1' }],
      reason: 'the next page lies outside fhirServer'
    })
    expect([fhir.requests.length, foreign.requests.length]).toEqual([1, 0])
  })

  test('a circle ends', async () => {
    fhir.replies.set('Condition', json(searchset(next(`${fhir.base}/Condition?page=2`), condition('c1'))))
    expect(await part('conditions', reading(without('conditions')))).toMatchObject({
      state: 'truncated',
      reason: 'the pages run in a circle'
    })
    expect(fhir.requests).toHaveLength(2)
  })

  test('more than 20 pages are cut', async () => {
    let page = 0
    fhir.replies.set('Condition', (request, response) => {
      page += 1
      json(searchset(next(`${fhir.base}/Condition?page=${String(page)}`), condition(`c${String(page)}`)))(request, response)
    })
    const known = await part('conditions', reading(without('conditions')))
    expect(known).toMatchObject({ state: 'truncated', reason: 'more than 20 pages' })
    expect(known?.resources).toHaveLength(20)
  })

  test('a page that fails leaves the pages before it', async () => {
    fhir.replies.set('Condition', json(searchset(next(`${fhir.base}/Broken`), condition('c1'))))
    fhir.replies.set('Broken', json({}, 500))
    expect(await part('conditions', reading(without('conditions')))).toMatchObject({
      state: 'truncated',
      resources: [{ id: 'c1' }],
      reason: 'HTTP 500'
    })
  })
})

describe('Medications that orders refer to', () => {
  const order = (reference: string) => ({ resourceType: 'MedicationRequest', id: 'r1', medicationReference: { reference } })

  test('are read when they were not sent', async () => {
    fhir.replies.set('Medication/m1', json({ resourceType: 'Medication', id: 'm1' }))
    fhir.replies.set('Medication/m2', json({ resourceType: 'Medication', id: 'another' }))
    const sent = sending(
      'medicationRequests',
      bundle(
        order('Medication/m1'),
        order('Medication/m2'),
        order('#m3'),
        order(`${foreign.base}/Medication/m4`),
        order('//ehr.example/Medication/m5')
      )
    )
    await post(reading(sent as Record<string, unknown>)).expect(200)
    expect([...(running.charts[0]?.medications.keys() ?? [])]).toEqual(['Medication/m1'])
    expect(fhir.requests.map(({ path }) => path)).toEqual(['Medication/m1', 'Medication/m2'])
  })

  test('at most 20', async () => {
    const orders = Array.from({ length: 30 }, (_value, index) => order(`Medication/m${String(index)}`))
    await post(
      reading(sending('medicationStatements', null) as Record<string, unknown>, {
        prefetch: { ...fullPrefetch(), medicationRequests: bundle(...orders) }
      })
    ).expect(200)
    expect(fhir.requests).toHaveLength(20)
  })

  test('not without the scope, and not without a server', async () => {
    const sent = sending('medicationRequests', bundle(order('Medication/m1')))
    await post(
      reading(sent as Record<string, unknown>, { fhirAuthorization: authorization({ scope: 'user/MedicationRequest.read' }) })
    ).expect(200)
    await post(sent).expect(200)
    expect(fhir.requests).toEqual([])
  })
})
