/** A FHIR server that fails in every way we could think of, under the real services and over real HTTP. Design section 5. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVALUATION_EXTENSION, EXPLAIN_EXTENSION } from '../../../src/cds-hooks/request.js'
import { listeningApp } from '../../listening-app.js'
import { HOOK_INSTANCE, PATIENT, authorization, bundle, condition, json } from '../stubs.js'
import { canary, type Canary } from './canary.js'

type Reply = (request: IncomingMessage, response: ServerResponse, base: string) => void

const PATH = '/cds-services/vertebral-fracture-patient-view'
const DEADLINE_MS = 400
/** What the design asks for, and what a machine that is busy with other tests may add. */
const LATE_MS = 100
const BUSY_MS = 600
const SECRET = 'Secretbodyword'
const TOKEN = 'token-of-the-fault-tests'

let trap: Canary
beforeAll(async () => {
  trap = await canary()
})
afterAll(() => trap.stop())

interface Ledger {
  readonly key: string
  readonly state: string
  readonly count?: number
  readonly reason?: string
}

interface Called {
  readonly status: number
  readonly text: string
  readonly ledger: ReadonlyMap<string, Ledger>
  readonly ms: number
  readonly log: string
  /** Requests for the type that fails. */
  readonly asked: number
}

/** One call of the service, new each time, while the server fails for `type` (how the paths begin) and answers well for all others. */
async function callWith(type: string, reply: Reply, env: Record<string, string> = {}): Promise<Called> {
  let asked = 0
  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/fhir`
    const path = (request.url ?? '').replace('/fhir/', '')
    if (new RegExp(`^${type}`).test(path)) {
      asked += 1
      reply(request, response, base)
    } else if (path.startsWith('Patient/')) json(PATIENT)(request, response)
    else json(path.startsWith('Condition') ? bundle(condition('c1')) : bundle())(request, response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/fhir`
  let log = ''
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString()
      done()
    }
  })
  const app: FastifyInstance = await listeningApp(
    { FHIR_SERVERS: base, DEADLINE_MS: String(DEADLINE_MS), AS_OF: '2026-11-22', ...env },
    { logger: pino({ level: 'trace' }, sink) }
  )
  const body = {
    hook: 'patient-view',
    hookInstance: HOOK_INSTANCE,
    context: { userId: 'Practitioner/p1', patientId: 'pat-1' },
    fhirServer: base,
    fhirAuthorization: authorization({ access_token: TOKEN }),
    extension: { [EXPLAIN_EXTENSION]: true }
  }
  const started = performance.now()
  const answer = await supertest(app.server).post(PATH).send(body)
  const ms = performance.now() - started
  const { extension } = answer.body as { extension?: Record<string, { ledger: Ledger[] }> }
  const ledger = new Map((extension?.[EVALUATION_EXTENSION]?.ledger ?? []).map(line => [line.key, line]))
  await app.close()
  server.closeAllConnections()
  await new Promise<void>(done => {
    server.close(() => {
      done()
    })
  })
  return { status: answer.status, text: answer.text, ledger, ms, log, asked }
}

/** Late answers are tried once more: a busy machine stalls anybody. */
async function inTime(type: string, reply: Reply): Promise<Called> {
  const first = await callWith(type, reply)
  if (first.ms <= DEADLINE_MS + LATE_MS) return first
  const second = await callWith(type, reply)
  expect(second.ms).toBeLessThanOrEqual(DEADLINE_MS + BUSY_MS)
  return second
}

function expectDiscreet({ text, log }: Called): void {
  for (const secret of [SECRET, TOKEN, '/fhir']) {
    expect(text).not.toContain(secret)
    expect(log).not.toContain(secret)
  }
}

const fhirJson = { 'content-type': 'application/fhir+json' }
const status =
  (code: number, body = `{"resourceType":"OperationOutcome","text":"${SECRET}"}`, headers: Record<string, string> = fhirJson): Reply =>
  (_request, response) =>
    void response.writeHead(code, headers).end(body)
const next = (url: string) => ({ link: [{ relation: 'next', url }] })

/** Writes the chunk for as long as anybody reads. */
function pour(response: ServerResponse, chunk: Buffer | string, times: number): void {
  let left = times
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!response.write(chunk)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}

const hangs: Reply = () => undefined
const deep = `{"resourceType":"Bundle","note":"${SECRET}","entry":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`
const bomb = gzipSync(`"${'x'.repeat(30_000_000)}"`)

/** What fails whole: the key is `failed`, and a required one is a 412. */
const failures: readonly [string, Reply, string][] = [
  ['hangs before its headers', hangs, 'timed out'],
  ['hangs in the middle', (_request, response) => void response.writeHead(200, fhirJson).write(`{"a":"${SECRET}`), 'timed out'],
  [
    'drips',
    (_request, response) => {
      response.writeHead(200, fhirJson).write(`{"a":"${SECRET}`)
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => {
        clearInterval(timer)
      })
    },
    'timed out'
  ],
  [
    'drips its headers',
    (request, response) => {
      request.socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
      const timer = setInterval(() => request.socket.write('y'), 20)
      response.on('close', () => {
        clearInterval(timer)
      })
    },
    'timed out'
  ],
  ['resets', request => request.socket.resetAndDestroy(), 'connection failed'],
  ['closes early', request => request.socket.end(), 'connection failed'],
  [
    'closes in the middle',
    (request, response) => {
      response.writeHead(200, { ...fhirJson, 'content-length': '1000' }).write(`{"a":"${SECRET}`)
      setImmediate(() => request.socket.destroy())
    },
    'connection failed'
  ],
  ['answers no HTTP', request => request.socket.end(`220 ${SECRET}\r\n\r\n`), 'connection failed'],
  ...[400, 401, 403, 404, 410, 500, 501].map((code): [string, Reply, string] => [
    `answers ${String(code)}`,
    status(code),
    `HTTP ${String(code)}`
  ]),
  ...[429, 502, 503, 504].map((code): [string, Reply, string] => [
    `answers ${String(code)} each time`,
    status(code),
    `HTTP ${String(code)}`
  ]),
  ['answers 201', status(201), 'HTTP 201'],
  ['answers 204', status(204, ''), 'HTTP 204'],
  [
    'redirects',
    (_request, response) => void response.writeHead(301, { location: `http://127.0.0.1:${String(trap.port)}/` }).end(),
    'HTTP 301'
  ],
  ['answers HTML', status(200, `<html>${SECRET}</html>`, { 'content-type': 'text/html' }), 'not JSON'],
  ['says JSON somewhere in its type', status(200, '{}', { 'content-type': 'text/html; note=json' }), 'not JSON'],
  ['answers JSON lines', status(200, '{}', { 'content-type': 'application/x-ndjson' }), 'not JSON'],
  ['answers HTML as JSON', status(200, `<html>${SECRET}</html>`), 'not JSON'],
  ['answers nothing', status(200, ''), 'not JSON'],
  ['answers JSON cut short', status(200, `{"resourceType":"Bundle","entry":[{"a":"${SECRET}"`), 'not JSON'],
  ['answers JSON that is no FHIR', status(200, `{"hello":"${SECRET}"}`), 'not a '],
  ['answers null', status(200, 'null'), 'not a '],
  ['answers a number', status(200, '7'), 'not a '],
  ['answers an OperationOutcome', status(200), 'the search failed (OperationOutcome)'],
  ['answers another type', json({ resourceType: 'Basic', id: 'b1', text: SECRET }), 'not a Bundle'],
  ['answers a Bundle of another kind', json({ ...bundle(), type: 'transaction-response' }), 'the Bundle is no search result'],
  ['nests a million levels', status(200, deep), 'nested too deeply'],
  [
    'sends a bomb',
    status(200, bomb.toString('latin1'), { ...fhirJson, 'content-encoding': 'gzip' }),
    'compressed, which was not asked for'
  ],
  [
    'sends 100 MB',
    (_request, response) => {
      response.writeHead(200, fhirJson).write('"')
      pour(response, Buffer.alloc(1_000_000, 'x'), 100)
    },
    // The limit comes first unless the machine is so busy that the deadline does.
    'response too large|timed out'
  ],
  [
    'sends endless headers',
    (request, response) => {
      request.socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => request.socket.write(`x-more: ${'y'.repeat(8_000)}\r\n`), 1)
      response.on('close', () => {
        clearInterval(timer)
      })
    },
    'response too large'
  ]
]

describe.each(failures)('a FHIR server that %s', (_name, reply, reason) => {
  const expected = expect.stringMatching(new RegExp(`^(?:not sent; )?(?:${reason.replace(/[()]/g, '\\$&')})`)) as string

  test('leaves an optional key unknown: 200', async () => {
    const called = await inTime('Observation', reply)
    expect(called.status).toBe(200)
    expect(called.ledger.get('labs')).toMatchObject({ state: 'failed', reason: expected })
    expect(called.ledger.get('measurements')).toMatchObject({ state: 'failed' })
    expect(called.ledger.get('conditions')).toMatchObject({ state: 'fetched', count: 1 })
    expectDiscreet(called)
    expect(trap.reached).toBe(0)
  })

  test('leaves a required key unknown: 412', async () => {
    const called = await inTime('Condition', reply)
    expect(called.status).toBe(412)
    expect(called.text).toMatch(new RegExp(`conditions could not be obtained: (?:${reason.replace(/[()]/g, '\\$&')})`))
    expectDiscreet(called)
  })
})

/** What leaves a part: the key is `truncated`, which is knowledge of a kind. */
const parts: readonly [string, Reply, { readonly state: string; readonly count?: number; readonly reason: string }][] = [
  [
    'runs in a circle',
    (request, response, base) => {
      json({ ...bundle(condition('c1')), ...next(`${base}/Condition?page=2`) })(request, response)
    },
    { state: 'truncated', reason: 'the pages run in a circle' }
  ],
  [
    'has another page, always',
    (request, response, base) => {
      const page = Number(new URL(request.url ?? '', base).searchParams.get('page') ?? '1')
      json({ ...bundle(condition(`c${String(page)}`)), ...next(`${base}/Condition?page=${String(page + 1)}`) })(request, response)
    },
    // Whichever comes first on this machine.
    { state: 'truncated', reason: 'more than 20 pages|timed out' }
  ],
  [
    'sends very many resources on each page',
    (request, response, base) => {
      const page = Number(new URL(request.url ?? '', base).searchParams.get('page') ?? '1')
      const many = Array.from({ length: 6_000 }, (_value, index) => condition(`c${String(index)}`))
      json({ ...bundle(...many), ...next(`${base}/Condition?page=${String(page + 1)}`) })(request, response)
    },
    { state: 'truncated', reason: 'more than 10000 resources|timed out' }
  ],
  [
    'sends very large pages',
    (request, response, base) => {
      const page = Number(new URL(request.url ?? '', base).searchParams.get('page') ?? '1')
      const large = { ...condition(`c${String(page)}`), note: [{ text: 'x'.repeat(4_000_000) }] }
      json({ ...bundle(large), ...next(`${base}/Condition?page=${String(page + 1)}`) })(request, response)
    },
    { state: 'truncated|failed', reason: 'the pages are too large|timed out' }
  ],
  [
    'points elsewhere',
    (request, response) => {
      json({ ...bundle(condition('c1')), ...next(`http://127.0.0.1:${String(trap.port)}/fhir/Condition?page=2`) })(request, response)
    },
    { state: 'truncated', count: 1, reason: 'the next page lies outside fhirServer' }
  ],
  [
    'mixes patients',
    (request, response) => {
      json(bundle(condition('c1'), condition('c2', 'someone-else')))(request, response)
    },
    { state: 'fetched', count: 1, reason: '1 resource of another patient left out' }
  ],
  [
    'answers for another patient',
    (request, response) => {
      json(bundle(condition('c2', 'someone-else')))(request, response)
    },
    { state: 'truncated', reason: '1 resource of another patient left out' }
  ]
]

describe('pages and patients', () => {
  test.each(parts)('a server that %s', async (_name, reply, { state, count, reason }) => {
    const called = await inTime('Condition', reply)
    expect(called.status).toBe(200)
    expect(called.ledger.get('conditions')).toMatchObject({
      state: expect.stringMatching(`^(${state})$`) as string,
      ...(count === undefined ? {} : { count }),
      reason: expect.stringMatching(reason) as string
    })
    expect(called.text).not.toContain('someone-else')
    expectDiscreet(called)
    expect(trap.reached).toBe(0)
  })

  test.each<[string, object]>([
    ['another id', { ...PATIENT, id: 'someone-else' }],
    ['no id', { ...PATIENT, id: undefined }]
  ])('a Patient of %s was not obtained', async (_name, resource) => {
    const called = await inTime('Patient/', json(resource))
    expect(called.status).toBe(412)
    expect(called.text).toContain('patient could not be obtained: the Patient read is another one')
    expect(called.text).not.toContain('someone-else')
  })
})

describe('a server that recovers', () => {
  const failingFirst = (times: number, fail: Reply): Reply => {
    let calls = 0
    return (request, response, base) => {
      calls += 1
      if (calls <= times) fail(request, response, base)
      else json(bundle(condition('c1')))(request, response)
    }
  }

  test.each<[string, number, () => Reply]>([
    ['a reset', 2, () => failingFirst(1, request => request.socket.resetAndDestroy())],
    ['two times 503', 3, () => failingFirst(2, status(503))],
    ['429 that asks for no wait', 2, () => failingFirst(1, status(429, '', { 'retry-after': '0' }))],
    ['502', 2, () => failingFirst(1, status(502))],
    ['504', 2, () => failingFirst(1, status(504))]
  ])('after %s is read: %i requests', async (_name, requests, reply) => {
    const called = await callWith('Condition', reply())
    expect([called.status, called.asked]).toEqual([200, requests])
  })

  test.each<[string, number, () => Reply]>([
    ['three times 503', 3, () => failingFirst(3, status(503))],
    ['500', 1, () => failingFirst(1, status(500))],
    ['404', 1, () => failingFirst(1, status(404))],
    ['401', 1, () => failingFirst(1, status(401))],
    ['429 that asks for more time than there is', 1, () => failingFirst(1, status(429, '', { 'retry-after': '30' }))],
    ['503 until a date too far', 1, () => failingFirst(1, status(503, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }))]
  ])('after %s is given up: %i requests', async (_name, requests, reply) => {
    const called = await callWith('Condition', reply())
    expect([called.status, called.asked]).toEqual([412, requests])
  })
})

describe('memory', () => {
  const AMPLE = { DEADLINE_MS: '20000' }

  test.each<[number, Ledger]>([
    [10_000, { key: 'conditions', state: 'fetched', count: 10_000 }],
    [10_001, { key: 'conditions', state: 'truncated', count: 10_000, reason: 'more than 10000 resources' }]
  ])('of %i resources in one answer so many are looked at', async (length, line) => {
    const all = Array.from({ length }, (_value, index) => condition(`c${String(index)}`))
    expect((await callWith('Condition', json(bundle(...all)), AMPLE)).ledger.get('conditions')).toEqual(line)
  })

  test('one call holds so much of what is sent, all keys together, also where no key has a second page', async () => {
    const large = { ...bundle(), note: 'x'.repeat(9_000_000) }
    const called = await callWith('(?!Patient|Condition)', json(large), AMPLE)
    const states = [...called.ledger.values()].map(({ state, reason }) => [state, reason] as const)
    expect(called.status).toBe(200)
    expect(states.filter(([state]) => state === 'known-empty')).toHaveLength(3)
    expect(states.filter(([state, reason]) => state === 'failed' && reason === 'the pages are too large')).toHaveLength(4)
  })

  test('a body without end is cut at the limit', async () => {
    let written = 0
    const called = await callWith('Condition', (_request, response) => {
      response.writeHead(200, fhirJson).write('"')
      const write = response.write.bind(response) as (chunk: Buffer) => boolean
      response.write = ((chunk: Buffer) => {
        written += chunk.length
        return write(chunk)
      }) as typeof response.write
      pour(response, Buffer.alloc(1_000_000, 'x'), 100)
    })
    expect(called.status).toBe(412)
    // Sockets hold a few megabytes; the rest was never sent.
    expect(written).toBeLessThan(40_000_000)
  })
})
