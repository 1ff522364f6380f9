/** The service as its operator runs it: real processes, signals, several workers. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusedStart, startService, type BuiltService } from '../../built-service.js'
import { until } from '../../until.js'
import { authorization, fhirStub, json, patientView, without, type FhirStub } from '../stubs.js'
import { hasOpenssl, selfSigned } from './certificates.js'
import { talk } from './sockets.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const LONG = { timeout: 60_000 }
let fhir: FhirStub
let agent: Agent

beforeAll(async () => {
  fhir = await fhirStub()
  agent = new Agent()
})
afterAll(async () => {
  await agent.close()
  await fhir.stop()
})

/** A new connection each time, so that any worker may take it. */
const get = async (url: string): Promise<{ status: number; text: string }> => {
  const { statusCode, body } = await request(url, {
    headers: { connection: 'close' },
    dispatcher: agent,
    signal: AbortSignal.timeout(4000)
  })
  return { status: statusCode, text: await body.text() }
}
const post = async (url: string, body: object): Promise<number> => {
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const answer = await request(url, { method: 'POST', headers, body: JSON.stringify(body), dispatcher: agent })
  await answer.body.dump()
  return answer.statusCode
}
const refusesConnections = async (url: string): Promise<boolean> =>
  get(`${url}/health`).then(
    () => false,
    () => true
  )

/** A call that waits for a FHIR server until released. */
async function slowCall({ url }: BuiltService): Promise<{ readonly status: Promise<number>; readonly release: () => void }> {
  let release: () => void = () => undefined
  const released = new Promise<void>(done => (release = done))
  let isWaiting = false
  fhir.replies.set('Condition', (incoming, response) => {
    isWaiting = true
    void released.then(() => json({ resourceType: 'Bundle', type: 'searchset' })(incoming, response))
  })
  const body = { ...without('conditions'), fhirServer: fhir.base, fhirAuthorization: authorization() }
  const status = post(`${url}${PATH}`, body)
  await until(() => isWaiting)
  return { status, release }
}
const allListen = (child: BuiltService): Promise<void> => until(() => child.output().split('"msg":"listening"').length === 3)
const slowFhir = (): Record<string, string> => ({ FHIR_SERVERS: fhir.base, DEADLINE_MS: '9000' })

describe('the end', () => {
  test('SIGTERM: no new connections, the call in flight is answered, exit 0', LONG, async () => {
    const child = await startService(slowFhir())
    const { status, release } = await slowCall(child)
    child.signal('SIGTERM')
    await until(() => refusesConnections(child.url))
    release()
    expect(await status).toBe(200)
    expect(await child.exit).toBe(0)
    expect(child.lines().map(({ msg }) => msg)).toEqual(expect.arrayContaining(['SIGTERM: finishing the calls in flight', 'call']))
  })

  test('connections that never brought a request do not hold it up', LONG, async () => {
    const child = await startService()
    const silent = talk(child.url, '')
    const halfAHead = talk(child.url, 'GET /health HTTP/1.1\r\nHost: ')
    await get(`${child.url}/health`)
    child.signal('SIGTERM')
    await Promise.all([silent.answer, halfAHead.answer])
    expect(await child.exit).toBe(0)
    expect(child.output()).not.toContain('did not finish in time')
  })

  test('the end of its terminal is an end like any other, with workers too', LONG, async () => {
    const [single, several] = await Promise.all([startService(slowFhir()), startService({ WORKERS: '2' })])
    const { status, release } = await slowCall(single)
    for (const child of [single, several]) child.signal('SIGHUP')
    await until(() => single.output().includes('SIGHUP: finishing'))
    release()
    expect(await status).toBe(200)
    expect(await Promise.all([single.exit, several.exit])).toEqual([0, 0])
  })

  test('a second signal ends at once, exit 1', LONG, async () => {
    const child = await startService(slowFhir())
    const { status } = await slowCall(child)
    const outcome = status.catch(() => 'broken off')
    child.signal('SIGINT')
    await until(() => child.output().includes('SIGINT: finishing'))
    child.signal('SIGINT')
    expect(await child.exit).toBe(1)
    expect(await outcome).toBe('broken off')
  })
})

describe('the start', () => {
  test('while it waits for its database a signal ends it at once', LONG, async () => {
    const { code, output } = await refusedStart({ DATABASE_URL: 'postgres://cds@127.0.0.1:1/cds' }, async child => {
      await until(() => child.output().includes('waiting for the database'))
      child.signal('SIGTERM')
    })
    expect(code).toBe(0)
    expect(output).not.toContain('could not be reached')
  })

  test('a port that is taken stops it with a sentence, with workers too', LONG, async () => {
    const child = await startService()
    const { port } = new URL(child.url)
    const sentence = `PORT ${port} is in use on HOST 127.0.0.1; set PORT to another one.`
    const [single, several] = await Promise.all([refusedStart({ PORT: port }), refusedStart({ PORT: port, WORKERS: '2' })])
    expect([single.code, several.code]).toEqual([1, 1])
    expect(single.output).toContain(sentence)
    expect(several.output.split(sentence)).toHaveLength(2)
  })
})

describe('WORKERS=2', () => {
  test('share a port, sum their metrics, replace one that dies and end together', LONG, async () => {
    const child = await startService({ WORKERS: '2' })
    await allListen(child)
    const pids = () =>
      new Set(
        child
          .lines()
          .filter(({ msg }) => msg === 'call')
          .map(({ pid }) => Number(pid))
      )
    const call = async () => expect(await post(`${child.url}${PATH}`, patientView())).toBe(200)
    let calls = 0
    await until(async () => {
      await Promise.all([call(), call()])
      calls += 2
      return pids().size === 2
    })
    expect(pids()).not.toContain(child.pid)
    const { text } = await get(`${child.url}/metrics`)
    expect(text).toMatch(/^cds_processes 2$/m)
    expect(text).toContain(`cds_requests_total{service="vertebral-fracture-patient-view",endpoint="hook",status="2xx"} ${String(calls)}`)
    expect(text).not.toMatch(/pat-1|Secretname/)

    const [victim = 0] = pids()
    process.kill(victim, 'SIGKILL')
    // A connection that was just being handed to the dead worker is lost with it, like a call in flight.
    const found = (path: string, pattern: RegExp) =>
      get(child.url + path).then(
        answer => pattern.test(answer.text),
        () => false
      )
    await until(() => found('/health', /ok/))
    await until(() => found('/metrics', /^cds_processes 2$/m))
    expect(child.output()).toContain('a worker ended and is replaced')
    expect(child.output().split('Discovery: ')).toHaveLength(2)

    child.signal('SIGTERM')
    expect(await child.exit).toBe(0)
    for (const pid of pids()) expect(() => process.kill(pid, 0)).toThrow()
  })

  test('a call in flight is finished by its worker, while another may still be starting', LONG, async () => {
    const child = await startService({ WORKERS: '2', ...slowFhir() })
    const { status, release } = await slowCall(child)
    child.signal('SIGTERM')
    await until(() => refusesConnections(child.url))
    release()
    expect(await status).toBe(200)
    expect(await child.exit).toBe(0)
  })

  test.skipIf(!hasOpenssl)('say https, and take a renewed certificate on SIGHUP', LONG, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cds-renew-'))
    const [first, second] = [selfSigned(folder, 'first'), selfSigned(folder, 'second')]
    const child = await startService({ WORKERS: '2', TLS_CERT: first.cert, TLS_KEY: first.key })
    expect(child.url).toMatch(/^https:/)
    const served = (): Promise<string> =>
      new Promise((done, fail) => {
        const socket = connect({ port: Number(new URL(child.url).port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
          done(String(socket.getPeerCertificate().subject.CN))
          socket.destroy()
        })
        socket.on('error', fail)
      })
    await allListen(child)
    expect(await served()).toBe('first')
    copyFileSync(second.cert, first.cert)
    copyFileSync(second.key, first.key)
    child.signal('SIGHUP')
    await until(() => child.output().split('the renewed certificate is in use').length === 3)
    expect([await served(), await served(), await served()]).toEqual(['second', 'second', 'second'])
    child.signal('SIGTERM')
    expect(await child.exit).toBe(0)
    rmSync(folder, { recursive: true })
  })
})
