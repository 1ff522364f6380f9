/** Tokens that are accepted, on every endpoint, and who calls after that. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../../src/server/app.js'
import { authentication } from '../../../src/server/auth/authenticate.js'
import type { Caller } from '../../../src/server/caller.js'
import { readConfig } from '../../../src/server/config.js'
import { sandbox } from '../../../src/server/auth/sandbox.js'
import { authorization, fhirStub, patientView, service, start, without, type Running } from '../stubs.js'
import {
  authEnv,
  clientsFile,
  DISCOVERY,
  ISSUER,
  nonceStore,
  NOW,
  NOW_S,
  pair,
  token,
  type NonceStore,
  type Pair,
  type Written
} from './tokens.js'

let es: Pair
let rs: Pair
let running: Running
let store: NonceStore

const TENANTS_ISSUER = 'urn:example:tenants'
const SERVICE = `${DISCOVERY}/vertebral-fracture-patient-view`

beforeAll(async () => {
  ;[es, rs] = await Promise.all([pair('ES384', 'es'), pair('RS384', 'rs')])
  store = await nonceStore()
  const jwks = { keys: [es.jwk, rs.jwk] }
  const path = clientsFile(
    [
      { issuer: ISSUER, jwksFile: 'keys.json', jku: 'https://ehr.example.org/jwks' },
      { issuer: TENANTS_ISSUER, jwks, tenants: ['north'] }
    ],
    { 'keys.json': jwks }
  )
  running = await start(authEnv(path), { store, clock: () => NOW })
})
afterAll(() => running.stop())

const bearer = async (key: Pair, written: Written = {}): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await token(key, written)}`
})
const discover = async (key: Pair, written: Written = {}): Promise<number> =>
  (await fetch(`${running.url}/cds-services`, { headers: await bearer(key, written) })).status

describe('the date of a call', () => {
  it.each(['2020-01-01', 'no date'])('is not for a client to set: asOf %s is ignored', async asOf => {
    const answer = await fetch(`${running.url}/cds-services/vertebral-fracture-patient-view`, {
      method: 'POST',
      headers: { ...(await bearer(es, { claims: { aud: SERVICE } })), 'content-type': 'application/json' },
      body: JSON.stringify(patientView({ extension: { 'io.github.vertebral-fracture-cds.asOf': asOf } }))
    })
    expect(answer.status).toBe(200)
    expect(running.charts.at(-1)?.asOf).toBe('2026-11-22')
  })
})

describe('a valid token', () => {
  it.each(['ES384', 'RS384'])('signed with %s', async alg => {
    expect(await discover(alg === 'ES384' ? es : rs)).toBe(200)
  })

  it.each([
    ['aud as a list of one', { aud: [DISCOVERY] }],
    ['aud as a list with others', { aud: ['https://elsewhere.example', DISCOVERY] }],
    ['a claim nobody knows', { sub: 'someone', note: { deep: [1] } }],
    ['a tenant of a client without tenants', { tenant: 'whatever' }],
    ['fractions of a second', { iat: NOW_S - 0.5, exp: NOW_S + 299.5 }],
    ['exp one second within the skew', { iat: NOW_S - 300, exp: NOW_S - 59 }],
    ['iat at the edge of the skew', { iat: NOW_S + 60 }],
    ['the longest lifetime', { exp: NOW_S + 3600 }],
    ['nbf in the past', { nbf: NOW_S - 10 }],
    ['the longest jti', { jti: 'j'.repeat(255) }]
  ])('%s', async (_name, claims) => {
    expect(await discover(es, { claims })).toBe(200)
  })

  it('with the configured jku', async () => {
    expect(await discover(es, { header: { jku: 'https://ehr.example.org/jwks' } })).toBe(200)
  })

  it('in a header whose scheme has other capitals', async () => {
    const { authorization: value } = await bearer(es)
    const response = await fetch(`${running.url}/cds-services`, { headers: { authorization: String(value).replace('Bearer', 'bearer') } })
    expect(response.status).toBe(200)
  })

  it.each(['ES256', 'ES512', 'RS256', 'PS384', 'EdDSA'])('signed with %s where that is configured', async alg => {
    const key = await pair(alg, 'other')
    const env = { ...authEnv(clientsFile([{ issuer: ISSUER, jwks: { keys: [key.jwk] } }])), AUTH_ALGORITHMS: alg }
    const here = await start(env, { store: await nonceStore(), clock: () => NOW })
    expect((await fetch(`${here.url}/cds-services`, { headers: await bearer(key) })).status).toBe(200)
    await here.stop()
  })

  it('its nonce is kept until it expires, rounded up', async () => {
    await discover(es, { claims: { jti: 'kept', exp: NOW_S + 10.2 } })
    expect(store.used.at(-1)).toEqual({ issuer: ISSUER, jti: 'kept', expiresAt: NOW_S + 11 })
  })
})

describe('each endpoint has an audience of its own', () => {
  type Endpoint = readonly [string, string, string, unknown]
  const endpoints: readonly Endpoint[] = [
    ['GET', '/cds-services', DISCOVERY, undefined],
    ['HEAD', '/cds-services', DISCOVERY, undefined],
    ['GET', '/cds-services/', DISCOVERY, undefined],
    ['GET', '/cds-services/vertebral-fracture-patient-view/source-attributes', `${SERVICE}/source-attributes`, undefined],
    ['POST', '/cds-services/vertebral-fracture-patient-view', SERVICE, patientView()],
    [
      'POST',
      '/cds-services/vertebral-fracture-patient-view/feedback',
      `${SERVICE}/feedback`,
      { feedback: [{ card: '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11', outcome: 'overridden', outcomeTimestamp: '2026-11-22T11:59:00Z' }] }
    ]
  ]
  const send = async ([method, path, , body]: Endpoint, aud: string): Promise<Response> =>
    fetch(`${running.url}${path}`, {
      method,
      headers: { ...(await bearer(es, { claims: { aud } })), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })

  it.each(endpoints)('%s %s', async (...endpoint) => {
    const [, , audience] = endpoint
    expect((await send(endpoint, audience)).status).toBe(200)
    for (const [, , other] of endpoints) if (other !== audience) expect((await send(endpoint, other)).status).toBe(401)
  })

  it('health, readiness and the landing page need no token', async () => {
    for (const path of ['/', '/health', '/ready']) expect((await fetch(`${running.url}${path}`)).status).toBe(200)
  })

  it('a preflight needs no token, and a refusal can be read by the browser', async () => {
    const headers = {
      origin: 'https://ehr.example.org',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type'
    }
    for (const [, path] of endpoints) {
      const preflight = await fetch(`${running.url}${path}`, { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
    }
    const refused = await fetch(`${running.url}/cds-services`, { headers: { origin: 'https://ehr.example.org' } })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://ehr.example.org')
  })
})

/** The caller of a token, seen by a route of the test's own. */
async function callerOf(clients: readonly unknown[], key: Pair, written: Written): Promise<Caller | undefined> {
  const config = readConfig(authEnv(clientsFile(clients)))
  const authenticate = authentication({ config, store: await nonceStore(), clock: () => NOW, logger: running.app.log })
  const app = await buildApp({
    services: [service('patient-view')],
    config: readConfig({}),
    logger: running.app.log,
    respond: () => ({ response: { cards: [] }, shown: [], silent: [], failures: [] })
  })
  let caller: Caller | undefined
  app.get('/who', async request => {
    caller = await authenticate(request, DISCOVERY)
    return {}
  })
  const response = await app.inject({ path: '/who', headers: await bearer(key, written) })
  await app.close()
  expect(response.statusCode).toBe(200)
  return caller
}

describe('who calls', () => {
  it('the issuer, and the FHIR bases of the client', async () => {
    const caller = await callerOf(
      [
        {
          issuer: ISSUER,
          jwks: { keys: [es.jwk] },
          fhirServers: ['https://FHIR.example.org:443/r4/', 'http://127.0.0.1:8081/fhir', 'https://t.example.org/f/*']
        }
      ],
      es,
      {
        claims: { tenant: 'not a setting here' }
      }
    )
    expect(caller?.issuer).toBe(ISSUER)
    expect(caller?.tenant).toBeUndefined()
    expect([...(caller?.fhirServers.exact ?? [])]).toEqual(['https://fhir.example.org/r4', 'http://127.0.0.1:8081/fhir'])
    expect(caller?.fhirServers.below).toEqual(['https://t.example.org/f/'])
    expect(caller?.fhirServers.setting).toBe('fhirServers of this client in AUTH_CLIENTS')
  })

  it('a tenant with bases of its own has no others; one without has those of the client', async () => {
    const clients = [
      {
        issuer: ISSUER,
        jwks: { keys: [es.jwk] },
        fhirServers: ['https://shared.example.org/fhir'],
        tenants: { north: { fhirServers: ['http://north.example.org/fhir'], allowHttp: true }, south: null, none: { fhirServers: [] } }
      }
    ]
    const basesOf = async (tenant: string): Promise<readonly string[]> => {
      const caller = await callerOf(clients, es, { claims: { tenant } })
      expect(caller?.tenant).toBe(tenant)
      return [...(caller?.fhirServers.exact ?? [])]
    }
    expect(await basesOf('north')).toEqual(['http://north.example.org/fhir'])
    expect(await basesOf('south')).toEqual(['https://shared.example.org/fhir'])
    expect(await basesOf('none')).toEqual([])
  })

  it('a client without fhirServers reads from none', async () => {
    const caller = await callerOf([{ issuer: ISSUER, jwks: { keys: [es.jwk] } }], es, {})
    expect(caller?.fhirServers.exact.size).toBe(0)
    expect(caller?.fhirServers.below).toEqual([])
  })

  it('each client reads from its own FHIR server only, not from FHIR_SERVERS', async () => {
    const fhir = await fhirStub()
    const other = await pair('ES384', 'other')
    const path = clientsFile([
      { issuer: ISSUER, jwks: { keys: [es.jwk] }, fhirServers: [fhir.base] },
      { issuer: 'urn:other', jwks: { keys: [other.jwk] } }
    ])
    const app = await start({ ...authEnv(path), FHIR_SERVERS: fhir.base }, { store: await nonceStore(), clock: () => NOW })
    const body = JSON.stringify({ ...without('patient'), fhirServer: fhir.base, fhirAuthorization: authorization() })
    const call = async (key: Pair, iss: string): Promise<number> =>
      (
        await fetch(`${app.url}/cds-services/vertebral-fracture-patient-view`, {
          method: 'POST',
          body,
          headers: { ...(await bearer(key, { claims: { iss, aud: SERVICE } })), 'content-type': 'application/json' }
        })
      ).status
    expect(await call(other, 'urn:other')).toBe(412)
    expect(fhir.requests).toEqual([])
    expect(await call(es, ISSUER)).toBe(200)
    expect(fhir.requests.length).toBeGreaterThan(0)
    await app.stop()
    await fhir.stop()
  })

  it('nothing is read for a request without fhirAuthorization, unless the entry of the client allows it', async () => {
    const fhir = await fhirStub()
    const fhirServers = [fhir.base]
    const path = clientsFile([
      { issuer: ISSUER, jwks: { keys: [es.jwk] }, fhirServers },
      { issuer: 'urn:open', jwks: { keys: [es.jwk] }, fhirServers, allowWithoutToken: true },
      {
        issuer: 'urn:tenants',
        jwks: { keys: [es.jwk] },
        fhirServers,
        tenants: { open: { fhirServers, allowWithoutToken: true }, closed: { fhirServers }, default: null }
      }
    ])
    const app = await start(authEnv(path), { store: await nonceStore(), clock: () => NOW })
    const body = JSON.stringify({ ...without('patient'), fhirServer: fhir.base })
    const call = async (claims: Record<string, string>): Promise<readonly [number, number]> => {
      fhir.requests.length = 0
      const headers = { ...(await bearer(es, { claims: { aud: SERVICE, ...claims } })), 'content-type': 'application/json' }
      const { status } = await fetch(`${app.url}/cds-services/vertebral-fracture-patient-view`, { method: 'POST', body, headers })
      return [status, fhir.requests.length]
    }
    expect(await call({})).toEqual([412, 0])
    expect(await call({ iss: 'urn:open' })).toEqual([200, 1])
    for (const tenant of ['closed', 'default']) expect(await call({ iss: 'urn:tenants', tenant })).toEqual([412, 0])
    expect(await call({ iss: 'urn:tenants', tenant: 'open' })).toEqual([200, 1])
    await app.stop()
    await fhir.stop()
  })
})

describe('published vectors', () => {
  let app: Running | undefined
  afterEach(() => app?.stop())

  const at = async (clients: readonly unknown[], publicUrl: string, seconds: number, authMaxLifetimeS = 3600): Promise<Running> => {
    const config = { ...readConfig({ ...authEnv(clientsFile(clients)), PUBLIC_URL: publicUrl }), authMaxLifetimeS }
    const services = [{ ...service('patient-view'), id: 'some-service' }]
    app = await start({}, { config, services, store: await nonceStore(), clock: () => new Date(seconds * 1000) })
    return app
  }
  const post = (url: string, jwt: string): Promise<Response> =>
    fetch(`${url}/cds-services/some-service`, {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' },
      body: JSON.stringify(patientView())
    })

  /** CDS Hooks 2.0, "JWT Signing Algorithm", example: the token as printed there, and the public key. */
  const EXAMPLE =
    'eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6ImV4YW1wbGUta2lkIiwiamt1IjoiaHR0cHM6Ly9maGlyLWVoci5leGFtcGxlLmNvbS9qd2tfdXJpIn0.eyJpc3MiOiJodHRwczovL2ZoaXItZWhyLmV4YW1wbGUuY29tLyIsImF1ZCI6Imh0dHBzOi8vY2RzLmV4YW1wbGUub3JnL2Nkcy1zZXJ2aWNlcy9zb21lLXNlcnZpY2UiLCJleHAiOjE0MjI1Njg4NjAsImlhdCI6MTMxMTI4MDk3MCwianRpIjoiZWUyMmIwMjEtZTFiNy00NjExLWJhNWItOGVlYzZhMzNhYzFlIiwidGVuYW50IjoiMmRkZDZjM2EtOGU5YS00NGM2LWEzMDUtNTIxMTFhZDMwMmEyIn0.d1WfLjGRKlcWB94l9do4cM8REXeYJLL6SGUBO8VHZhfM8mwKYP70EMxJ67War4TQblEpaQrp11wx5p7oPFm2ETYgCicS84vXWEIYTdjooZdooCSDf2L8-i4awdoUwiEb'
  const exampleClient = {
    issuer: 'https://fhir-ehr.example.com/',
    jku: 'https://fhir-ehr.example.com/jwk_uri',
    tenants: ['2ddd6c3a-8e9a-44c6-a305-52111ad302a2'],
    jwks: {
      keys: [
        {
          kty: 'EC',
          use: 'sig',
          crv: 'P-384',
          kid: 'example-kid',
          x: '46SDH7Znh821wblCBglA61sNE9ZrHYKKt3qRtRTmSXyOI_FIGBLWrWa0GPUkDCEk',
          y: 'XMcRuuoGW7CXjQdy-F5i3FeBE0x9hPLdeFdSoDd3ELmx404tLX0VRRcqzAsPhXcI',
          alg: 'ES384'
        }
      ]
    }
  }
  const IAT = 1311280970

  it('the example of the specification lives for three years: too long for the default', async () => {
    const here = await at([exampleClient], 'https://cds.example.org', IAT + 60)
    expect((await post(here.url, EXAMPLE)).status).toBe(401)
    expect(here.lines.find(({ msg }) => msg === 'client refused')).toMatchObject({ authRefusal: 'lifetime' })
  })

  it('the example of the specification is accepted with a lifetime to match, once', async () => {
    const { url } = await at([exampleClient], 'https://cds.example.org', IAT + 60, 1422568860 - IAT)
    expect((await post(url, EXAMPLE)).status).toBe(200)
    expect((await post(url, EXAMPLE)).status).toBe(401)
  })

  /** A token the public sandbox made in 2020, for a service on the machine of whoever tried it. */
  const SANDBOX =
    'eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6IjQ0ODIzZjNkLTBiMDEtNGE2Yy1hODBlLWI5ZDNlOGE3MjI2ZiIsImprdSI6Imh0dHBzOi8vc2FuZGJveC5jZHMtaG9va3Mub3JnLy53ZWxsLWtub3duL2p3a3MuanNvbiJ9.eyJpc3MiOiJodHRwczovL3NhbmRib3guY2RzLWhvb2tzLm9yZyIsImF1ZCI6Imh0dHA6Ly8xMjcuMC4wLjE6ODAwMC9jZHMtc2VydmljZXMiLCJleHAiOjE1OTQyMzA5MDAsImlhdCI6MTU5NDIzMDYwMCwianRpIjoiZWZiMzc3M2QtM2EyOC00M2UyLTlmYmMtYjkzNmE5YWUzODhiIn0.Cbey3n5NkDRoCLHZ2WMFc1z_RY8Rlq5oGxdAYfbrBPMiJXLCwjbYoU0av2CQj-Olhbnpe7Vs8vzJ5oHP5gc2-0ooc5J49t4Uz9iYKpiM9KLUrqaJe0umc_klM2-ynHAI'

  it('a token of the public sandbox is accepted by its preset, offline, and the log warns of it', async () => {
    const { url, lines } = await at([{ preset: 'cds-hooks-sandbox' }], 'http://127.0.0.1:8000', 1594230601)
    const headers = { authorization: `Bearer ${SANDBOX}` }
    expect((await fetch(`${url}/cds-services`, { headers })).status).toBe(200)
    expect((await fetch(`${url}/cds-services`, { headers })).status).toBe(401)
    expect(lines.some(({ level, msg }) => level === 40 && String(msg).includes('public sandbox'))).toBe(true)
  })

  it('a token of the public sandbox is refused unless the preset is configured', async () => {
    const { url } = await at([exampleClient], 'http://127.0.0.1:8000', 1594230601)
    expect((await fetch(`${url}/cds-services`, { headers: { authorization: `Bearer ${SANDBOX}` } })).status).toBe(401)
    expect(sandbox.issuer).toBe('https://sandbox.cds-hooks.org')
  })
})

describe('open mode', () => {
  it('asks nobody, and looks at no token', async () => {
    const open = await start({ FHIR_SERVERS: 'https://fhir.example.org/r4' })
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: `Basic x` }])
      expect((await fetch(`${open.url}/cds-services`, { headers })).status).toBe(200)
    expect(open.logText()).not.toContain('client refused')
    await open.stop()
  })
})
