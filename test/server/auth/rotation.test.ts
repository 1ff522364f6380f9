/** Keys that change, key servers that fail, and the store that cannot be reached. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { nonceUser } from '../../../src/server/auth/nonces.js'
import { until } from '../../until.js'
import { start, type Running } from '../stubs.js'
import {
  authEnv,
  clientsFile,
  ISSUER,
  keyServer,
  keysAnswer,
  nonceStore,
  NOW,
  pair,
  token,
  type KeyServer,
  type NonceStore,
  type Pair,
  type Written
} from './tokens.js'

let first: Pair
let second: Pair
let running: Running | undefined
let server: KeyServer | undefined
let now = NOW.getTime()

const MINUTE = 60_000

beforeAll(async () => {
  ;[first, second] = await Promise.all([pair('ES384', 'first'), pair('RS384', 'second')])
})
afterEach(async () => {
  await running?.stop()
  await server?.stop()
  ;[running, server] = [undefined, undefined]
})

interface Live {
  readonly keys: KeyServer
  readonly store: NonceStore
  readonly app: Running
  readonly discover: (key: Pair, written?: Written) => Promise<number>
  readonly lastRefusal: () => unknown
}

async function live(answer: Parameters<typeof keyServer>[0], env: Record<string, string> = {}): Promise<Live> {
  now = NOW.getTime()
  const keys = await keyServer(answer)
  const store = await nonceStore()
  const app = await start(
    { ...authEnv(clientsFile([{ issuer: ISSUER, jwksUrl: keys.url }])), ...env },
    { store, clock: () => new Date(now) }
  )
  ;[running, server] = [app, keys]
  return {
    keys,
    store,
    app,
    discover: async (key, { header = {}, claims = {} } = {}) => {
      const iat = now / 1000
      const jwt = await token(key, { header, claims: { iat, exp: iat + 300, ...claims } })
      return (await fetch(`${app.url}/cds-services`, { headers: { authorization: `Bearer ${jwt}` } })).status
    },
    lastRefusal: () => app.lines.filter(({ msg }) => msg === 'client refused').at(-1)?.['authRefusal']
  }
}

describe('keys at a URL', () => {
  it('are fetched once for many calls, also when the first ones come together', async () => {
    const { keys, discover } = await live(keysAnswer(first.jwk))
    expect(await Promise.all([1, 2, 3, 4, 5].map(() => discover(first)))).toEqual([200, 200, 200, 200, 200])
    for (const key of [first, first]) expect(await discover(key, { header: { jku: keys.url } })).toBe(200)
    expect(keys.requests).toHaveLength(1)
  })

  it('nothing is fetched for a token that no key could save', async () => {
    const { keys, discover } = await live(keysAnswer(first.jwk))
    expect(await discover(first, { claims: { iss: 'https://other.example.org' } })).toBe(401)
    expect(await discover(first, { header: { jku: 'https://other.example.org/jwks' } })).toBe(401)
    expect(await discover(first, { header: { typ: 'other' } })).toBe(401)
    expect(keys.requests).toEqual([])
  })

  it('a new key is accepted without a restart, and a removed one refused after the next renewal', async () => {
    const { keys, discover, lastRefusal } = await live(keysAnswer(first.jwk))
    expect(await discover(first)).toBe(200)
    keys.answer = keysAnswer(first.jwk, second.jwk)
    now += MINUTE
    expect(await discover(second)).toBe(200)
    expect(await discover(first)).toBe(200)
    keys.answer = keysAnswer(second.jwk)
    now += 9 * MINUTE
    expect(await discover(first)).toBe(200)
    now += 2 * MINUTE
    expect(await discover(first)).toBe(401)
    expect(lastRefusal()).toBe('unknown-key')
    expect(await discover(second)).toBe(200)
    expect(keys.requests).toHaveLength(3)
  })

  it('a key that keeps its kid and changes its value is renewed with the rest', async () => {
    const { keys, discover, lastRefusal } = await live(keysAnswer(first.jwk))
    const successor = await pair('ES384', 'first')
    expect(await discover(first)).toBe(200)
    keys.answer = keysAnswer(successor.jwk)
    now += 11 * MINUTE
    expect(await discover(successor)).toBe(200)
    expect(await discover(first)).toBe(401)
    expect(lastRefusal()).toBe('signature')
  })

  it('a flood of unknown kids causes one fetch per cool-down', async () => {
    const { keys, discover } = await live(keysAnswer(first.jwk))
    expect(await discover(first)).toBe(200)
    const flood = async (): Promise<void> => {
      const statuses = await Promise.all(
        Array.from({ length: 20 }, (_, index) => discover(first, { header: { kid: `made-up-${String(index)}` } }))
      )
      expect(new Set(statuses)).toEqual(new Set([401]))
    }
    await flood()
    expect(keys.requests).toHaveLength(1)
    now += MINUTE
    await flood()
    await flood()
    expect(keys.requests).toHaveLength(2)
    expect(await discover(first)).toBe(200)
  })

  it('a key server that fails takes no keys away for a day, and is not asked at every call', async () => {
    const { keys, app, discover, lastRefusal } = await live(keysAnswer(first.jwk))
    expect(await discover(first)).toBe(200)
    keys.answer = (_request, response) => response.writeHead(500).end()
    now += 60 * MINUTE
    for (const key of [first, first, first]) expect(await discover(key)).toBe(200)
    expect(keys.requests).toHaveLength(2)
    expect(app.lines.filter(({ msg }) => msg === 'the keys of a client could not be fetched')).toHaveLength(1)
    now += 24 * 60 * MINUTE
    expect(await discover(first)).toBe(401)
    expect(lastRefusal()).toBe('keys-unavailable')
    keys.answer = keysAnswer(first.jwk)
    now += MINUTE
    expect(await discover(first)).toBe(200)
  })

  it('keys that were never there are asked for again after a short while', async () => {
    const { keys, discover, lastRefusal } = await live((_request, response) => response.writeHead(503).end())
    for (const key of [first, first]) expect(await discover(key)).toBe(401)
    expect(lastRefusal()).toBe('keys-unavailable')
    expect(keys.requests).toHaveLength(1)
    keys.answer = keysAnswer(first.jwk)
    now += 6_000
    expect(await discover(first)).toBe(200)
  })

  it('a key server that hangs holds no call up beyond its share of the deadline, and takes no known key away', async () => {
    const { keys, discover, lastRefusal } = await live(keysAnswer(first.jwk), { DEADLINE_MS: '400' })
    expect(await discover(first)).toBe(200)
    keys.answer = () => undefined
    now += 60 * MINUTE
    const started = performance.now()
    expect(await Promise.all([discover(first), discover(second)])).toEqual([200, 401])
    expect(performance.now() - started).toBeLessThan(1000)
    expect(lastRefusal()).toBe('unknown-key')
    expect(keys.requests).toHaveLength(2)
  })

  it('keys that came too late for one call serve the next', async () => {
    const { keys, discover } = await live((request, response) => void setTimeout(() => keysAnswer(first.jwk)(request, response), 400), {
      DEADLINE_MS: '400'
    })
    expect(await discover(first)).toBe(401)
    await until(async () => (await discover(first)) === 200)
    expect(keys.requests).toHaveLength(1)
  })

  it('a redirect is not followed', async () => {
    const other = await keyServer(keysAnswer(first.jwk))
    const { discover, lastRefusal } = await live((_request, response) => response.writeHead(302, { location: other.url }).end())
    expect(await discover(first)).toBe(401)
    expect(lastRefusal()).toBe('keys-unavailable')
    expect(other.requests).toEqual([])
    await other.stop()
  })

  it.each([
    ['not JSON', 'hello'],
    ['no JWK Set', '{"key":[]}'],
    ['null', 'null'],
    ['larger than 256 KiB', JSON.stringify({ keys: [], note: 'x'.repeat(300_000) })]
  ])('an answer that is %s brings no keys', async (_name, body) => {
    const { discover, lastRefusal } = await live((_request, response) => response.writeHead(200).end(body))
    expect(await discover(first)).toBe(401)
    expect(lastRefusal()).toBe('keys-unavailable')
  })

  it('unusable keys in the set are left out, and the others count', async () => {
    const private_ = { ...(await pair('ES384', 'private')).jwk, d: 'AAAA' }
    const secret = { kty: 'oct', kid: 'oct', k: 'AAAA', alg: 'HS256' }
    const twice = [
      { ...first.jwk, kid: 'twice' },
      { ...second.jwk, kid: 'twice' }
    ]
    const { discover, lastRefusal } = await live(keysAnswer(private_, secret, ...twice, { kty: 'EC' }, first.jwk))
    expect(await discover(first)).toBe(200)
    for (const kid of ['private', 'oct', 'twice']) {
      expect(await discover(first, { header: { kid } })).toBe(401)
      expect(lastRefusal()).toBe('unknown-key')
    }
  })
})

describe('the store cannot be reached', () => {
  const call = async ({ app }: Live, jwt: string): Promise<Response> =>
    fetch(`${app.url}/cds-services`, { headers: { authorization: `Bearer ${jwt}` } })

  it('a valid token gets 503 with Retry-After, and nothing of the error', async () => {
    const here = await live(keysAnswer(first.jwk))
    here.store.isDown = true
    const response = await call(here, await token(first))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.text()).toContain('CDS_ERR_STORE_UNAVAILABLE')
    expect(here.app.logText()).not.toContain('secret-host')
  })

  it.each([
    ['refuse', 503],
    ['accept', 200]
  ])('one that hangs counts as one that is gone: %s answers %i, in time', async (withoutStore, status) => {
    const here = await live(keysAnswer(first.jwk), { AUTH_WITHOUT_STORE: withoutStore, DEADLINE_MS: '400' })
    here.store.useNonce = () => new Promise(() => undefined)
    const jwt = await token(first)
    expect((await call(here, jwt)).status).toBe(status)
    expect((await call(here, jwt)).status).toBe(status === 200 ? 401 : 503)
  })

  it('an invalid token still gets 401', async () => {
    const here = await live(keysAnswer(first.jwk))
    here.store.isDown = true
    expect((await call(here, await token(first, { claims: { aud: 'https://elsewhere.example' } }))).status).toBe(401)
  })

  it('AUTH_WITHOUT_STORE=accept lets the process remember by itself, also what the store knew', async () => {
    const here = await live(keysAnswer(first.jwk), { AUTH_WITHOUT_STORE: 'accept' })
    const [before, during] = await Promise.all([token(first), token(first)])
    expect((await call(here, before)).status).toBe(200)
    here.store.isDown = true
    expect((await call(here, before)).status).toBe(401)
    const statuses = await Promise.all([1, 2, 3].map(async () => (await call(here, during)).status))
    expect(statuses.sort()).toEqual([200, 401, 401])
    expect(here.lastRefusal()).toBe('replayed')
    here.store.isDown = false
    expect((await call(here, during)).status).toBe(401)
    expect((await call(here, await token(first))).status).toBe(200)
  })

  it('a full memory refuses rather than forgets, until what it holds has expired', async () => {
    const { app, store } = await live(keysAnswer(first.jwk))
    store.isDown = true
    const use = nonceUser(
      { store, withoutStore: 'accept', patienceMs: 1000, clockSkewS: 60, clock: () => new Date(now), logger: app.app.log },
      2
    )
    const nonce = (jti: string) => ({ issuer: ISSUER, jti, expiresAt: now / 1000 + 300 })
    expect([await use(nonce('a')), await use(nonce('b'))]).toEqual([true, true])
    await expect(use(nonce('c'))).rejects.toMatchObject({ code: 'CDS_ERR_STORE_UNAVAILABLE' })
    expect([await use(nonce('a')), await use(nonce('b'))]).toEqual([false, false])
    now += 6 * MINUTE + 1000
    expect(await use(nonce('c'))).toBe(true)
  })

  it('warns at most once a minute', async () => {
    const here = await live(keysAnswer(first.jwk), { AUTH_WITHOUT_STORE: 'accept' })
    const warnings = (): number => here.app.lines.filter(({ msg }) => String(msg).startsWith('the store cannot be reached')).length
    here.store.isDown = true
    for (const key of [first, first, first]) expect(await here.discover(key)).toBe(200)
    expect(warnings()).toBe(1)
    now += MINUTE
    expect(await here.discover(first)).toBe(200)
    expect(warnings()).toBe(2)
    expect(here.app.logText()).not.toContain('secret-host')
  })
})
