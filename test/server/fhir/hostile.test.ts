/** Where requests, servers and name servers would like us to go. The canary is a real listener; nothing here may reach it unless a test says so. */
import supertest from 'supertest'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LookupAddress } from 'node:dns'
import type { AllowedBases } from '../../../src/server/caller.js'
import { fhirClient, type FhirClient } from '../../../src/server/fhir/client.js'
import { gather } from '../../../src/server/gather.js'
import { readRequest } from '../../../src/server/hook-route.js'
import {
  allServices,
  authorization,
  bundle,
  condition,
  fhirStub,
  json,
  patientView,
  start,
  without,
  type FhirStub,
  type Running
} from '../stubs.js'
import { canary, type Canary } from './canary.js'

const PATH = '/cds-services/vertebral-fracture-patient-view'
const NOT_LISTED = 'fhirServer is not listed in FHIR_SERVERS'
const OUTSIDE = 'the next page lies outside fhirServer'
let trap: Canary
let fhir: FhirStub
let running: Running

beforeAll(async () => {
  trap = await canary()
  fhir = await fhirStub()
  running = await start({ FHIR_SERVERS: fhir.base, DEADLINE_MS: '1500' })
})
afterAll(async () => {
  await running.stop()
  await fhir.stop()
  await trap.stop()
})
afterEach(() => {
  fhir.requests.length = 0
  fhir.replies.clear()
  running.charts.length = 0
  trap.reset()
})

const reading = (fhirServer: string, body = without('conditions')): object => ({ ...body, fhirServer, fhirAuthorization: authorization() })
const postTo = (app: Running, body: object) => supertest(app.url).post(PATH).send(body)
const sentence = (body: unknown): string =>
  (body as { issue: { details: { text: string } }[] }).issue.map(({ details }) => details.text).join(' ')
const portOf = (base: string): string => new URL(base).port
const expectUntouched = (): void => {
  expect([trap.reached, fhir.requests.length]).toEqual([0, 0])
}

describe('a fhirServer that is not listed is never contacted', () => {
  // Hosts that all end at the canary if anyone connects, and tricks around the one listed base.
  test.each<[string, (port: string, listed: string) => string]>([
    ['loopback on another port', port => `http://127.0.0.1:${port}/fhir`],
    ['a decimal address', port => `http://2130706433:${port}/fhir`],
    ['a hexadecimal address', port => `http://0x7f000001:${port}/fhir`],
    ['an octal address', port => `http://0177.0.0.1:${port}/fhir`],
    ['a short address', port => `http://127.1:${port}/fhir`],
    ['another loopback address', port => `http://127.0.0.2:${port}/fhir`],
    ['the unspecified address', port => `http://0.0.0.0:${port}/fhir`],
    ['zero', port => `http://0:${port}/fhir`],
    ['full-width digits', port => `http://１２７.0.0.1:${port}/fhir`],
    ['IPv6 loopback', port => `http://[::1]:${port}/fhir`],
    ['IPv6 loopback in full', port => `http://[0:0:0:0:0:0:0:1]:${port}/fhir`],
    ['IPv6 unspecified', port => `http://[::]:${port}/fhir`],
    ['v4 mapped into v6', port => `http://[::ffff:127.0.0.1]:${port}/fhir`],
    ['v4 mapped into v6, in hexadecimal', port => `http://[::ffff:7f00:1]:${port}/fhir`],
    ['localhost', port => `http://localhost:${port}/fhir`],
    ['localhost in capitals', port => `http://LOCALHOST:${port}/fhir`],
    ['localhost with a dot', port => `http://localhost.:${port}/fhir`],
    ['an address with a dot', port => `http://127.0.0.1.:${port}/fhir`],
    ['https', port => `https://127.0.0.1:${port}/fhir`],
    ['the listed host as user', (port, listed) => `http://${new URL(listed).host}@127.0.0.1:${port}/fhir`],
    ['user and password', (_port, listed) => listed.replace('//', '//user:secret@')],
    ['the listed host as fragment', (port, listed) => `http://127.0.0.1:${port}/fhir#${listed}`],
    ['the listed host as query', (port, listed) => `http://127.0.0.1:${port}/fhir?${listed}`],
    ['a backslash before the listed host', (port, listed) => `http://127.0.0.1:${port}\\@${new URL(listed).host}/fhir`],
    ['the listed base and more letters', (_port, listed) => `${listed}evil`],
    ['the listed base and a host after it', (_port, listed) => `${listed}.evil.example.org`],
    ['a path under the listed base', (_port, listed) => `${listed}/tenant`],
    ['a path above the listed base', (_port, listed) => listed.replace(/\/fhir$/, '')],
    ['a path that climbs', (_port, listed) => `${listed}/../admin`],
    ['a path that climbs in disguise', (_port, listed) => `${listed}/%2e%2e/admin`],
    ['a letter in disguise', (_port, listed) => listed.replace('fhir', '%66hir')],
    ['another case of the path', (_port, listed) => listed.replace('fhir', 'FHIR')],
    ['an empty segment', (_port, listed) => listed.replace('/fhir', '//fhir')],
    ['a query', (_port, listed) => `${listed}?x=1`],
    ['a digit more in the port', (_port, listed) => listed.replace(/:(\d+)\/fhir/, (_all, port: string) => `:${port.slice(0, 4)}/fhir`)],
    ['no port', () => 'http://127.0.0.1/fhir'],
    ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data']
  ])('%s', async (_name, at) => {
    const { body } = await postTo(running, reading(at(String(trap.port), fhir.base))).expect(412)
    expect(sentence(body)).toContain(NOT_LISTED)
    expectUntouched()
  })

  test.each([
    ['a file', 'file:///etc/passwd'],
    ['another scheme', 'gopher://127.0.0.1/'],
    ['a zone', 'http://[fe80::1%25eth0]/fhir'],
    ['a path alone', '//127.0.0.1/fhir'],
    ['a port that is none', 'http://127.0.0.1:99999/fhir']
  ])('%s is no fhirServer at all', async (_name, fhirServer) => {
    await postTo(running, reading(fhirServer)).expect(400)
    expectUntouched()
  })

  test('the listed base is read, however its scheme and end are written', async () => {
    for (const fhirServer of [fhir.base, `${fhir.base}/`, fhir.base.replace('http', 'HTTP')])
      await postTo(running, reading(fhirServer)).expect(200)
    expect(fhir.requests).toHaveLength(3)
  })

  test('the canary would notice', async () => {
    const careless = await start({ FHIR_SERVERS: `http://127.0.0.1:${String(trap.port)}/fhir`, DEADLINE_MS: '1500' })
    await postTo(careless, reading(`http://127.0.0.1:${String(trap.port)}/fhir`)).expect(412)
    await careless.stop()
    expect(trap.reached).toBeGreaterThan(0)
  })
})

describe('a next link is followed under the same base only', () => {
  const page = (url: string): void => {
    fhir.replies.set('Condition', json({ ...bundle(condition('c1')), link: [{ relation: 'next', url }] }))
  }

  test.each<[string, (port: string, base: string) => string]>([
    ['another port', port => `http://127.0.0.1:${port}/fhir/Condition?page=2`],
    ['no host', port => `//127.0.0.1:${port}/fhir/Condition?page=2`],
    ['the base as user', (port, base) => `http://${new URL(base).host}@127.0.0.1:${port}/fhir/Condition`],
    ['user and password', (_port, base) => `${base.replace('//', '//user:secret@')}/Condition?page=2`],
    ['https on the same port', (_port, base) => `${base.replace('http:', 'https:')}/Condition?page=2`],
    ['localhost for 127.0.0.1', (_port, base) => `${base.replace('127.0.0.1', 'localhost')}/Condition?page=2`],
    ['a backslash', (port, base) => `${base}\\..\\..\\@127.0.0.1:${port}/`],
    ['two backslashes for a host', port => `\\\\127.0.0.1:${port}/fhir`],
    ['a path that climbs', (_port, base) => `${base}/../admin`],
    ['a path that climbs and comes back', (_port, base) => `${base}/../fhir/Condition?page=2`],
    ['dots in disguise', (_port, base) => `${base}/%2e%2e/admin`],
    ['one dot in disguise', (_port, base) => `${base}/.%2E/fhir/Condition?page=2`],
    ['dots in double disguise', (_port, base) => `${base}/%252e%252e/admin`],
    ['slashes in disguise', (_port, base) => `${base}/..%2fadmin`],
    ['a backslash in disguise', (_port, base) => `${base}/..%5cadmin`],
    ['dots with a path parameter', (_port, base) => `${base}/Condition/..;x=1/..;/admin`],
    ['dots in an overlong disguise', (_port, base) => `${base}/%c0%ae%C0%AE/admin`],
    ['dots in an old disguise', (_port, base) => `${base}/%u002e%u002e/admin`],
    ['an empty segment', (_port, base) => `${base}//admin`],
    ['a tab', (_port, base) => `${base}/\t../admin`],
    ['a line break', (_port, base) => `${base}/Condition?page=2\nHost: evil`],
    ['the base and more letters', (_port, base) => `${base}evil/Condition?page=2`],
    ['a path beside the base', (_port, base) => base.replace(/fhir$/, 'other/Condition')],
    ['javascript', () => 'javascript:alert(1)'],
    ['data', () => 'data:application/json,{}'],
    ['a file', () => 'file:///etc/passwd']
  ])('%s', async (_name, at) => {
    page(at(String(trap.port), fhir.base))
    await postTo(running, reading(fhir.base)).expect(200)
    expect(running.charts[0]?.parts.conditions).toMatchObject({ state: 'truncated', reason: OUTSIDE, resources: [{ id: 'c1' }] })
    expect([trap.reached, fhir.requests.length]).toEqual([0, 1])
  })

  test('the same holds for the link of a page that was sent', async () => {
    const sent = { ...bundle(condition('c1')), link: [{ relation: 'next', url: `http://127.0.0.1:${String(trap.port)}/fhir/Condition` }] }
    const body = without()
    const prefetch = { ...(body['prefetch'] as object), conditions: sent }
    await postTo(running, reading(fhir.base, { ...body, prefetch })).expect(200)
    expect(running.charts[0]?.parts.conditions).toMatchObject({ state: 'truncated', reason: OUTSIDE })
    expectUntouched()
  })

  test.each<[string, (base: string) => string]>([
    ['absolute', base => `${base}/Condition/page2?x=%2e%2e%2f&y=a|b c`],
    ['on the base itself', base => `${base}?_getpages=abc`],
    ['relative', () => 'Condition/page2'],
    ['absolute in its path', () => '/fhir/Condition/page2']
  ])('an %s link under the base is followed', async (_name, at) => {
    page(at(fhir.base))
    const last = json(bundle(condition('c2')))
    for (const path of ['Condition/page2', '?_getpages=abc', 'Condition/page2?x=../&y=a|b c']) fhir.replies.set(path, last)
    await postTo(running, reading(fhir.base)).expect(200)
    expect(running.charts[0]?.parts.conditions).toMatchObject({ state: 'fetched', resources: [{ id: 'c1' }, { id: 'c2' }] })
  })
})

describe('a redirect is a failure', () => {
  test.each([301, 302, 303, 307, 308])('%i', async status => {
    const location = `http://127.0.0.1:${String(trap.port)}/fhir/Condition`
    fhir.replies.set('Condition', (_request, response) => void response.writeHead(status, { location }).end())
    const { body } = await postTo(running, reading(fhir.base)).expect(412)
    expect(sentence(body)).toContain(`HTTP ${String(status)} (redirects are not followed)`)
    expect([trap.reached, fhir.requests.length]).toEqual([0, 1])
  })
})

const answers = (...addresses: readonly string[]): readonly LookupAddress[] =>
  addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))

describe('what a name server says about a listed name', () => {
  const NAME = 'fhir.hospital.example'

  /** The ledger line of the Conditions of a base at this name, and how often the name was asked for. */
  async function readAt(port: string, ...said: (readonly LookupAddress[])[]) {
    const base = `http://${NAME}:${port}/fhir`
    let asked = 0
    const client = fhirClient({
      lookup: hostname => {
        expect(hostname).toBe(NAME)
        asked += 1
        return Promise.resolve(said[Math.min(asked, said.length) - 1] ?? [])
      }
    })
    const app = await start({ FHIR_SERVERS: base, DEADLINE_MS: '1500' }, { client })
    const { status, body } = await postTo(app, reading(base))
    await app.stop()
    return { status, text: status === 200 ? '' : sentence(body), asked }
  }

  test.each([
    ['cloud metadata', ['169.254.169.254']],
    ['link-local', ['fe80::1']],
    ['cloud metadata in ULA', ['fd00:ec2::254']],
    ['cloud metadata in shared space', ['100.100.100.200']],
    ['a public address of a cloud’s own services', ['168.63.129.16']],
    ['cloud metadata mapped into v6', ['::ffff:169.254.169.254']],
    ['cloud metadata through NAT64', ['64:ff9b::a9fe:a9fe']],
    ['loopback in 6to4', ['2002:7f00:1::']],
    ['Teredo', ['2001:0:7f00:1::']],
    ['unspecified', ['0.0.0.0']],
    ['unspecified v6', ['::']],
    ['multicast', ['224.0.0.1']],
    ['multicast v6', ['ff02::1']],
    ['broadcast', ['255.255.255.255']],
    ['reserved', ['240.0.0.1']],
    ['link-local after loopback', ['127.0.0.1', '169.254.169.254']],
    ['loopback after link-local', ['169.254.169.254', '127.0.0.1']],
    ['no address', []],
    ['nonsense', ['nonsense']]
  ])('%s is refused', async (_name, addresses) => {
    const { status, text } = await readAt(String(trap.port), answers(...addresses))
    expect([status, trap.reached]).toEqual([412, 0])
    expect(text).toContain('the address of fhirServer is link-local or reserved, which FHIR_SERVERS can allow only as an address')
  })

  test('loopback is what was listed', async () => {
    expect(await readAt(portOf(fhir.base), answers('127.0.0.1'))).toMatchObject({ status: 200, asked: 1 })
    expect(fhir.requests).toHaveLength(1)
  })

  test('a second answer cannot differ from the one that was checked', async () => {
    expect(await readAt(portOf(fhir.base), answers('127.0.0.1'), answers('169.254.169.254'))).toMatchObject({ status: 200, asked: 1 })
  })
})

describe('bases below a prefix', () => {
  const SETTING = 'fhirServers of this client in AUTH_CLIENTS'
  const request = (fhirServer: string) => {
    const [service] = allServices
    if (service === undefined) throw new Error('no service')
    return { service, request: readRequest(service, reading(fhirServer, without('conditions'))) }
  }

  async function conditionsOf(fhirServer: string, below: readonly string[], client: FhirClient) {
    const { service, request: hookRequest } = request(fhirServer)
    const fhirServers: AllowedBases = { exact: new Set(), below, setting: SETTING }
    const { chart } = await gather(service, hookRequest, { client, fhirServers, budgetMs: 1000, asOf: '2026-11-22', jurisdiction: 'US' })
    return chart.parts.conditions
  }
  const at = async (fhirServer: string, below: readonly string[], ...addresses: readonly string[]) => {
    const asked: string[] = []
    const client = fhirClient({
      lookup: hostname => {
        asked.push(hostname)
        return Promise.resolve(answers(...addresses))
      }
    })
    const part = await conditionsOf(fhirServer, below, client)
    await client.close()
    return { part, asked }
  }
  const prefix = (): string => `https://ehr.example:${String(trap.port)}/tenants/`

  test.each([
    ['loopback', ['127.0.0.1']],
    ['loopback v6', ['::1']],
    ['private', ['10.0.0.1']],
    ['private of another kind', ['172.16.0.1']],
    ['a home network', ['192.168.1.1']],
    ['shared space', ['100.64.0.1']],
    ['ULA', ['fd12:3456::1']],
    ['cloud metadata', ['169.254.169.254']],
    ['loopback mapped into v6', ['::ffff:127.0.0.1']],
    ['loopback through NAT64', ['64:ff9b::7f00:1']],
    ['private after public', ['8.8.8.8', '127.0.0.1']],
    ['private before public', ['127.0.0.1', '8.8.8.8']]
  ])('%s is refused', async (_name, addresses) => {
    const { part, asked } = await at(`${prefix()}a1`, [prefix()], ...addresses)
    expect(part).toMatchObject({
      state: 'failed',
      reason: `the address of fhirServer is not public, and the base itself is not listed in ${SETTING}`
    })
    expect([trap.reached, asked.length]).toEqual([0, 1])
  })

  test.each(['https://127.0.0.1', 'https://[::1]', 'https://10.0.0.1', 'https://[::ffff:7f00:1]'])(
    'so is %s, without a lookup',
    async origin => {
      const below = `${origin}:${String(trap.port)}/tenants/`
      const { part, asked } = await at(`${below}a1`, [below], '8.8.8.8')
      expect(part).toMatchObject({ state: 'failed', reason: expect.stringContaining(SETTING) as string })
      expect([trap.reached, asked.length]).toEqual([0, 0])
    }
  )

  test.each<[string, (prefix: string) => string]>([
    ['the prefix itself', prefix => prefix],
    ['the prefix without its slash', prefix => prefix.slice(0, -1)],
    ['climbing out', prefix => `${prefix}../admin`],
    ['climbing about', prefix => `${prefix}a/../b`],
    ['dots in disguise', prefix => `${prefix}%2e%2e/admin`],
    ['a slash in disguise', prefix => `${prefix}a%2fb`],
    ['an empty segment', prefix => `${prefix}/a1`],
    ['a segment of dots', prefix => `${prefix}a/...`],
    ['http', prefix => `${prefix.replace('https', 'http')}a1`],
    ['another port', prefix => `${prefix.replace(/:\d+/, ':444')}a1`],
    ['a backslash', prefix => `${prefix}a\\b`],
    ['a semicolon', prefix => `${prefix}a;b`],
    ['a longer host', prefix => `${prefix.replace('ehr.example', 'ehr.example.evil')}a1`],
    ['another path case', prefix => `${prefix.replace('tenants', 'Tenants')}a1`]
  ])('%s is not below it', async (_name, of) => {
    const { part, asked } = await at(of(prefix()), [prefix()], '127.0.0.1')
    expect(part).toMatchObject({ state: 'absent', reason: `not sent; fhirServer is not listed in ${SETTING}` })
    expect([trap.reached, asked.length]).toEqual([0, 0])
  })

  test('without a token none is read', async () => {
    const client = fhirClient()
    const { service } = request(`${prefix()}a1`)
    const hookRequest = readRequest(service, { ...without('conditions'), fhirServer: `${prefix()}a1` })
    const fhirServers: AllowedBases = { exact: new Set(), below: [prefix()], setting: SETTING }
    const { chart } = await gather(service, hookRequest, { client, fhirServers, budgetMs: 1000, asOf: '2026-11-22', jurisdiction: 'US' })
    await client.close()
    expect(chart.parts.conditions).toMatchObject({ state: 'absent', reason: 'not sent; the request has no fhirAuthorization' })
    expect(trap.reached).toBe(0)
  })

  test('a prefix over http, or without a slash at its end, allows nothing', async () => {
    for (const below of [prefix().replace('https', 'http'), prefix().slice(0, -1)])
      expect((await at(`${below}a1`, [below], '127.0.0.1')).part).toMatchObject({ state: 'absent' })
  })

  test.each(['a1', 'a1/', 'a1/R4', 'A-b_c~d.e/api/FHIR/R4'])('%s is, and its name is looked up', async tenant => {
    expect((await at(`${prefix()}${tenant}`, [prefix()], '10.0.0.1')).asked).toEqual(['ehr.example'])
  })
})

describe('a body with everything to read', () => {
  test('asks the listed base for every key and nobody else', async () => {
    await postTo(running, reading(fhir.base, patientView({ prefetch: undefined }))).expect(200)
    expect(fhir.requests).toHaveLength(9)
    expect(trap.reached).toBe(0)
  })
})
