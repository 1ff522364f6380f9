/** The log, and what may be said about an error in it: its name and where it was thrown. Messages may quote data, so they stay out. */
import type { FastifyBaseLogger } from 'fastify'
import { pino, type DestinationStream } from 'pino'

/** Nothing of ours logs these; should anything ever, they do not reach the log. */
const SECRETS = ['authorization', 'access_token', 'fhirAuthorization']
const REDACTED = SECRETS.flatMap(name => [name, `*.${name}`, `*.headers.${name}`])

/** Lines of JSON, to standard output unless told otherwise. */
export function serviceLog(level: string, destination?: DestinationStream): FastifyBaseLogger {
  return pino({ level, redact: { paths: REDACTED, censor: '[redacted]' } }, destination ?? pino.destination(1))
}

export interface ErrorPlace {
  readonly error: string
  readonly code?: string
  /** What SQLite says of its code, from a fixed list: that the disk is full, that the file is read-only. */
  readonly reason?: string
  readonly at: readonly string[]
}

export function whereThrown(thrown: unknown): ErrorPlace {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: [] }
  const at = (thrown.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  const { code, errstr } = thrown as NodeJS.ErrnoException & { readonly errstr?: unknown }
  const details = { ...(typeof code === 'string' ? { code } : {}), ...(typeof errstr === 'string' ? { reason: errstr } : {}) }
  return { error: thrown.name, ...details, at: at.slice(0, 12).map(line => line.trim()) }
}
