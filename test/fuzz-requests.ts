/** Requests that no client should send: methods, paths, headers and bodies for the fuzz tests. */
import fc from 'fast-check'
import { clone, smallCases, type Body, type Json } from './properties-charts.js'

/** Stands where a name or a note stands; must never come back in an error or reach a log. */
export const PLANTED = 'Zebulon Quaggamire'

export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

const serviceIds = ['patient-view', 'order-select', 'order-sign'].map(hook => `vertebral-fracture-${hook}`)
export const paths: readonly string[] = [
  '/',
  '/health',
  '/ready',
  '/metrics',
  '/admin/report',
  '/cds-services',
  ...serviceIds.flatMap(id => [`/cds-services/${id}`, `/cds-services/${id}/feedback`, `/cds-services/${id}/source-attributes`])
]
const oddPaths = [
  '/cds-services/',
  '//cds-services//',
  '/cds-services/%',
  '/cds-services/%00',
  '/cds-services/%c0%ae%c0%ae/',
  '/cds-services/..%2f..%2fetc%2fpasswd',
  '/cds-services/__proto__',
  '/cds-services/constructor/feedback',
  '/.env',
  '/admin',
  '/admin/report?from=%00&to=2026-13-99',
  '/admin/report?from=2026-01-01&from=2026-01-02&to[]=x',
  '/admin/report?format=__proto__',
  '/metrics?name[]=x',
  `/${'a'.repeat(9000)}`,
  `/cds-services/${encodeURIComponent(PLANTED)}`,
  `/health?patient=${encodeURIComponent(PLANTED)}`,
  '*',
  '/?%'
]

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE', 'LOCK', 'SEARCH', 'M-SEARCH', 'PURGE']
const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16le',
  'application/json;',
  'application/fhir+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'text/html',
  'application/xml',
  '',
  '/',
  ';;;',
  `application/${'x'.repeat(3000)}`
]
const latin1 = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter(code => code < 0x7f || code > 0x9f),
    { maxLength: 40 }
  )
  .map(codes => String.fromCharCode(...codes))
const headerValue = fc.oneof(
  latin1,
  fc.constantFrom(PLANTED, 'null', '*', 'https://evil.example', '__proto__', '-1', '9'.repeat(300), 'a'.repeat(7000), 'gzip', 'deflate, br')
)
const authorizations = [
  'Bearer',
  'Bearer ',
  'Bearer x',
  'Bearer a.b.c',
  'Basic Og==',
  'bearer eyJhbGciOiJub25lIn0.e30.',
  `Bearer ${PLANTED}`
]
const headers: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      'content-type': fc.constantFrom(...contentTypes),
      authorization: fc.oneof(fc.constantFrom(...authorizations), headerValue),
      accept: headerValue,
      origin: headerValue,
      'access-control-request-method': fc.constantFrom('POST', 'TRACE', ''),
      'access-control-request-headers': headerValue,
      'content-encoding': fc.constantFrom('gzip', 'br', 'identity', 'x'),
      'x-forwarded-for': headerValue,
      'x-request-id': headerValue.filter(value => value !== PLANTED),
      'x-http-method-override': fc.constantFrom('DELETE', 'TRACE'),
      cookie: headerValue,
      'if-none-match': fc.constant('*'),
      range: fc.constant('bytes=0-1')
    },
    { requiredKeys: [] }
  )
  .map(given => ({ ...given }))

const oddNames = ['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'then', 'length', 'resourceType', 'hasOwnProperty', '']
const oddValues = fc.oneof(
  { arbitrary: fc.jsonValue({ maxDepth: 4 }), weight: 3 },
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    1e308,
    5e-324,
    2 ** 53,
    '\ud800',
    '\udfff\ud800',
    '\u0000',
    '\u202e',
    '',
    'a'.repeat(100_000),
    '2026-02-30'
  ),
  fc.dictionary(fc.constantFrom(...oddNames), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  fc.constantFrom<unknown>(...oddNames)
)
/** What JSON.stringify never writes: put in as text where the marker stands. */
const rawTexts = [
  '1e999',
  '-1e999',
  '9'.repeat(500),
  `0.${'3'.repeat(500)}`,
  '{"__proto__":{"isAdmin":true},"__proto__":null}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"a":1,"a":2,"a":[]}',
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
  `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  '"\\ud800\\u0000"',
  'NaN',
  'undefined',
  "'x'",
  ''
]
const RAW = '@raw@'

interface Place {
  readonly holder: Json
  readonly name: string
}
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [{ holder: value as Json, name }, ...placesIn(item)])
}

/** Names and notes become the planted text. */
function plant(body: Body): void {
  for (const { holder } of placesIn(body)) {
    if (typeof holder['resourceType'] !== 'string' || Array.isArray(holder)) continue
    if (holder['resourceType'] === 'Patient') holder['name'] = [{ family: PLANTED, text: PLANTED }]
    holder['note'] = [{ text: PLANTED }]
  }
}

const swap = fc.record({
  at: fc.nat(),
  value: fc.oneof(oddValues, fc.constant(RAW)),
  named: fc.option(fc.constantFrom(...oddNames), { freq: 8 })
})

export interface HookCall {
  readonly path: string
  readonly text: string
  readonly body: Body
}

/** A request of a fixture or vignette with up to five members replaced by anything, the envelope's included. */
export const mutated: fc.Arbitrary<HookCall> = fc
  .record({ given: fc.constantFrom(...smallCases), swaps: fc.array(swap, { maxLength: 5 }), raw: fc.constantFrom(...rawTexts) })
  .map(({ given, swaps, raw }) => {
    const body = clone(given.body)
    const path = `/cds-services/vertebral-fracture-${body.hook}`
    plant(body)
    for (const { at, value, named } of swaps) {
      const places = placesIn(body)
      const place = places[at % places.length]
      if (place === undefined) continue
      const name = Array.isArray(place.holder) ? place.name : (named ?? place.name)
      Object.defineProperty(place.holder, name, { value, enumerable: true, configurable: true, writable: true })
    }
    return { path, body, text: JSON.stringify(body).replaceAll(JSON.stringify(RAW), () => raw) }
  })

const entry = fc.record(
  {
    card: fc.oneof(fc.uuid(), fc.constantFrom(PLANTED, '__proto__', '', 'a'.repeat(50_000)), oddValues),
    outcome: fc.oneof(fc.constantFrom('accepted', 'overridden'), oddValues),
    outcomeTimestamp: fc.oneof(
      fc.constantFrom('2026-11-22T10:00:00Z', '2026-13-40T99:99:99Z', '9999-12-31T23:59:59.999999999+14:00'),
      oddValues
    ),
    acceptedSuggestions: fc.oneof(fc.array(fc.record({ id: fc.oneof(fc.uuid(), oddValues) }), { maxLength: 3 }), oddValues),
    overrideReason: fc.oneof(
      fc.constant({ reason: { code: 'data-wrong' }, userComment: PLANTED }),
      fc.constant({ userComment: '\u0000' }),
      oddValues
    )
  },
  { requiredKeys: ['card', 'outcome'] }
)
const feedback = fc.oneof(
  { arbitrary: fc.array(entry, { maxLength: 5 }).map((items): unknown => ({ feedback: items })), weight: 5 },
  oddValues.map((value): unknown => ({ feedback: value }))
)

export const feedbackCall: fc.Arbitrary<Call> = fc.record({ id: fc.constantFrom(...serviceIds), body: feedback }).map(({ id, body }) => ({
  method: 'POST',
  path: `/cds-services/${id}/feedback`,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body))
}))

/** Bytes that are no UTF-8: overlong, alone, a surrogate, and one that never occurs. */
const notUtf8 = [[0xc0, 0xae], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xff], [0xfe, 0xff], [0x80]]

/** The bytes of a valid or mutated request, cut, doubled, or with bytes put in. */
export const damagedBytes: fc.Arbitrary<Buffer> = fc
  .record({
    from: mutated,
    at: fc.nat(),
    how: fc.constantFrom('cut', 'double', 'junk', 'bom', 'utf16', 'whitespace'),
    junk: fc.oneof(fc.constantFrom(...notUtf8), fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 8 }))
  })
  .map(({ from, at, how, junk }) => {
    const bytes = Buffer.from(from.text)
    const place = at % Math.max(1, bytes.length)
    if (how === 'cut') return bytes.subarray(0, place)
    if (how === 'double') return Buffer.concat([bytes, bytes])
    if (how === 'bom') return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])
    if (how === 'utf16') return Buffer.from(from.text, 'utf16le')
    if (how === 'whitespace') return Buffer.concat([Buffer.alloc(2000, ' \n\t'), bytes])
    return Buffer.concat([bytes.subarray(0, place), Buffer.from(junk), bytes.subarray(place)])
  })

/** Any method at any path with any headers and any body. */
export const anyCall: fc.Arbitrary<Call> = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'POST'), fc.constantFrom(...methods)),
  path: fc.oneof({ arbitrary: fc.constantFrom(...paths), weight: 3 }, fc.constantFrom(...oddPaths)),
  headers,
  body: fc.option(
    fc.oneof(
      damagedBytes,
      fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes))
    ),
    { nil: undefined }
  )
})
