/** Servers whose certificate proves nothing get no request, whatever the environment says about certificates. */
import { readFileSync, mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { remoteKeys } from '../../../src/server/auth/remote-keys.js'
import { fhirClient } from '../../../src/server/fhir/client.js'
import { hasOpenssl, selfSigned } from '../ops/certificates.js'

let server: Server | undefined
let port = ''
const authorizations: (string | undefined)[] = []

beforeAll(async () => {
  if (!hasOpenssl) return
  const { cert, key } = selfSigned(mkdtempSync(join(tmpdir(), 'untrusted-')), 'localhost')
  const own = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, ({ headers }, response) => {
    authorizations.push(headers.authorization)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"resourceType":"Bundle","keys":[]}')
  })
  await new Promise<void>(done => own.listen(0, '127.0.0.1', done))
  server = own
  port = String((own.address() as AddressInfo).port)
})
afterAll(() => server?.close())
afterEach(() => {
  authorizations.length = 0
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
})

describe.skipIf(!hasOpenssl).each([undefined, '0'])('with NODE_TLS_REJECT_UNAUTHORIZED=%s', setting => {
  const allow = (): void => {
    if (setting !== undefined) process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = setting
  }

  test('a FHIR server with a certificate of its own making never sees the token', async () => {
    allow()
    const client = fhirClient()
    const base = `https://localhost:${port}/fhir`
    const limit = { signal: AbortSignal.timeout(5_000), until: performance.now() + 5_000, room: { left: 1_000 } }
    const result = await client.get(`${base}/Condition`, {
      server: { base, isListed: true, setting: 'FHIR_SERVERS' },
      token: 'token-abc',
      ...limit
    })
    expect(result).toEqual({ ok: false, reason: 'TLS failed' })
    expect(authorizations).toEqual([])
    await client.close()
  })

  test('a key server with one gives no keys', async () => {
    allow()
    let failures = 0
    const failed = (): void => void (failures += 1)
    const findKey = remoteKeys({ url: `https://localhost:${port}/jwks`, patienceMs: 5_000, clock: () => new Date(), failed })
    expect(await findKey('k', 'ES384')).toEqual({ refusal: 'keys-unavailable' })
    expect([failures, authorizations.length]).toEqual([1, 0])
  })
})
