/** Every environment variable: its check, its default and its meaning. The README's table is this one. */
import { z } from 'zod'
import { isCalendarDate } from './clock.js'
import { fhirBase } from './fhir/base.js'

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine(value => value >= from && value <= to)

const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
const withoutSlash = (value: string): string => value.replace(/\/+$/, '')
/** Paths are put behind it, so nothing may follow its path. */
const isBaseUrl = (value: string): boolean => {
  if (!isHttpUrl(value) || /[?#]/.test(value)) return false
  const { username, password } = new URL(value)
  return username === '' && password === ''
}
const BASE_URL = 'an absolute http(s) URL without credentials, query or fragment'
const baseUrl = z.string().refine(isBaseUrl).transform(withoutSlash)
const list = (value: string): string[] =>
  value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

const isOrigin = (value: string): boolean => isHttpUrl(value) && new URL(value).origin === value
const anyOrigin = z.literal('*').transform(() => 'any' as const)
const origins = z
  .string()
  .transform(list)
  .refine(all => all.length > 0 && all.every(isOrigin))
const baseUrls = z
  .string()
  .transform(value => list(value).map(fhirBase))
  .refine((bases): bases is string[] => !bases.includes(undefined))
const path = z.string()
/** What a header can carry as it is. */
const bearerSecret = z.string().regex(/^[\x20-\x7e]{24,}$/)
/** Nothing but these words, so that no spelling is taken for consent by mistake. */
const trueOrFalse = z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
const isPostgresUrl = (value: string): boolean => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
const isAlgorithms = (all: readonly string[]): boolean =>
  all.length > 0 && all.every(name => (signatureAlgorithms as readonly string[]).includes(name))

export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema
  /** What counts when the variable is unset or blank; undefined where nothing does. */
  readonly default?: string
  /** Completes the sentence "<NAME> must be …". */
  readonly must: string
  readonly meaning: string
}
const variable = <Schema extends z.ZodType>(definition: Variable<Schema>): Variable<Schema> => definition

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
/** Asymmetric only: `none` and HS* are never accepted (CDS Hooks 2.0.1, "Trusting CDS Clients"). */
const signatureAlgorithms = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'] as const
const jurisdictions = ['US', 'CA', 'UK', 'EU', 'other'] as const

/** Every variable: its check, its default, and its line in the README's table. */
export const variables = {
  PORT: variable({ schema: wholeNumber(0, 65535), default: '3000', must: 'a whole number from 0 to 65535', meaning: 'Port to listen on.' }),
  HOST: variable({ schema: z.string(), default: '127.0.0.1', must: 'an address', meaning: 'Address to listen on.' }),
  PUBLIC_URL: variable({ schema: baseUrl, must: BASE_URL, meaning: 'Base URL under which clients reach the service.' }),
  DEADLINE_MS: variable({
    schema: wholeNumber(50, 60_000),
    default: '2000',
    must: 'a whole number from 50 to 60000',
    meaning: 'Milliseconds for one whole answer; FHIR reads that take longer are given up.'
  }),
  MAX_CARDS: variable({
    schema: wholeNumber(1, 50),
    default: '6',
    must: 'a whole number from 1 to 50',
    meaning: 'Most cards in one answer; core topics, warnings and criticals never fall to it.'
  }),
  FHIR_SERVERS: variable({
    schema: baseUrls,
    default: '',
    must: 'a comma-separated list of absolute http(s) base URLs without credentials or query',
    meaning: 'FHIR bases that may be read from in open mode.'
  }),
  AUTH: variable({
    schema: z.enum(['open', 'required']),
    default: 'open',
    must: 'open or required',
    meaning: 'Whether clients must authenticate with a JWT; `required` needs AUTH_CLIENTS and PUBLIC_URL.'
  }),
  AUTH_OPEN_I_UNDERSTAND: variable({
    schema: trueOrFalse,
    default: 'false',
    must: 'true or false',
    meaning: 'Allows open mode on an address that is not loopback.'
  }),
  JURISDICTION: variable({
    schema: z.enum(jurisdictions),
    default: 'US',
    must: 'US, CA, UK, EU or other',
    meaning: 'Where the patients are: decides which medicines are offered.'
  }),
  LOG_LEVEL: variable({
    schema: z.enum(logLevels),
    default: 'info',
    must: `one of ${logLevels.join(', ')}`,
    meaning: 'Least severe log line that is written.'
  }),
  AS_OF: variable({
    schema: z.string().refine(isCalendarDate),
    must: 'a calendar date such as 2026-11-22',
    meaning: 'Fixes today for the whole process; unset means now.'
  }),
  TIME_ZONE: variable({
    schema: z.string().refine(isTimeZone),
    default: 'UTC',
    must: 'an IANA time zone such as Europe/Vienna',
    meaning: 'Time zone in which today is a calendar date.'
  }),
  CANONICAL_BASE: variable({
    schema: baseUrl,
    default: 'https://vertebral-fracture-cds.github.io',
    must: BASE_URL,
    meaning: 'Base of our code systems.'
  }),
  CORS_ORIGINS: variable({
    schema: z.union([anyOrigin, origins]),
    default: '*',
    must: '* or a comma-separated list of origins such as https://ehr.example.org',
    meaning: 'Browser origins that may call; * means any.'
  }),
  BODY_LIMIT_MB: variable({
    schema: wholeNumber(1, 512),
    default: '10',
    must: 'a whole number from 1 to 512',
    meaning: 'Largest request body, in MiB.'
  }),
  AUTH_CLIENTS: variable({
    schema: path,
    must: 'a path',
    meaning: 'YAML or JSON file with the clients that may call: issuer, keys, tenants, FHIR bases.'
  }),
  AUTH_ALGORITHMS: variable({
    schema: z.string().transform(list).refine(isAlgorithms),
    default: 'ES384,RS384',
    must: `a comma-separated list of ${signatureAlgorithms.join(', ')}`,
    meaning: 'Signature algorithms of client tokens that are accepted.'
  }),
  AUTH_MAX_LIFETIME_S: variable({
    schema: wholeNumber(30, 86_400),
    default: '3600',
    must: 'a whole number from 30 to 86400',
    meaning: 'Longest time from `iat` to `exp` of a client token, in seconds.'
  }),
  AUTH_CLOCK_SKEW_S: variable({
    schema: wholeNumber(0, 300),
    default: '60',
    must: 'a whole number from 0 to 300',
    meaning: 'How far the clock of a client may be off, in seconds.'
  }),
  AUTH_WITHOUT_STORE: variable({
    schema: z.enum(['refuse', 'accept']),
    default: 'refuse',
    must: 'refuse or accept',
    meaning: 'Valid tokens while the database cannot be reached: 503, or accepted with replays seen by each process for itself.'
  }),
  DATA_DIR: variable({
    schema: path,
    default: 'data',
    must: 'a path',
    meaning: 'Folder of the embedded database, made when it is not there.'
  }),
  DATABASE_URL: variable({
    schema: z.string().refine(isPostgresUrl),
    must: 'a postgres:// URL',
    meaning: 'PostgreSQL instead of the embedded database; needed where several machines serve together.'
  }),
  RETENTION_DAYS: variable({
    schema: wholeNumber(1, 3650),
    default: '730',
    must: 'a whole number from 1 to 3650',
    meaning: 'Days after which feedback and issued-card records are deleted.'
  }),
  STORE_COMMENTS: variable({
    schema: trueOrFalse,
    default: 'false',
    must: 'true or false',
    meaning: 'Stores the free text of feedback, which may hold patient data.'
  }),
  ADMIN_TOKEN: variable({
    schema: bearerSecret,
    must: 'a secret of at least 24 ASCII characters',
    meaning: 'Bearer token for /admin/report; without it there is no report over HTTP.'
  }),
  METRICS_TOKEN: variable({
    schema: bearerSecret,
    must: 'a secret of at least 24 ASCII characters',
    meaning: 'Bearer token for /metrics; without it anyone who reaches the port may read the metrics.'
  }),
  QUIET: variable({
    schema: z.enum(['on', 'off']),
    default: 'off',
    must: 'on or off',
    meaning: 'Whether an override with a reason silences that rule for that patient for a while; needs PATIENT_KEY_SECRET.'
  }),
  PATIENT_KEY_SECRET: variable({
    schema: z.string().min(32),
    must: 'a secret of at least 32 characters',
    meaning: 'Keys the hash by which a patient is recognised while QUIET is on.'
  }),
  TLS_CERT: variable({
    schema: path,
    must: 'a path',
    meaning: 'PEM file with the certificate chain; with TLS_KEY the service speaks TLS itself.'
  }),
  TLS_KEY: variable({ schema: path, must: 'a path', meaning: 'PEM file with the private key.' }),
  WORKERS: variable({
    schema: wholeNumber(1, 64),
    default: '1',
    must: 'a whole number from 1 to 64',
    meaning: 'Processes that share the port.'
  }),
  RATE_LIMIT: variable({
    schema: wholeNumber(0, 1_000_000),
    must: 'a whole number from 0 to 1000000',
    meaning: 'Calls a client may make per minute and process; 0 means any number. Unset: 6000 with AUTH=required, else 0.'
  }),
  MAX_IN_FLIGHT: variable({
    schema: wholeNumber(1, 100_000),
    default: '512',
    must: 'a whole number from 1 to 100000',
    meaning: 'Calls answered at the same time by a process; more are refused with 503.'
  }),
  MAX_EVENT_LOOP_DELAY_MS: variable({
    schema: wholeNumber(0, 60_000),
    default: '1000',
    must: 'a whole number from 0 to 60000',
    meaning: 'Delay of the event loop above which calls are refused with 503; 0 means never.'
  }),
  REQUEST_TIMEOUT_MS: variable({
    schema: wholeNumber(1000, 300_000),
    default: '10000',
    must: 'a whole number from 1000 to 300000',
    meaning: 'Milliseconds a client has to send its whole request.'
  }),
  OTEL_TRACES_EXPORTER: variable({
    schema: z.enum(['otlp', 'none']),
    must: 'otlp or none',
    meaning: 'Whether OpenTelemetry traces are sent. Unset: `otlp` where an endpoint is set, else none.'
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    schema: baseUrl,
    must: BASE_URL,
    meaning: 'Base URL of the collector.'
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: variable({
    schema: baseUrl,
    must: BASE_URL,
    meaning: 'The same for traces alone, with its path.'
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: variable({
    schema: z.enum(['http/protobuf']),
    default: 'http/protobuf',
    must: 'http/protobuf',
    meaning: 'How spans are sent.'
  }),
  OTEL_SDK_DISABLED: variable({
    schema: trueOrFalse,
    default: 'false',
    must: 'true or false',
    meaning: 'Switches tracing off whatever else is set.'
  }),
  SITE_CONFIG: variable({ schema: path, must: 'a path', meaning: 'YAML or JSON file with the settings of a site.' })
} as const
