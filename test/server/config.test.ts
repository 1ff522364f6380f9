import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../src/server/config.js'
import { variables } from '../../src/server/variables.js'

describe('configuration (design section 3)', () => {
  test('has the documented defaults', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      deadlineMs: 2000,
      maxCards: 6,
      auth: 'open',
      jurisdiction: 'US',
      logLevel: 'info',
      asOf: undefined,
      timeZone: 'UTC',
      canonicalBase: 'https://vertebral-fracture-cds.github.io',
      corsOrigins: 'any',
      bodyLimitMb: 10
    })
    expect(readConfig({ PORT: ' ', MAX_CARDS: '' })).toMatchObject({ port: 3000, maxCards: 6 })
  })

  test('reads what is set', () => {
    const config = readConfig({
      PORT: '8080',
      PUBLIC_URL: 'https://cds.example.org/x/',
      FHIR_SERVERS: 'HTTPS://FHIR.example.org:443/r4/, http://127.0.0.1:8081',
      AS_OF: '2026-11-22',
      TIME_ZONE: 'Europe/Vienna',
      CORS_ORIGINS: 'https://a.example.org, https://b.example.org'
    })
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: 'https://cds.example.org/x',
      asOf: '2026-11-22',
      corsOrigins: ['https://a.example.org', 'https://b.example.org']
    })
    expect([...config.fhirServers]).toEqual(['https://fhir.example.org/r4', 'http://127.0.0.1:8081'])
  })

  test.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['PUBLIC_URL', 'cds.example.org'],
    ['PUBLIC_URL', 'https://cds.example.org/?'],
    ['PUBLIC_URL', 'https://cds.example.org/#top'],
    ['PUBLIC_URL', 'https://user:pw@cds.example.org'],
    ['DEADLINE_MS', '0'],
    ['DEADLINE_MS', '1e3'],
    ['MAX_CARDS', '-1'],
    ['FHIR_SERVERS', 'fhir.example.org'],
    ['FHIR_SERVERS', 'https://user:pw@fhir.example.org'],
    ['AUTH', 'off'],
    ['AUTH', 'required'],
    ['AUTH_OPEN_I_UNDERSTAND', 'perhaps'],
    ['JURISDICTION', 'DE'],
    ['LOG_LEVEL', 'loud'],
    ['OTEL_TRACES_EXPORTER', 'jaeger'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_SDK_DISABLED', 'yes'],
    ['AS_OF', '2026-02-30'],
    ['AS_OF', '2026-11'],
    ['TIME_ZONE', 'Mars'],
    ['CANONICAL_BASE', 'x'],
    ['CORS_ORIGINS', 'https://a.example.org/path'],
    ['BODY_LIMIT_MB', '0'],
    ['AUTH_ALGORITHMS', 'HS256'],
    ['AUTH_ALGORITHMS', 'none'],
    ['AUTH_MAX_LIFETIME_S', '5'],
    ['DATABASE_URL', 'mysql://db/x'],
    ['ADMIN_TOKEN', 'short'],
    ['ADMIN_TOKEN', 'geheimnisträger-geheimnisträger'],
    ['METRICS_TOKEN', 'short'],
    ['PATIENT_KEY_SECRET', 'short'],
    ['STORE_COMMENTS', 'maybe'],
    ['STORE_COMMENTS', 'yes'],
    ['AUTH_OPEN_I_UNDERSTAND', '1'],
    ['WORKERS', '0'],
    ['QUIET', 'yes']
  ])('%s=%s stops the start with one sentence that names it', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name}\\b.*\\.$`))
  })

  test.each(['0.0.0.0', '::', '192.168.1.5', 'cds.example.org'])('open mode refuses HOST=%s unless told otherwise', host => {
    expect(() => readConfig({ HOST: host })).toThrow(/^HOST .*AUTH_OPEN_I_UNDERSTAND=true/)
    expect(readConfig({ HOST: host, AUTH_OPEN_I_UNDERSTAND: 'true' }).warnings[0]).toMatch(/AUTH IS OPEN/)
  })

  test.each(['127.0.0.1', '127.5.0.1', '::1', 'localhost'])('HOST=%s is loopback', host => {
    expect(readConfig({ HOST: host }).host).toBe(host)
  })

  test.each([
    [{ AUTH: 'required' }, /^AUTH=required needs AUTH_CLIENTS/],
    [{ AUTH: 'required', AUTH_CLIENTS: 'clients.yaml' }, /^AUTH=required needs PUBLIC_URL/],
    [
      { AUTH: 'required', AUTH_CLIENTS: 'c', PUBLIC_URL: 'https://cds.example.org', AS_OF: '2026-11-22' },
      /^AS_OF .* refused with AUTH=required/
    ],
    [{ QUIET: 'on' }, /^QUIET=on needs PATIENT_KEY_SECRET/],
    [{ TLS_CERT: 'cert.pem' }, /^TLS_CERT and TLS_KEY belong together/]
  ])('%o lacks what belongs to it', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence)
  })

  test('http as PUBLIC_URL of authenticated clients is said to be unencrypted', () => {
    const required = { AUTH: 'required', AUTH_CLIENTS: 'clients.yaml' }
    expect(readConfig({ ...required, PUBLIC_URL: 'http://cds.example.org' }).warnings).toEqual([
      expect.stringMatching(/^PUBLIC_URL is http/)
    ])
    expect(readConfig({ ...required, PUBLIC_URL: 'https://cds.example.org' }).warnings).toEqual([])
  })

  test('every variable has a line for the README', () => {
    for (const { meaning, must } of Object.values(variables)) expect([meaning, must].every(words => words.length > 3)).toBe(true)
  })
})

describe('traces are sent', () => {
  const ENDPOINT = 'http://127.0.0.1:4318'
  test.each<[boolean, Record<string, string>]>([
    [false, {}],
    [true, { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }],
    [true, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${ENDPOINT}/v1/traces` }],
    [true, { OTEL_TRACES_EXPORTER: 'otlp' }],
    [false, { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }],
    [false, { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }]
  ])('%s: %j', (isTraced, env) => {
    expect(readConfig(env).tracing).toBe(isTraced)
  })
})
