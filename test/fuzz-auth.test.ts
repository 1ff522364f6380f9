/** The built service with AUTH=required: whatever stands for a token, nobody is let in. RUNS raises the number of runs. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService, type BuiltService } from './built-service.js'
import { expectDecent, refusalOf, sendTo } from './fuzz-replies.js'
import { anyCall, mutated, paths } from './fuzz-requests.js'

const RUNS = Number(process.env['RUNS'] ?? 60)
const timeout = 30_000 + RUNS * 200
const ISSUER = 'urn:example:ward-system'
/** The port is not known beforehand; the start lines name it in the place of 0. */
const PUBLIC_URL = 'http://127.0.0.1:0'
const KEY = {
  kty: 'EC',
  crv: 'P-384',
  use: 'sig',
  alg: 'ES384',
  kid: 'ward-system-2026',
  x: '46SDH7Znh821wblCBglA61sNE9ZrHYKKt3qRtRTmSXyOI_FIGBLWrWa0GPUkDCEk',
  y: 'XMcRuuoGW7CXjQdy-F5i3FeBE0x9hPLdeFdSoDd3ELmx404tLX0VRRcqzAsPhXcI'
}
const clientPaths = paths.filter(path => path.startsWith('/cds-services'))

let service: BuiltService
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fuzz-auth-'))
  const clients = join(folder, 'clients.yaml')
  writeFileSync(clients, JSON.stringify({ clients: [{ issuer: ISSUER, jwks: { keys: [KEY] } }] }))
  const env = { AUTH: 'required', AUTH_CLIENTS: clients, PUBLIC_URL, DATA_DIR: folder, MAX_EVENT_LOOP_DELAY_MS: '0', RATE_LIMIT: '0' }
  service = await startService(env)
}, 60_000)
afterAll(async () => {
  await service.end()
  rmSync(folder, { recursive: true, force: true })
})

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = Math.floor(Date.now() / 1000)

const header = fc.record(
  {
    alg: fc.constantFrom<unknown>('none', 'None', 'HS256', 'HS384', 'ES384', 'RS384', 'ES256', '', null, ['ES384'], { alg: 'ES384' }),
    typ: fc.constantFrom<unknown>('JWT', 'jwt', 'at+jwt', null),
    kid: fc.constantFrom<unknown>(KEY.kid, 'another', '__proto__', '../../etc/passwd', "' or 1=1 --", 7, null),
    jku: fc.constantFrom('https://evil.example/jwks', 'file:///etc/passwd', `${PUBLIC_URL}/jwks`),
    jwk: fc.constant(KEY),
    x5u: fc.constant('https://evil.example/x'),
    crit: fc.constantFrom<unknown>(['exp'], [], 'x')
  },
  { requiredKeys: ['alg'] }
)
const claims = (path: string) =>
  fc.record(
    {
      iss: fc.constantFrom<unknown>(ISSUER, 'urn:another', '__proto__', [ISSUER], null),
      aud: fc.constantFrom<unknown>(`${PUBLIC_URL}${path}`, [`${PUBLIC_URL}${path}`], '*', PUBLIC_URL, {}),
      exp: fc.constantFrom<unknown>(now + 300, now - 300, 1e308, 'never', -1, null),
      iat: fc.constantFrom<unknown>(now, now + 9999, 0, 'now', null),
      jti: fc.constantFrom<unknown>('4', '\u0000', '', 'j'.repeat(5000), {}, null),
      tenant: fc.constantFrom<unknown>('__proto__', 'x', null)
    },
    { requiredKeys: ['iss', 'aud', 'exp', 'iat', 'jti'] }
  )

/** Unsigned, signed with what everybody knows, or not signed by anybody. */
function signature(kind: string, signed: string): string {
  if (kind === 'public key as secret') return createHmac('sha384', JSON.stringify(KEY)).update(signed).digest('base64url')
  if (kind === 'zeros') return Buffer.alloc(96).toString('base64url')
  return kind === 'junk' ? '!!!' : ''
}

const junk = fc.constantFrom(
  '',
  'Bearer',
  'Bearer ',
  'Bearer null',
  'Bearer ..',
  'Bearer a.b.c',
  'Basic dTpw',
  `Bearer ${'a'.repeat(9000)}`
)
const forged = fc
  .record({ path: fc.constantFrom(...clientPaths), kind: fc.constantFrom('none', 'public key as secret', 'zeros', 'junk') })
  .chain(({ path, kind }) =>
    fc.record({ header, claims: claims(path) }).map(token => {
      const signed = `${part(token.header)}.${part(token.claims)}`
      return { path, authorization: `Bearer ${signed}.${signature(kind, signed)}` }
    })
  )
const unwelcome = fc.oneof(
  { arbitrary: forged, weight: 4 },
  fc.record({ path: fc.constantFrom(...clientPaths), authorization: junk }),
  fc.record({ path: fc.constantFrom(...clientPaths), authorization: fc.constant(undefined) })
)
const isRead = (path: string): boolean => path === '/cds-services' || path.endsWith('/source-attributes')

describe('a call without a good token', () => {
  it('is answered 401 that says nothing, whatever it carries', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(unwelcome, mutated, async ({ path, authorization }, { text }) => {
        const reply = await sendTo(service.port, {
          method: isRead(path) ? 'GET' : 'POST',
          path,
          headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
          body: isRead(path) ? undefined : Buffer.from(text)
        })
        expect([reply.status, refusalOf(reply)]).toEqual([401, 'CDS_ERR_UNAUTHORIZED'])
      }),
      { numRuns: RUNS * 2 }
    )
  })

  it('learns nothing by any other method, path or header', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCall, async call => {
        const reply = await sendTo(service.port, call)
        expectDecent(reply, call.method, `${call.method} ${call.path.slice(0, 80)}`)
        if (clientPaths.includes(call.path) && call.method !== 'OPTIONS') expect(reply.status).toBeGreaterThanOrEqual(400)
      }),
      { numRuns: RUNS * 2 }
    )
  })

  it('leaves no token in the log, and the process alive', async () => {
    expect((await fetch(`${service.url}/health`)).status).toBe(200)
    expect(service.output()).not.toMatch(/eyJ|evil\.example/)
  })
})
