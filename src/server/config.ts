/** Configuration: environment variables, read once at start. A wrong value stops the start with a sentence naming the variable. */
import type { z } from 'zod'
import type { Jurisdiction } from '../facts/chart.js'
import type { IsoDate } from '../facts/dates.js'
import { isLoopback } from './loopback.js'
import { variables, type Variable } from './variables.js'

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
