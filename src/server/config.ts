/** Configuration: environment variables, read once at start. A wrong value stops the start with a sentence naming the variable. */
import type { z } from 'zod'
import type { Jurisdiction } from '../facts/chart.js'
import type { IsoDate } from '../facts/dates.js'
import { isLoopback } from './loopback.js'
import { variables, type Variable } from './variables.js'

export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

export interface Config {
  readonly port: number
  readonly host: string
  /** The base URL under which clients reach this process, without a trailing slash. */
  readonly publicUrl: string
  readonly deadlineMs: number
  readonly maxCards: number
  /** Normalised FHIR bases that open mode may read from. */
  readonly fhirServers: ReadonlySet<string>
  readonly auth: 'open' | 'required'
  /** Path of the list of clients; set when `auth` is `required`. */
  readonly authClients: string | undefined
  readonly authAlgorithms: readonly string[]
  readonly authMaxLifetimeS: number
  readonly authClockSkewS: number
  /** What happens to a valid token while the store cannot say whether it was used before. */
  readonly authWithoutStore: 'refuse' | 'accept'
  readonly jurisdiction: Jurisdiction
  readonly logLevel: string
  /** Fixes the calendar date for the whole process. */
  readonly asOf: IsoDate | undefined
  readonly timeZone: string
  readonly canonicalBase: string
  /** Browser origins that may call; `any` echoes whichever asks. */
  readonly corsOrigins: 'any' | readonly string[]
  readonly bodyLimitMb: number
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly retentionDays: number
  readonly storeComments: boolean
  readonly adminToken: string | undefined
  readonly metricsToken: string | undefined
  /** Keys the hash that stands for a patient; set when QUIET is on. */
  readonly patientKeySecret: string | undefined
  readonly quiet: boolean
  readonly tls: TlsFiles | undefined
  readonly workers: number
  /** Calls per minute, client and process; 0 means any number. */
  readonly rateLimit: number
  readonly maxInFlight: number
  /** 0 means never. */
  readonly maxEventLoopDelayMs: number
  readonly requestTimeoutMs: number
  readonly siteConfig: string | undefined
  /** Whether spans are sent; where and how, the OpenTelemetry library reads itself. */
  readonly tracing: boolean
  /** What the operator should know at start. */
  readonly warnings: readonly string[]
}

/** The message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type VariableName = keyof typeof variables
type Value<Name extends VariableName> = z.output<(typeof variables)[Name]['schema']>
type Env = Readonly<Record<string, string | undefined>>

/** Calls per minute and client where clients are known. */
const RATE_LIMIT_REQUIRED = 6000

/** The value of a variable, or undefined when it is unset and has no default. */
function read<Name extends VariableName>(env: Env, name: Name): Value<Name> | undefined {
  const definition: Variable = variables[name]
  const written = env[name]?.trim()
  const value = written === undefined || written === '' ? definition.default : written
  if (value === undefined) return undefined
  const parsed = definition.schema.safeParse(value)
  if (!parsed.success) throw new ConfigError(`${name} must be ${definition.must}.`)
  return parsed.data as Value<Name>
}

/** A variable that has a default. */
function required<Name extends VariableName>(env: Env, name: Name): Value<Name> {
  const value = read(env, name)
  if (value === undefined) throw new ConfigError(`${name} must be ${variables[name].must}.`)
  return value
}

function checkAuth(env: Env, host: string): string[] {
  const isUnderstood = required(env, 'AUTH_OPEN_I_UNDERSTAND')
  if (required(env, 'AUTH') === 'required') {
    if (read(env, 'AUTH_CLIENTS') === undefined) throw new ConfigError('AUTH=required needs AUTH_CLIENTS, the file that lists the clients.')
    if (read(env, 'PUBLIC_URL') === undefined)
      throw new ConfigError('AUTH=required needs PUBLIC_URL, the base URL that client tokens name as their audience.')
    if (read(env, 'AS_OF') !== undefined) throw new ConfigError('AS_OF is for tests and demonstrations; it is refused with AUTH=required.')
    const isPlain = env['PUBLIC_URL']?.trim().startsWith('http:') === true
    return isPlain ? ['PUBLIC_URL is http: client tokens and patient data would travel unencrypted. Use https for real patients.'] : []
  }
  if (isLoopback(host)) return ['AUTH is open: every program on this machine may call without authentication.']
  if (!isUnderstood) {
    throw new ConfigError(
      `HOST ${host} is not a loopback address, and AUTH=open would answer anyone who can reach it; set AUTH_OPEN_I_UNDERSTAND=true if that is what you want.`
    )
  }
  return [`AUTH IS OPEN ON ${host}: ANYONE WHO CAN REACH THIS ADDRESS MAY CALL WITHOUT AUTHENTICATION. Do not send data of real patients.`]
}

function tlsOf(env: Env): TlsFiles | undefined {
  const [cert, key] = [read(env, 'TLS_CERT'), read(env, 'TLS_KEY')]
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined) throw new ConfigError('TLS_CERT and TLS_KEY belong together; one of them is not set.')
  return { cert, key }
}

function patientKeySecretOf(env: Env): string | undefined {
  const secret = read(env, 'PATIENT_KEY_SECRET')
  if (required(env, 'QUIET') === 'off') return undefined
  if (secret === undefined) throw new ConfigError('QUIET=on needs PATIENT_KEY_SECRET, which keys the hash that stands for a patient.')
  return secret
}

/** An exporter that is named decides; else an address is enough. OpenTelemetry, "Environment Variable Specification". */
function isTraced(env: Env): boolean {
  const endpoints = [read(env, 'OTEL_EXPORTER_OTLP_ENDPOINT'), read(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')]
  const exporter = read(env, 'OTEL_TRACES_EXPORTER') ?? (endpoints.some(url => url !== undefined) ? 'otlp' : 'none')
  const isDisabled = required(env, 'OTEL_SDK_DISABLED')
  // Other ways to send are not there.
  required(env, 'OTEL_EXPORTER_OTLP_PROTOCOL')
  return exporter === 'otlp' && !isDisabled
}

/** The configuration of this environment; throws a ConfigError that names the variable. */
export function readConfig(env: Env): Config {
  const host = required(env, 'HOST')
  const port = required(env, 'PORT')
  const warnings = checkAuth(env, host)
  const tls = tlsOf(env)
  const patientKeySecret = patientKeySecretOf(env)
  const auth = required(env, 'AUTH')
  return {
    port,
    host,
    publicUrl:
      read(env, 'PUBLIC_URL') ?? `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    deadlineMs: required(env, 'DEADLINE_MS'),
    maxCards: required(env, 'MAX_CARDS'),
    fhirServers: new Set(required(env, 'FHIR_SERVERS')),
    auth,
    authClients: read(env, 'AUTH_CLIENTS'),
    authAlgorithms: required(env, 'AUTH_ALGORITHMS'),
    authMaxLifetimeS: required(env, 'AUTH_MAX_LIFETIME_S'),
    authClockSkewS: required(env, 'AUTH_CLOCK_SKEW_S'),
    authWithoutStore: required(env, 'AUTH_WITHOUT_STORE'),
    jurisdiction: required(env, 'JURISDICTION'),
    logLevel: required(env, 'LOG_LEVEL'),
    asOf: read(env, 'AS_OF'),
    timeZone: required(env, 'TIME_ZONE'),
    canonicalBase: required(env, 'CANONICAL_BASE'),
    corsOrigins: required(env, 'CORS_ORIGINS'),
    bodyLimitMb: required(env, 'BODY_LIMIT_MB'),
    dataDir: required(env, 'DATA_DIR'),
    databaseUrl: read(env, 'DATABASE_URL'),
    retentionDays: required(env, 'RETENTION_DAYS'),
    storeComments: required(env, 'STORE_COMMENTS'),
    adminToken: read(env, 'ADMIN_TOKEN'),
    metricsToken: read(env, 'METRICS_TOKEN'),
    patientKeySecret,
    quiet: patientKeySecret !== undefined,
    tls,
    workers: required(env, 'WORKERS'),
    rateLimit: read(env, 'RATE_LIMIT') ?? (auth === 'required' ? RATE_LIMIT_REQUIRED : 0),
    maxInFlight: required(env, 'MAX_IN_FLIGHT'),
    maxEventLoopDelayMs: required(env, 'MAX_EVENT_LOOP_DELAY_MS'),
    requestTimeoutMs: required(env, 'REQUEST_TIMEOUT_MS'),
    siteConfig: read(env, 'SITE_CONFIG'),
    tracing: isTraced(env),
    warnings
  }
}
