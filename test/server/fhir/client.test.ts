/** Circuit breakers, lanes and searches by POST, over real sockets. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'
import { afterEach, describe, expect, test } from 'vitest'
import { prefetchKeys, prefetchTemplates } from '../../../src/facts/prefetch.js'
import { breakers, FAILURE_LIMIT } from '../../../src/server/fhir/breakers.js'
import { fhirClient, type FhirCall, type FhirClient, type FhirResult } from '../../../src/server/fhir/client.js'
import { lanes } from '../../../src/server/fhir/lanes.js'
import { PATIENT, authorization, bundle, json, patientView, start } from '../stubs.js'

interface Seen {
  readonly method: string
  readonly url: string
  readonly type: string | undefined
  readonly body: string
}

interface Stub {
  readonly base: string
  readonly seen: Seen[]
  reply: (request: IncomingMessage, response: ServerResponse) => void
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function stub(path = '/fhir'): Promise<Stub> {
  const seen: Seen[] = []
  const server: Server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', type: request.headers['content-type'], body })
      own.reply(request, response)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  ends.push(() => {
    server.closeAllConnections()
    return new Promise(done => {
      server.close(() => {
        done()
      })
    })
  })
  const own: Stub = { base: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`, seen, reply: json(bundle()) }
  return own
}

function clientOf(options: Parameters<typeof fhirClient>[0] = {}): FhirClient {
  const client = fhirClient(options)
  ends.push(() => client.close())
  return client
}

const callOn = (base: string, ms: number): FhirCall => ({
  server: { base, isListed: true, setting: 'FHIR_SERVERS' },
  token: undefined,
  signal: AbortSignal.timeout(ms),
  until: performance.now() + ms,
  room: { left: 1_000_000 }
})
const read = (client: FhirClient, { base }: Stub, ms = 3_000): Promise<FhirResult> => client.get(`${base}/Condition`, callOn(base, ms))
const reasonOf = (result: FhirResult): string => (result.ok ? 'ok' : result.reason)
async function times<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let index = 0; index < count; index += 1) results.push(await run())
  return results
}
const NOT_ASKED = 'not asked: the server failed repeatedly just now'

describe('the circuit breaker of a base', () => {
  test.each<[string, Stub['reply'], string]>([
    ['500', json({}, 500), 'HTTP 500'],
    ['resets', request => request.socket.resetAndDestroy(), 'connection failed']
  ])('opens after repeated failures: %s', async (_name, reply, reason) => {
    const server = await stub()
    const client = clientOf({ random: () => 0 })
    server.reply = reply
    expect(client.breakers().size).toBe(0)
    expect(new Set((await times(FAILURE_LIMIT - 1, () => read(client, server))).map(reasonOf))).toEqual(new Set([reason]))
    expect(client.breakers().get(server.base)).toBe('closed')
    expect(reasonOf(await read(client, server))).toBe(reason)
    expect(client.breakers().get(server.base)).toBe('open')
    const asked = server.seen.length
    expect(reasonOf(await read(client, server))).toBe(NOT_ASKED)
    expect(server.seen).toHaveLength(asked)
  })

  test('opens when a server hangs, and then costs no time', async () => {
    const server = await stub()
    const client = clientOf()
    server.reply = () => undefined
    await Promise.all(Array.from({ length: FAILURE_LIMIT }, () => read(client, server, 400)))
    expect(client.breakers().get(server.base)).toBe('open')
    const started = performance.now()
    expect(reasonOf(await read(client, server, 5_000))).toBe(NOT_ASKED)
    expect(performance.now() - started).toBeLessThan(2_500)
  })

  test('reads that had hardly any time are no evidence', async () => {
    const server = await stub()
    const client = clientOf()
    server.reply = () => undefined
    await Promise.all(Array.from({ length: 2 * FAILURE_LIMIT }, () => read(client, server, 60)))
    expect(client.breakers().get(server.base)).toBe('closed')
  })

  test.each([400, 401, 403, 404, 410, 429])('%i shows that the server is there', async status => {
    const server = await stub()
    const client = clientOf({ random: () => 0 })
    server.reply = json({}, status)
    await Promise.all(Array.from({ length: 2 * FAILURE_LIMIT }, () => read(client, server)))
    expect(client.breakers().get(server.base)).toBe('closed')
  })

  test('failures with an answer between them do not add up', async () => {
    const server = await stub()
    const client = clientOf()
    for (let round = 0; round < 3; round += 1) {
      server.reply = json({}, 500)
      await times(FAILURE_LIMIT - 1, () => read(client, server))
      server.reply = json(bundle())
      expect((await read(client, server)).ok).toBe(true)
    }
    expect(client.breakers().get(server.base)).toBe('closed')
  })

  test('lets one read try after a while: closes when it is answered, stays open when it is not', async () => {
    const server = await stub()
    const halfOpenAfterMs = 50
    const client = clientOf({ halfOpenAfterMs })
    server.reply = json({}, 500)
    await times(FAILURE_LIMIT, () => read(client, server))
    const untilAsked = async (): Promise<FhirResult> => {
      for (;;) {
        const result = await read(client, server)
        if (reasonOf(result) !== NOT_ASKED) return result
        await new Promise(done => setTimeout(done, 5))
      }
    }
    expect(reasonOf(await untilAsked())).toBe('HTTP 500')
    expect(client.breakers().get(server.base)).toBe('open')

    let answerProbe = (): void => undefined
    const probed = new Promise<void>(done => {
      server.reply = (request, response) => {
        answerProbe = () => {
          json(bundle())(request, response)
        }
        done()
      }
    })
    const probe = untilAsked()
    await probed
    expect(client.breakers().get(server.base)).toBe('half-open')
    const asked = server.seen.length
    expect(reasonOf(await read(client, server))).toBe(NOT_ASKED)
    expect(server.seen).toHaveLength(asked)
    answerProbe()
    expect((await probe).ok).toBe(true)
    expect(client.breakers().get(server.base)).toBe('closed')
  })

  test('belongs to the base, not to the host', async () => {
    const server = await stub()
    const client = clientOf()
    server.reply = json({}, 500)
    await times(FAILURE_LIMIT, () => read(client, server))
    server.reply = json(bundle())
    const other = `${server.base}2`
    expect((await client.get(`${other}/Condition`, callOn(other, 3_000))).ok).toBe(true)
    expect([...client.breakers().values()]).toEqual(['open', 'closed'])
  })

  test('shows in the ledger, and the next call is answered at once', async () => {
    const server = await stub()
    server.reply = json({}, 500)
    const client = clientOf()
    const app = await start({ FHIR_SERVERS: server.base }, { client })
    const body = patientView({ prefetch: undefined, fhirServer: server.base, fhirAuthorization: authorization() })
    const sentences: string[] = []
    for (let call = 0; call < 3; call += 1) {
      const answer = await supertest(app.url).post('/cds-services/vertebral-fracture-patient-view').send(body).expect(412)
      sentences.push(answer.text)
    }
    expect(sentences[0]).toContain('HTTP 500')
    expect(sentences[2]).toContain(NOT_ASKED)
    expect(server.seen.length).toBeLessThan(3 * prefetchKeys.length)
    await app.stop()
  })

  test('only so many bases are remembered', async () => {
    const known = breakers(1_000, 3)
    const limit = { signal: new AbortController().signal, until: performance.now() + 5_000 }
    for (const base of ['a', 'b', 'c', 'a', 'd']) await known.run(base, () => Promise.resolve({ ok: true, body: 1, size: 1 }), limit)
    expect([...known.states().keys()]).toEqual(['c', 'a', 'd'])
  })
})

describe('lanes', () => {
  const never = new AbortController().signal
  const gate = () => {
    let open = (): void => undefined
    const opened = new Promise<void>(done => {
      open = done
    })
    return {
      open: () => {
        open()
      },
      opened
    }
  }

  test('take so many at once; the rest waits for its turn', async () => {
    const two = lanes(2, 10)
    const gates = [gate(), gate(), gate()]
    const order: number[] = []
    const runs = gates.map(({ opened }, index) =>
      two.run(async () => {
        order.push(index)
        await opened
        return index
      }, never)
    )
    await Promise.resolve()
    expect(order).toEqual([0, 1])
    gates[1]?.open()
    expect(await runs[1]).toBe(1)
    gates[0]?.open()
    gates[2]?.open()
    expect(await Promise.all(runs)).toEqual([0, 1, 2])
    expect(order).toEqual([0, 1, 2])
  })

  test('a full queue takes no more, and a signal ends the wait', async () => {
    const one = lanes(1, 1)
    const first = gate()
    const leaving = new AbortController()
    const running = one.run(() => first.opened, never)
    const waiting = one.run(() => Promise.resolve('ran'), leaving.signal)
    expect(await one.run(() => Promise.resolve('ran'), never)).toBeUndefined()
    leaving.abort()
    expect(await waiting).toBeUndefined()
    const next = one.run(() => Promise.resolve('ran'), never)
    first.open()
    await running
    expect(await next).toBe('ran')
    expect(await one.run(() => Promise.resolve('again'), never)).toBe('again')
    expect(await one.run(() => Promise.resolve('ran'), AbortSignal.abort())).toBeUndefined()
  })

  test('a read that throws gives its lane back', async () => {
    const one = lanes(1, 1)
    await expect(one.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
    expect(await one.run(() => Promise.resolve('ran'), never)).toBe('ran')
  })
})

describe('a search whose URL would be too long', () => {
  test('travels in the body of a POST; shorter ones and the read of the Patient stay GET', async () => {
    const server = await stub(`/fhir/${'long/'.repeat(340)}r4`)
    server.reply = (request, response) => {
      json(request.url?.includes('/Patient/') === true ? PATIENT : bundle())(request, response)
    }
    const app = await start({ FHIR_SERVERS: server.base, DEADLINE_MS: '3000' }, { client: clientOf() })
    const body = patientView({ prefetch: undefined, fhirServer: server.base, fhirAuthorization: authorization() })
    await supertest(app.url).post('/cds-services/vertebral-fracture-patient-view').send(body).expect(200)
    await app.stop()

    const posted = server.seen.filter(({ method }) => method === 'POST')
    const path = new URL(server.base).pathname
    expect(posted.map(({ url }) => url)).toContain(`${path}/Observation/_search`)
    for (const { url, type } of posted) expect([url.includes('?'), type]).toEqual([false, 'application/x-www-form-urlencoded'])
    const asked = server.seen.map(({ method, url, body: form }) => {
      const [at = '', query = ''] = (method === 'POST' ? url.replace('/_search', `?${form}`) : url).split('?')
      return `${at.slice(path.length + 1)}?${new URLSearchParams(query).toString()}`
    })
    const wanted = prefetchKeys.map(key => {
      const [at = '', query = ''] = prefetchTemplates[key].replace('{{context.patientId}}', 'pat-1').split('?')
      return `${at}?${new URLSearchParams(query).toString()}`
    })
    expect(asked.sort()).toEqual(wanted.sort())
    for (const { method, url } of server.seen)
      if (method === 'GET') expect(`http://127.0.0.1:00000${url}`.length).toBeLessThanOrEqual(1_900)
    expect(posted.length).toBeLessThan(prefetchKeys.length)
  })

  test('is tried again like a read', async () => {
    const server = await stub()
    let calls = 0
    server.reply = (request, response) => {
      calls += 1
      json(calls === 1 ? {} : bundle(), calls === 1 ? 503 : 200)(request, response)
    }
    const result = await clientOf().search(`${server.base}/Observation/_search`, 'patient=p1', callOn(server.base, 3_000))
    expect(result.ok).toBe(true)
    expect(server.seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'patient=p1'],
      ['POST', 'patient=p1']
    ])
  })
})
