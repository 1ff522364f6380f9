/** `auth check` says step by step what holds, and what would have to change. */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '../../built-service.js'
import { authCheck } from '../../../src/cli/auth-check.js'
import { checks } from '../../../src/server/auth/checks.js'
import {
  authEnv,
  clientsFile,
  DISCOVERY,
  ISSUER,
  keyServer,
  keysAnswer,
  NOW,
  NOW_S,
  pair,
  part,
  token,
  type KeyServer,
  type Pair,
  type Written
} from './tokens.js'

let es: Pair
let env: Record<string, string>
let keys: KeyServer

const FEEDBACK = `${DISCOVERY}/vertebral-fracture-order-sign/feedback`

beforeAll(async () => {
  es = await pair('ES384', 'es')
  keys = await keyServer(keysAnswer(es.jwk))
  env = authEnv(
    clientsFile([
      { issuer: ISSUER, jwks: { keys: [es.jwk] }, tenants: ['north', 'south'] },
      { issuer: 'urn:remote', jwksUrl: keys.url }
    ])
  )
})
afterAll(() => keys.stop())

async function check(jwt: string, url?: string, more: Record<string, string> = {}) {
  const lines: string[] = []
  const isAccepted = await authCheck({ token: jwt, url, env: { ...env, ...more }, clock: () => NOW, out: line => void lines.push(line) })
  return { isAccepted, text: lines.join('\n') }
}

const written = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Written => ({
  header,
  claims: { tenant: 'north', ...claims }
})

describe('auth check', () => {
  it('accepts a valid token, with all it looked at, twice', async () => {
    const jwt = await token(es, written({ jti: 'my-nonce', sub: 'someone' }))
    for (const again of [jwt, `Bearer ${jwt}\n`]) {
      const { isAccepted, text } = await check(again)
      expect(isAccepted).toBe(true)
      for (const said of [
        'alg     ES384',
        'kid     es',
        `iss     ${ISSUER}`,
        `aud     ${DISCOVERY}`,
        'tenant  north',
        'jti     my-nonce',
        'also    sub'
      ])
        expect(text).toContain(said)
      expect(text).toContain(`iat     ${String(NOW_S)}  2026-11-22T12:00:00.000Z`)
      expect(text).not.toContain('someone')
      expect(text.match(/^ {2}ok /gm)).toHaveLength(checks.length)
      expect(text).toContain('ACCEPTED')
    }
  })

  it('takes the endpoint that the token names, or the one that is given', async () => {
    const jwt = await token(es, written({ aud: FEEDBACK }))
    expect((await check(jwt)).isAccepted).toBe(true)
    expect((await check(jwt, FEEDBACK)).isAccepted).toBe(true)
    const other = await check(jwt, DISCOVERY)
    expect(other.isAccepted).toBe(false)
    expect(other.text).toContain(`Expected: ${DISCOVERY}`)
    await expect(check(jwt, `${DISCOVERY}/`)).rejects.toThrow(/^--url must be an endpoint under PUBLIC_URL, such as https:/)
  })

  const refused: readonly (readonly [string, string, string, Written])[] = [
    ['an algorithm', 'type', 'The typ of the header must be "JWT"', written({}, { typ: 'jwt' })],
    ['an issuer', 'issuer', `Known: ${ISSUER}, urn:remote`, written({ iss: `${ISSUER}/` })],
    ['a jku', 'jku', 'Configured: none', written({}, { jku: 'https://x.example' })],
    ['a kid', 'unknown-key', 'The kid must name exactly one usable key', written({}, { kid: 'other' })],
    ['an audience', 'audience', `Expected: ${DISCOVERY}`, written({ aud: `${DISCOVERY}/` })],
    ['an age', 'expired', 'Now: 2026-11-22T12:00:00.000Z; AUTH_CLOCK_SKEW_S is 60', written({ iat: NOW_S - 400, exp: NOW_S - 100 })],
    ['a lifetime', 'lifetime', 'From iat to exp: 7200 s; AUTH_MAX_LIFETIME_S is 3600', written({ exp: NOW_S + 7200 })],
    ['a tenant', 'tenant', 'Known: north, south', written({ tenant: 'east' })],
    ['a jti', 'jti', 'The jti must be a text', written({ jti: undefined })]
  ]
  it.each(refused)('refuses %s and says what it should be', async (_name, refusal, said, what) => {
    const { isAccepted, text } = await check(await token(es, what))
    expect(isAccepted).toBe(false)
    expect(text).toContain(`REFUSED (${refusal})`)
    expect(text).toContain(said)
    expect(text.match(/^ {2}NO /gm)).toHaveLength(1)
    expect(text).not.toContain('ACCEPTED')
  })

  it('refuses what is no token', async () => {
    for (const jwt of ['', 'abc', `${part('x')}.${part('y')}.`]) {
      const { isAccepted, text } = await check(jwt)
      expect(isAccepted).toBe(false)
      expect(text).toContain('REFUSED (malformed)')
    }
  })

  it('says that keys are fetched, and fetches them for such a client only', async () => {
    expect((await check(await token(es, written()))).text).not.toContain('fetched')
    expect(keys.requests).toEqual([])
    const { isAccepted, text } = await check(await token(es, { claims: { iss: 'urn:remote' } }))
    expect(isAccepted).toBe(true)
    expect(text).toContain(`(keys fetched from ${keys.url})`)
    expect(keys.requests).toHaveLength(1)
  })

  it('writes no control characters to the terminal', async () => {
    const { text } = await check(await token(es, written({ iss: 'a\u001b[31m\u009b', '\u001bname': 1 })))
    expect(text).toContain('\\u001b[31m')
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  it('in open mode checks as if tokens were required, and needs the clients', async () => {
    const { isAccepted, text } = await check(await token(es, written()), undefined, { AUTH: 'open' })
    expect(isAccepted).toBe(true)
    expect(text).toContain('AUTH is open')
    await expect(check('x', undefined, { AUTH: 'open', AUTH_CLIENTS: '' })).rejects.toThrow('AUTH_CLIENTS must be')
  })
})

describe('the command line', () => {
  const run = (input: string, more: Record<string, string> = {}): Promise<{ code: number | null; out: string }> =>
    new Promise((done, failed) => {
      const child = spawn(process.execPath, ['dist/src/cli.js', 'auth', 'check', '-'], { env: { ...process.env, ...env, ...more } })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
      child.on('error', failed)
      child.on('close', code => {
        done({ code, out })
      })
      child.stdin.end(input)
    })

  it('reads the token from the standard input; the exit code is the verdict', async () => {
    const now = Math.floor(Date.now() / 1000)
    const valid = await run(`${await token(es, written({ iat: now, exp: now + 300 }))}\n`)
    expect(valid.out).toContain('ACCEPTED')
    expect(valid.code).toBe(0)
    const old = await run(await token(es, written({ iat: 1422568560, exp: 1422568860 })))
    expect(old.out).toContain('REFUSED (expired)')
    expect(old.code).toBe(1)
    const misconfigured = await run('x', { AUTH_CLIENTS: '/nowhere/clients.yaml' })
    expect(misconfigured.out).toBe('AUTH_CLIENTS: /nowhere/clients.yaml could not be read.\n')
    expect(misconfigured.code).toBe(1)
  }, 30_000)
})
