/** Every environment variable: its check, its default and its meaning. The README's table is this one. */
import { z } from 'zod'
import { isCalendarDate } from './clock.js'
import { fhirBase } from './fhir-base.js'

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
const jurisdictions = ['US', 'CA', 'UK', 'EU', 'other'] as const

/** Every variable: its check, its default, and its line in the README's table. */
export const variables = {
  PORT: variable({ schema: wholeNumber(0, 65535), default: '3000', must: 'a whole number from 0 to 65535', meaning: 'Port to listen on.' }),
  HOST: variable({ schema: z.string(), default: '127.0.0.1', must: 'an address', meaning: 'Address to listen on.' }),
  PUBLIC_URL: variable({ schema: httpUrl, must: 'an absolute http(s) URL', meaning: 'Base URL under which clients reach the service.' }),
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
    meaning: 'Whether clients must authenticate; `required` is not available yet.'
  }),
  AUTH_OPEN_I_UNDERSTAND: variable({
    schema: z.stringbool(),
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
    schema: httpUrl,
    default: 'https://vertebral-fracture-cds.github.io',
    must: 'an absolute http(s) URL',
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
  DATA_DIR: variable({ schema: reserved, must: 'a path', meaning: 'Reserved: folder of the embedded database.' }),
  DATABASE_URL: variable({ schema: reserved, must: 'a URL', meaning: 'Reserved: PostgreSQL connection.' }),
  SITE_CONFIG: variable({ schema: reserved, must: 'a path', meaning: 'Reserved: file with local settings.' })
} as const
