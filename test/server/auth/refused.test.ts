/** Tokens with exactly one defect against a valid one: all get the same bare 401, and the log says which check it was. */
import { request } from 'node:http'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { patientView, start, type Running } from '../stubs.js'
import {
  authEnv,
  clientsFile,
  contents,
  DISCOVERY,
  ISSUER,
  keyServer,
  keysAnswer,
  nonceStore,
  NOW,
  NOW_S,
  pair,
  part,
  PUBLIC_URL,
  signedParts,
  token,
  type KeyServer,
  type NonceStore,
  type Pair,
  type Written
} from './tokens.js'

let running: Running
let store: NonceStore
let listener: KeyServer
let es: Pair
let rs: Pair
let stranger: Pair
let published: Pair

const TENANTS_ISSUER = 'https://tenants.example.org'
const REMOTE_ISSUER = 'https://remote.example.org'

beforeAll(async () => {
  ;[es, rs, stranger, published] = await Promise.all([
    pair('ES384', 'es'),
    pair('RS384', 'rs'),
    pair('ES384', 'es'),
    pair('ES384', 'remote')
  ])
  listener = await keyServer(keysAnswer(published.jwk))
  store = await nonceStore()
  const keys = [es.jwk, rs.jwk, { ...es.jwk, kid: 'no-verify', key_ops: ['sign'] }]
  const clients = clientsFile([
    { issuer: ISSUER, jwks: { keys } },
    { issuer: TENANTS_ISSUER, jwks: { keys }, tenants: ['north'], algorithms: ['ES384'] },
    { issuer: REMOTE_ISSUER, jwksUrl: listener.url }
  ])
  running = await start(authEnv(clients), { store, clock: () => NOW })
})
afterAll(async () => {
  await running.stop()
  await listener.stop()
})

const discover = (authorization: string | undefined): Promise<Response> =>
  fetch(`${running.url}/cds-services`, authorization === undefined ? {} : { headers: { authorization } })

const BODY = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'error',
      code: 'security',
      details: {
        coding: [{ system: 'https://vertebral-fracture-cds.github.io/CodeSystem/error', code: 'CDS_ERR_UNAUTHORIZED' }],
        text: 'Unauthorized.'
      }
    }
  ]
})

/** The log line of a request. */
const lineOf = (response: Response): Record<string, unknown> | undefined =>
  running.lines.find(line => line['msg'] === 'client refused' && line['requestId'] === response.headers.get('x-request-id'))

async function expectRefused(response: Response, refusal: string, issuer?: string): Promise<void> {
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
  expect(await response.text()).toBe(BODY)
  expect(lineOf(response)).toMatchObject({ authRefusal: refusal })
  expect(lineOf(response)?.['issuer']).toBe(issuer)
}

type Make = () => string | undefined | Promise<string | undefined>
const signed =
  (written: Written, key: () => Pair = () => es): Make =>
  async () =>
    `Bearer ${await token(key(), written)}`
const claims = (changed: Record<string, unknown>): Make => signed({ claims: changed })
const header = (changed: Record<string, unknown>): Make => signed({ header: changed })
/** A header that the library would not sign is put before the parts by hand. */
const rawHeader =
  (changed: Record<string, unknown>): Make =>
  async () => {
    const written = contents(es, { header: changed })
    return `Bearer ${await signedParts(es, part(written.header), part(written.claims))}`
  }
const rawClaims =
  (written: string): Make =>
  async () =>
    `Bearer ${await signedParts(es, part(contents(es).header), part(written))}`
const cut =
  (change: (parts: string[]) => string): Make =>
  async () =>
    `Bearer ${change((await token(es)).split('.'))}`
const hmac =
  (alg: string): Make =>
  async () => {
    const written = contents(es, { header: { alg } })
    return `Bearer ${await new SignJWT(written.claims).setProtectedHeader(written.header).sign(new TextEncoder().encode(JSON.stringify(es.jwk).padEnd(64)))}`
  }

/** What is wrong, the class it must be refused with, and whose token it is where that is known by then. */
const defects: readonly (readonly [string, string, string | undefined, Make])[] = [
  ['no Authorization header', 'no-token', undefined, () => undefined],
  ['another scheme', 'not-bearer', undefined, async () => `Basic ${await token(es)}`],
  ['no scheme', 'not-bearer', undefined, async () => token(es)],
  ['a scheme without token', 'not-bearer', undefined, () => 'Bearer'],
  ['two tokens in one header', 'not-bearer', undefined, async () => `Bearer ${await token(es)}, Bearer ${await token(es)}`],
  ['a parameter after the token', 'not-bearer', undefined, async () => `Bearer ${await token(es)} realm="x"`],
  ['over 8192 characters', 'too-large', undefined, claims({ note: 'x'.repeat(8200) })],
  ['two parts', 'malformed', undefined, cut(([first = '', second = '']) => `${first}.${second}`)],
  ['five parts, as encrypted tokens have', 'malformed', undefined, cut(parts => [...parts, 'AAAA', 'AAAA'].join('.'))],
  ['a header that is not base64url', 'malformed', undefined, cut(([, ...rest]) => `a+b/.${rest.join('.')}`)],
  ['a header that is not JSON', 'malformed', undefined, cut(([, ...rest]) => `${part('not json')}.${rest.join('.')}`)],
  ['a header that is a list', 'malformed', undefined, cut(([, ...rest]) => `${part([])}.${rest.join('.')}`)],
  ['claims that are a text', 'malformed', undefined, rawClaims('"iss"')],
  ['claims that are not UTF-8', 'malformed', undefined, cut(([first = '', , last = '']) => `${first}._w.${last}`)],
  [
    'alg none without signature',
    'algorithm',
    ISSUER,
    () => `Bearer ${part({ ...contents(es).header, alg: 'none' })}.${part(contents(es).claims)}.`
  ],
  ['alg None with a signature', 'algorithm', ISSUER, rawHeader({ alg: 'None' })],
  ['HS256 keyed with the public key', 'algorithm', ISSUER, hmac('HS256')],
  ['HS384 keyed with the public key', 'algorithm', ISSUER, hmac('HS384')],
  ['ES256, which is not listed', 'algorithm', ISSUER, async () => `Bearer ${await token(await pair('ES256', 'es'))}`],
  ['no alg', 'algorithm', ISSUER, rawHeader({ alg: undefined })],
  ['alg that is a list', 'algorithm', ISSUER, rawHeader({ alg: ['ES384'] })],
  ['no typ', 'type', ISSUER, header({ typ: undefined })],
  ['typ in small letters', 'type', ISSUER, header({ typ: 'jwt' })],
  ['typ of another kind of token', 'type', ISSUER, header({ typ: 'at+jwt' })],
  ['a critical extension', 'critical', ISSUER, rawHeader({ crit: ['exp'], exp: NOW_S + 300 })],
  ['unencoded payload', 'critical', ISSUER, rawHeader({ crit: ['b64'], b64: false })],
  ['no kid', 'no-kid', ISSUER, header({ kid: undefined })],
  ['an empty kid', 'no-kid', ISSUER, header({ kid: '' })],
  ['a kid that is a number', 'no-kid', ISSUER, rawHeader({ kid: 1 })],
  ['no iss', 'issuer', undefined, claims({ iss: undefined })],
  ['an unknown iss', 'issuer', undefined, claims({ iss: 'https://other.example.org' })],
  ['iss with a slash more', 'issuer', undefined, claims({ iss: `${ISSUER}/` })],
  ['iss in a list', 'issuer', undefined, claims({ iss: [ISSUER] })],
  ['iss of a name every object has', 'issuer', undefined, claims({ iss: 'constructor' })],
  [
    'an algorithm not for this client',
    'client-algorithm',
    TENANTS_ISSUER,
    signed({ claims: { iss: TENANTS_ISSUER, tenant: 'north' } }, () => rs)
  ],
  ['a jku where none is configured', 'jku', ISSUER, header({ jku: 'https://ehr.example.org/jwks' })],
  ['a jku that is a list', 'jku', ISSUER, rawHeader({ jku: ['https://ehr.example.org/jwks'] })],
  [
    'a jku with a query more',
    'jku',
    REMOTE_ISSUER,
    async () => `Bearer ${await token(published, { header: { jku: `${listener.url}?x` }, claims: { iss: REMOTE_ISSUER } })}`
  ],
  ['an unknown kid', 'unknown-key', ISSUER, header({ kid: 'other' })],
  ['the kid of a key of another kind', 'key-mismatch', ISSUER, header({ kid: 'rs' })],
  ['the kid of a key that may not verify', 'key-mismatch', ISSUER, header({ kid: 'no-verify' })],
  ['a key of another client', 'unknown-key', REMOTE_ISSUER, claims({ iss: REMOTE_ISSUER })],
  ['a signature by another key', 'signature', ISSUER, signed({}, () => stranger)],
  ['no signature', 'signature', ISSUER, cut(([first = '', second = '']) => `${first}.${second}.`)],
  ['a signature cut short', 'signature', ISSUER, cut(([first = '', second = '', last = '']) => `${first}.${second}.${last.slice(0, 64)}`)],
  ['a signature of zeros', 'signature', ISSUER, cut(([first = '', second = '']) => `${first}.${second}.${'A'.repeat(128)}`)],
  [
    'claims changed after signing',
    'signature',
    ISSUER,
    cut(([first = '', , last = '']) => `${first}.${part(contents(es).claims)}.${last}`)
  ],
  ['no aud', 'audience', ISSUER, claims({ aud: undefined })],
  ['aud of a service instead of discovery', 'audience', ISSUER, claims({ aud: `${DISCOVERY}/vertebral-fracture-patient-view` })],
  ['aud with a slash more', 'audience', ISSUER, claims({ aud: `${DISCOVERY}/` })],
  ['aud with a query', 'audience', ISSUER, claims({ aud: `${DISCOVERY}?x=1` })],
  ['aud of the base URL', 'audience', ISSUER, claims({ aud: PUBLIC_URL })],
  ['aud in other capitals', 'audience', ISSUER, claims({ aud: DISCOVERY.toUpperCase() })],
  [
    'aud of the address the request came to',
    'audience',
    ISSUER,
    async () => `Bearer ${await token(es, { claims: { aud: `${running.url}/cds-services` } })}`
  ],
  ['an empty list as aud', 'audience', ISSUER, claims({ aud: [] })],
  ['aud with something that is no text', 'audience', ISSUER, claims({ aud: [DISCOVERY, 7] })],
  ['no exp', 'times', ISSUER, claims({ exp: undefined })],
  ['exp as text', 'times', ISSUER, claims({ exp: String(NOW_S + 300) })],
  [
    'exp without end',
    'times',
    ISSUER,
    rawClaims(JSON.stringify(contents({ alg: 'ES384', kid: 'es' } as Pair).claims).replace(/"exp":\d+/, '"exp":1e999'))
  ],
  ['no iat', 'times', ISSUER, claims({ iat: undefined })],
  ['iat as a date', 'times', ISSUER, claims({ iat: '2026-11-22T12:00:00Z' })],
  ['expired by the skew exactly', 'expired', ISSUER, claims({ iat: NOW_S - 360, exp: NOW_S - 60 })],
  ['expired in 2015', 'expired', ISSUER, claims({ iat: 1422568560, exp: 1422568860 })],
  ['issued in the future', 'issued-in-future', ISSUER, claims({ iat: NOW_S + 61, exp: NOW_S + 300 })],
  ['exp before iat', 'lifetime', ISSUER, claims({ iat: NOW_S + 30, exp: NOW_S + 20 })],
  ['times in milliseconds', 'issued-in-future', ISSUER, claims({ iat: NOW_S * 1000, exp: (NOW_S + 300) * 1000 })],
  ['a lifetime one second too long', 'lifetime', ISSUER, claims({ exp: NOW_S + 3601 })],
  ['nbf in the future', 'not-before', ISSUER, claims({ nbf: NOW_S + 61 })],
  ['nbf as text', 'not-before', ISSUER, claims({ nbf: 'now' })],
  ['no tenant where tenants are configured', 'tenant', TENANTS_ISSUER, claims({ iss: TENANTS_ISSUER })],
  ['an unknown tenant', 'tenant', TENANTS_ISSUER, claims({ iss: TENANTS_ISSUER, tenant: 'south' })],
  ['a tenant in a list', 'tenant', TENANTS_ISSUER, claims({ iss: TENANTS_ISSUER, tenant: ['north'] })],
  ['no jti', 'jti', ISSUER, claims({ jti: undefined })],
  ['an empty jti', 'jti', ISSUER, claims({ jti: '' })],
  ['a jti that is a number', 'jti', ISSUER, claims({ jti: 7 })],
  ['a jti of 256 characters', 'jti', ISSUER, claims({ jti: 'j'.repeat(256) })],
  ['a jti with a control character', 'jti', ISSUER, claims({ jti: 'a\u0000b' })]
]

describe('a token with one defect', () => {
  it.each(defects)('%s', async (_name, refusal, issuer, make) => {
    const usedBefore = store.used.length
    await expectRefused(await discover(await make()), refusal, issuer)
    expect(store.used).toHaveLength(usedBefore)
  })

  it('is the only thing that was wrong: without it the same token is accepted', async () => {
    for (const written of [{}, { claims: { iss: TENANTS_ISSUER, tenant: 'north' } }])
      expect((await discover(`Bearer ${await token(es, written)}`)).status).toBe(200)
    expect(
      (await discover(`Bearer ${await token(published, { header: { jku: listener.url }, claims: { iss: REMOTE_ISSUER } })}`)).status
    ).toBe(200)
    const { header: head, claims: said } = contents(es)
    expect((await discover(`Bearer ${await signedParts(es, part(head), part(said))}`)).status).toBe(200)
  })

  it('carries a key of its own: it is not looked at', async () => {
    const { header: head, claims: said } = contents(stranger, { header: { jwk: stranger.jwk, x5c: ['AAAA'] } })
    await expectRefused(await discover(`Bearer ${await signedParts(stranger, part(head), part(said))}`), 'signature', ISSUER)
  })
})

describe('what else a caller may try', () => {
  it('two Authorization headers are refused, whichever is valid', async () => {
    const valid = `Bearer ${await token(es)}`
    const { hostname, port } = new URL(running.url)
    for (const authorization of [
      [valid, valid],
      [valid, 'Basic YTpi'],
      ['Basic YTpi', valid]
    ]) {
      const status = await new Promise((done, failed) => {
        request(
          {
            hostname,
            port,
            path: '/cds-services',
            headers: [['host', `${hostname}:${port}`], ...authorization.map(value => ['authorization', value])].flat()
          },
          response => {
            response.resume()
            done(response.statusCode)
          }
        )
          .on('error', failed)
          .end()
      })
      expect(status).toBe(401)
      expect(running.lines.filter(({ msg }) => msg === 'client refused').at(-1)).toMatchObject({ authRefusal: 'not-bearer' })
    }
    expect((await discover(valid)).status).toBe(200)
  })

  it('a token in the query is no token', async () => {
    await expectRefused(await fetch(`${running.url}/cds-services?access_token=${await token(es)}`), 'no-token')
  })

  it('the same token twice is refused the second time, also at the same moment', async () => {
    const once = `Bearer ${await token(es)}`
    expect((await discover(once)).status).toBe(200)
    await expectRefused(await discover(once), 'replayed', ISSUER)
    const racing = `Bearer ${await token(es)}`
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await discover(racing)).status))
    expect(statuses.sort()).toEqual([200, 401, 401, 401])
  })

  it('the jti of one client is free to another', async () => {
    const jti = 'shared-jti'
    expect((await discover(`Bearer ${await token(es, { claims: { jti } })}`)).status).toBe(200)
    expect((await discover(`Bearer ${await token(es, { claims: { jti, iss: TENANTS_ISSUER, tenant: 'north' } })}`)).status).toBe(200)
  })

  it('a token that fails elsewhere is not used up', async () => {
    const jti = 'not-burned'
    await expectRefused(await discover(`Bearer ${await token(es, { claims: { jti, aud: PUBLIC_URL } })}`), 'audience', ISSUER)
    await expectRefused(await discover(`Bearer ${await token(stranger, { claims: { jti } })}`), 'signature', ISSUER)
    expect((await discover(`Bearer ${await token(es, { claims: { jti } })}`)).status).toBe(200)
  })

  it('a foreign jku causes no request', async () => {
    const trap = await keyServer(keysAnswer(stranger.jwk))
    const before = listener.requests.length
    for (const iss of [ISSUER, REMOTE_ISSUER])
      await expectRefused(await discover(`Bearer ${await token(stranger, { header: { jku: trap.url }, claims: { iss } })}`), 'jku', iss)
    expect(trap.requests).toEqual([])
    expect(listener.requests).toHaveLength(before)
    await trap.stop()
  })

  it('an unauthenticated call is refused before its body is read', async () => {
    const response = await fetch(`${running.url}/cds-services/vertebral-fracture-patient-view`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ not json'
    })
    await expectRefused(response, 'no-token')
    const feedback = await fetch(`${running.url}/cds-services/vertebral-fracture-patient-view/feedback`, { method: 'POST', body: 'x' })
    await expectRefused(feedback, 'no-token')
    const call = await fetch(`${running.url}/cds-services/vertebral-fracture-patient-view`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(es)}` },
      body: JSON.stringify(patientView())
    })
    await expectRefused(call, 'audience', ISSUER)
    expect(running.calls).toEqual([])
  })

  it('no token, claim or key is in the log', async () => {
    const secret = `Bearer ${await token(es, { claims: { iss: 'https://named-nowhere.example', tenant: 'ward-9', jti: 'jti-in-no-log' } })}`
    await expectRefused(await discover(secret), 'issuer')
    const log = running.logText()
    for (const word of ['eyJ', 'named-nowhere', 'ward-9', 'jti-in-no-log', 'not-burned', 'at+jwt']) expect(log).not.toContain(word)
  })
})
