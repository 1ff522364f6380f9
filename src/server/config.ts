/** Configuration: environment variables, read once at start. A wrong value stops the start with a sentence naming the variable. */
import { z } from 'zod'
import type { Jurisdiction } from '../facts/chart.js'
import type { IsoDate } from '../facts/dates.js'
import { isCalendarDate } from './clock.js'
import { fhirBase } from './fhir-base.js'
import { isLoopback } from './loopback.js'

export interface Config {
  readonly port: number
  readonly host: string
  /** The base URL under which clients reach this process, without a trailing slash. */
  readonly publicUrl: string
  readonly deadlineMs: number
  readonly maxCards: number
  /** Normalised FHIR bases that open mode may read from. */
  readonly fhirServers: ReadonlySet<string>
  readonly auth: 'open'
  readonly jurisdiction: Jurisdiction
  readonly logLevel: string
  /** Fixes the calendar date for the whole process. */
  readonly asOf: IsoDate | undefined
  readonly timeZone: string
  readonly canonicalBase: string
  /** Browser origins that may call; `any` echoes whichever asks. */
  readonly corsOrigins: 'any' | readonly string[]
  readonly bodyLimitMb: number
  /** What the operator should know at start. */
  readonly warnings: readonly string[]
}

/** The message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine(value => value >= from && value <= to)

const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
const withoutSlash = (value: string): string => value.replace(/\/+$/, '')
const httpUrl = z.string().refine(isHttpUrl).transform(withoutSlash)
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
const reserved = z.string()

interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema
  /** What counts when the variable is unset or blank; undefined where nothing does. */
  readonly default?: string
  /** Completes the sentence "<NAME> must be …". */
  readonly must: string
  readonly meaning: string
}
const variable = <Schema extends z.ZodType>(definition: Variable<Schema>): Variable<Schema> => definition

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const jurisdictions = ['US', 'CA', 'UK', 'EU', 'other'] as const

/** Every variable: its check, its default, and its line in the README's table. */
export const variables = {
  PORT: variable({ schema: wholeNumber(0, 65535), default: '3000', must: 'a whole number from 0 to 65535', meaning: 'Port to listen on.' }),
  HOST: variable({ schema: z.string(), default: '127.0.0.1', must: 'an address', meaning: 'Address to listen on.' }),
  PUBLIC_URL: variable({ schema: httpUrl, must: 'an absolute http(s) URL', meaning: 'Base URL under which clients reach the service.' }),
  DEADLINE_MS: variable({ schema: wholeNumber(50, 60_000), default: '2000', must: 'a whole number from 50 to 60000', meaning: 'Milliseconds for one whole answer; FHIR reads that take longer are given up.' }),
  MAX_CARDS: variable({ schema: wholeNumber(1, 50), default: '6', must: 'a whole number from 1 to 50', meaning: 'Most cards in one answer; core topics, warnings and criticals never fall to it.' }),
  FHIR_SERVERS: variable({ schema: baseUrls, default: '', must: 'a comma-separated list of absolute http(s) base URLs without credentials or query', meaning: 'FHIR bases that may be read from in open mode.' }),
  AUTH: variable({ schema: z.enum(['open', 'required']), default: 'open', must: 'open or required', meaning: 'Whether clients must authenticate; `required` is not available yet.' }),
  AUTH_OPEN_I_UNDERSTAND: variable({ schema: z.stringbool(), default: 'false', must: 'true or false', meaning: 'Allows open mode on an address that is not loopback.' }),
  JURISDICTION: variable({ schema: z.enum(jurisdictions), default: 'US', must: 'US, CA, UK, EU or other', meaning: 'Where the patients are: decides which medicines are offered.' }),
  LOG_LEVEL: variable({ schema: z.enum(logLevels), default: 'info', must: `one of ${logLevels.join(', ')}`, meaning: 'Least severe log line that is written.' }),
  AS_OF: variable({ schema: z.string().refine(isCalendarDate), must: 'a calendar date such as 2026-11-22', meaning: 'Fixes today for the whole process; unset means now.' }),
  TIME_ZONE: variable({ schema: z.string().refine(isTimeZone), default: 'UTC', must: 'an IANA time zone such as Europe/Vienna', meaning: 'Time zone in which today is a calendar date.' }),
  CANONICAL_BASE: variable({ schema: httpUrl, default: 'https://vertebral-fracture-cds.github.io', must: 'an absolute http(s) URL', meaning: 'Base of our code systems.' }),
  CORS_ORIGINS: variable({ schema: z.union([anyOrigin, origins]), default: '*', must: '* or a comma-separated list of origins such as https://ehr.example.org', meaning: 'Browser origins that may call; * means any.' }),
  BODY_LIMIT_MB: variable({ schema: wholeNumber(1, 512), default: '10', must: 'a whole number from 1 to 512', meaning: 'Largest request body, in MiB.' }),
  DATA_DIR: variable({ schema: reserved, must: 'a path', meaning: 'Reserved: folder of the embedded database.' }),
  DATABASE_URL: variable({ schema: reserved, must: 'a URL', meaning: 'Reserved: PostgreSQL connection.' }),
  SITE_CONFIG: variable({ schema: reserved, must: 'a path', meaning: 'Reserved: file with local settings.' })
} as const

export type VariableName = keyof typeof variables
type Value<Name extends VariableName> = z.output<(typeof variables)[Name]['schema']>
type Env = Readonly<Record<string, string | undefined>>

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
  if (required(env, 'AUTH') === 'required') {
    throw new ConfigError('AUTH=required is not available yet in this version; AUTH=open, the default, serves on this machine only.')
  }
  if (isLoopback(host)) return ['AUTH is open: every program on this machine may call without authentication.']
  if (!required(env, 'AUTH_OPEN_I_UNDERSTAND')) {
    throw new ConfigError(
      `HOST ${host} is not a loopback address, and AUTH=open would answer anyone who can reach it; set AUTH_OPEN_I_UNDERSTAND=true if that is what you want.`
    )
  }
  return [`AUTH IS OPEN ON ${host}: ANYONE WHO CAN REACH THIS ADDRESS MAY CALL WITHOUT AUTHENTICATION. Do not send data of real patients.`]
}

const reservedNames = ['DATA_DIR', 'DATABASE_URL', 'SITE_CONFIG'] as const

/** The configuration of this environment; throws a ConfigError that names the variable. */
export function readConfig(env: Env): Config {
  const host = required(env, 'HOST')
  const port = required(env, 'PORT')
  const warnings = checkAuth(env, host)
  for (const name of reservedNames) {
    if (read(env, name) !== undefined) warnings.push(`${name} is reserved and has no effect yet in this version.`)
  }
  return {
    port,
    host,
    publicUrl: read(env, 'PUBLIC_URL') ?? `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`,
    deadlineMs: required(env, 'DEADLINE_MS'),
    maxCards: required(env, 'MAX_CARDS'),
    fhirServers: new Set(required(env, 'FHIR_SERVERS')),
    auth: 'open',
    jurisdiction: required(env, 'JURISDICTION'),
    logLevel: required(env, 'LOG_LEVEL'),
    asOf: read(env, 'AS_OF'),
    timeZone: required(env, 'TIME_ZONE'),
    canonicalBase: required(env, 'CANONICAL_BASE'),
    corsOrigins: required(env, 'CORS_ORIGINS'),
    bodyLimitMb: required(env, 'BODY_LIMIT_MB'),
    warnings
  }
}
