/** A wrong clients file stops the start with a sentence that names the place inside it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { readClients } from '../../../src/server/auth/clients.js'
import { ConfigError } from '../../../src/server/config.js'
import { packageRoot } from '../../../src/server/package-root.js'
import { start } from '../stubs.js'
import { authEnv, clientsFile, ISSUER, pair } from './tokens.js'

let jwk: JWK
let privateJwk: JWK
let rsa: JWK
const SHORT_RSA = { kty: 'RSA', kid: 'short', e: 'AQAB', n: Buffer.alloc(128, 0xc5).toString('base64url') }

beforeAll(async () => {
  jwk = (await pair('ES384', 'es')).jwk
  rsa = (await pair('RS384', 'rs')).jwk
  const { privateKey } = await generateKeyPair('ES384', { extractable: true })
  privateJwk = { ...(await exportJWK(privateKey)), kid: 'private' }
})

const read = (path: string) => readClients({ path, algorithms: ['ES384', 'RS384'] })

/** The sentence that stops the start. */
function complaint(path: string): string {
  try {
    read(path)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  throw new Error('nothing was wrong')
}

describe('a wrong file', () => {
  const wrong: readonly (readonly [string, string, () => readonly unknown[]])[] = [
    ['no clients', 'clients in FILE must list at least one client.', () => []],
    ['a client that is a text', 'clients[0] in FILE must be an object with the settings of a client.', () => ['https://ehr.example.org']],
    ['no issuer', 'clients[0].issuer in FILE must be the iss of the tokens of the client.', () => [{ jwks: { keys: [jwk] } }]],
    [
      'an issuer with a space',
      'clients[0].issuer in FILE must not begin or end with a space.',
      () => [{ issuer: `${ISSUER} `, jwks: { keys: [jwk] } }]
    ],
    [
      'a typing error',
      'clients[1].jwskUrl in FILE is not a known setting.',
      () => [
        { issuer: 'urn:a', jwks: { keys: [jwk] } },
        { issuer: ISSUER, jwskUrl: 'https://x.example' }
      ]
    ],
    ['no keys', 'clients[0] in FILE needs exactly one of jwksUrl, jwksFile and jwks.', () => [{ issuer: ISSUER }]],
    [
      'two places for keys',
      'clients[0] in FILE needs exactly one of jwksUrl, jwksFile and jwks.',
      () => [{ issuer: ISSUER, jwksUrl: 'https://x.example/k', jwks: { keys: [jwk] } }]
    ],
    [
      'keys over http',
      'clients[0].jwksUrl in FILE must be an https URL (http only on a loopback address).',
      () => [{ issuer: ISSUER, jwksUrl: 'http://ehr.example.org/k' }]
    ],
    [
      'keys at a file URL',
      'clients[0].jwksUrl in FILE must be an https URL (http only on a loopback address).',
      () => [{ issuer: ISSUER, jwksUrl: 'file:///k' }]
    ],
    [
      'a password in the URL',
      'clients[0].jwksUrl in FILE must be an https URL (http only on a loopback address).',
      () => [{ issuer: ISSUER, jwksUrl: 'https://a:b@x.example/k' }]
    ],
    ['an empty key set', 'clients[0].jwks.keys in FILE must hold at least one key.', () => [{ issuer: ISSUER, jwks: { keys: [] } }]],
    [
      'a key without kid',
      'clients[0].jwks.keys[0] in FILE has no kid.',
      () => [{ issuer: ISSUER, jwks: { keys: [{ ...jwk, kid: undefined }] } }]
    ],
    [
      'the same kid twice',
      'clients[0].jwks.keys[1].kid in FILE is the kid of another key too.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk, { ...rsa, kid: 'es' }] } }]
    ],
    [
      'a symmetric key',
      'clients[0].jwks.keys[1] in FILE is symmetric, and whoever can verify with it can sign.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk, { kty: 'oct', kid: 'o', k: 'AAAA' }] } }]
    ],
    [
      'a private key',
      'clients[0].jwks.keys[0] in FILE is a private key; only its public half belongs here.',
      () => [{ issuer: ISSUER, jwks: { keys: [privateJwk] } }]
    ],
    [
      'a short RSA key',
      'clients[0].jwks.keys[0] in FILE is shorter than 2048 bits.',
      () => [{ issuer: ISSUER, jwks: { keys: [SHORT_RSA] } }]
    ],
    [
      'an encryption key',
      'clients[0].jwks.keys[0] in FILE is not for signatures (use).',
      () => [{ issuer: ISSUER, jwks: { keys: [{ ...jwk, use: 'enc' }] } }]
    ],
    [
      'an odd curve',
      'clients[0].jwks.keys[0] in FILE is neither RSA nor on a curve that is accepted.',
      () => [{ issuer: ISSUER, jwks: { keys: [{ ...jwk, crv: 'secp256k1' }] } }]
    ],
    [
      'a broken key',
      'clients[0].jwks.keys[0] in FILE cannot be read.',
      () => [{ issuer: ISSUER, jwks: { keys: [{ ...jwk, x: 'AAAA' }] } }]
    ],
    [
      'an issuer twice',
      'clients[1].issuer in FILE is the issuer of another client too.',
      () => [
        { issuer: ISSUER, jwks: { keys: [jwk] } },
        { issuer: ISSUER, jwks: { keys: [rsa] } }
      ]
    ],
    [
      'the sandbox twice',
      'clients[1].issuer in FILE is the issuer of another client too.',
      () => [{ preset: 'cds-hooks-sandbox' }, { preset: 'cds-hooks-sandbox' }]
    ],
    ['an unknown preset', 'clients[0].preset in FILE must be cds-hooks-sandbox.', () => [{ preset: 'sandbox' }]],
    [
      'a preset with keys',
      'clients[0].jwks in FILE is not a known setting.',
      () => [{ preset: 'cds-hooks-sandbox', jwks: { keys: [jwk] } }]
    ],
    [
      'an algorithm that is not listed',
      'clients[0].algorithms[1] in FILE must be one of AUTH_ALGORITHMS (ES384, RS384).',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, algorithms: ['ES384', 'HS256'] }]
    ],
    [
      'no algorithm',
      'clients[0].algorithms in FILE must name at least one algorithm.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, algorithms: [] }]
    ],
    [
      'a jku over http',
      'clients[0].jku[0] in FILE must be an https URL (http only on a loopback address).',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, jku: 'http://x.example/k' }]
    ],
    [
      'a tenant that is a number',
      'clients[0].tenants in FILE must be a list of names (in quotes where they look like numbers), or an object with one member for each.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, tenants: [4711] }]
    ],
    [
      'no tenant',
      'clients[0].tenants in FILE must name at least one tenant; leave it out if the client has none.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, tenants: [] }]
    ],
    [
      'a typing error below a tenant',
      'clients[0].tenants.north.fhirServer in FILE is not a known setting.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, tenants: { north: { fhirServer: [] } } }]
    ],
    [
      'a FHIR base over http',
      'clients[0].fhirServers[1] in FILE must be https, or have allowHttp: true beside fhirServers.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, fhirServers: ['http://localhost:8080/fhir', 'http://fhir.example.org'] }]
    ],
    [
      'bases below a loopback address',
      'clients[0].fhirServers[0] in FILE must be https, or have allowHttp: true beside fhirServers.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, fhirServers: ['http://localhost:8080/*'] }]
    ],
    [
      'allowHttp beside another list',
      'clients[0].tenants.north.fhirServers[0] in FILE must be https, or have allowHttp: true beside fhirServers.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, allowHttp: true, tenants: { north: { fhirServers: ['http://fhir.example.org'] } } }]
    ],
    [
      'a FHIR base that is no URL',
      'clients[0].fhirServers[0] in FILE must be a FHIR base URL without credentials or query; only its end may be /*.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, fhirServers: ['fhir.example.org'] }]
    ],
    [
      'a star in the middle',
      'clients[0].fhirServers[0] in FILE must be a FHIR base URL without credentials or query; only its end may be /*.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, fhirServers: ['https://fhir.example.org/*/r4'] }]
    ],
    [
      'a star for a host',
      'clients[0].fhirServers[0] in FILE must be a FHIR base URL without credentials or query; only its end may be /*.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, fhirServers: ['https://*.example.org/r4'] }]
    ],
    [
      'a query',
      'clients[0].fhirServers[0] in FILE must be a FHIR base URL without credentials or query; only its end may be /*.',
      () => [{ issuer: ISSUER, jwks: { keys: [jwk] }, fhirServers: ['https://fhir.example.org/r4?x'] }]
    ]
  ]

  it.each(wrong)('%s', (_name, sentence, clients) => {
    const path = clientsFile(clients())
    expect(complaint(path)).toBe(`AUTH_CLIENTS: ${sentence.replace('FILE', path)}`)
  })

  it('that is not there, not YAML, or no list is named', () => {
    const path = clientsFile([])
    expect(complaint(`${path}.none`)).toBe(`AUTH_CLIENTS: ${path}.none could not be read.`)
    writeFileSync(path, 'clients:\n  - issuer: a\n  issuer: [')
    expect(complaint(path)).toMatch(/^AUTH_CLIENTS: .* is not valid YAML or JSON \(line \d\)\.$/)
    writeFileSync(path, '')
    expect(complaint(path)).toBe(`AUTH_CLIENTS: the list in ${path} must be an object with clients.`)
    writeFileSync(path, 'client: []')
    expect(complaint(path)).toMatch(/clients? in /)
  })

  it('whose key file is wrong names that file', () => {
    const path = clientsFile([{ issuer: ISSUER, jwksFile: 'keys.json' }], { 'keys.json': { keys: [jwk, { kty: 'oct', kid: 'o' }] } })
    const keys = join(dirname(path), 'keys.json')
    expect(complaint(path)).toBe(`AUTH_CLIENTS: the set.keys[1] in ${keys} is symmetric, and whoever can verify with it can sign.`)
    expect(complaint(clientsFile([{ issuer: ISSUER, jwksFile: 'none.json' }]))).toMatch(
      /^AUTH_CLIENTS: clients\[0\]\.jwksFile, .*none\.json, could not be read\.$/
    )
  })

  it('stops the start of the service', async () => {
    await expect(start(authEnv(clientsFile([{ issuer: ISSUER }])))).rejects.toThrow(/^AUTH_CLIENTS: clients\[0\]/)
  })
})

describe('a right file', () => {
  it('may be JSON', () => {
    const path = clientsFile([])
    writeFileSync(path, JSON.stringify({ clients: [{ issuer: ISSUER, jwks: { keys: [jwk, rsa] } }] }))
    expect([...read(path).keys()]).toEqual([ISSUER])
  })

  it('takes jwksUrl as jku unless another is given, and loopback over http', () => {
    const clients = read(
      clientsFile([
        { issuer: 'urn:a', jwksUrl: 'http://127.0.0.1:9/k' },
        { issuer: 'urn:b', jwksUrl: 'https://b.example/k', jku: ['https://b.example/1', 'https://b.example/2'] },
        { issuer: 'urn:c', jwks: { keys: [jwk] } }
      ])
    )
    expect([...clients.values()].map(({ jkus }) => [...jkus])).toEqual([
      ['http://127.0.0.1:9/k'],
      ['https://b.example/1', 'https://b.example/2'],
      []
    ])
  })

  it('the example in deploy/ is one, also with what it has commented out', () => {
    const example = join(packageRoot, 'deploy', 'clients.example.yaml')
    expect(read(example).size).toBe(3)
    const path = clientsFile([])
    writeFileSync(
      path,
      readFileSync(example, 'utf8').replace(/^ {2}# (?=- preset| {2}fhirServers: \[https:\/\/r4| {2}allowWithoutToken)/gm, '  ')
    )
    expect([...read(path).values()].at(-1)?.isPublicSandbox).toBe(true)
  })
})
