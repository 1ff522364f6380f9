/** Certificate and key: read and checked at start, read again when they are renewed. */
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { Server as TlsServer } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { FastifyBaseLogger } from 'fastify'
import { ConfigError, type TlsFiles } from '../config.js'

export interface TlsPair {
  readonly cert: Buffer
  readonly key: Buffer
}

/** CDS Hooks 2.0.1 refers to TLS 1.2; nothing older is spoken. */
export const SECURE_OPTIONS = { minVersion: 'TLSv1.2' } as const
const LOOK_MS = 30_000

function contentOf(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new ConfigError(`${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'}).`)
  }
}

function check(sentence: string, pair: Partial<TlsPair>): void {
  try {
    createSecureContext(pair)
  } catch {
    throw new ConfigError(sentence)
  }
}

/** Throws a ConfigError that names the variable. */
export function readPair(files: TlsFiles): TlsPair {
  const pair = { cert: contentOf('TLS_CERT', files.cert), key: contentOf('TLS_KEY', files.key) }
  check('TLS_CERT holds no certificate in PEM format.', { cert: pair.cert })
  check('TLS_KEY holds no private key in PEM format without a passphrase.', { key: pair.key })
  check('TLS_KEY is not the key of the certificate in TLS_CERT.', pair)
  return pair
}

export interface Renewal {
  /** Looks at the files now. */
  look(): void
  stop(): void
}

/** New connections get a renewed pair; a half-written or mismatching one is reported and the old one stays. */
export function followRenewals(server: Server, files: TlsFiles, first: TlsPair, logger: FastifyBaseLogger): Renewal {
  let current = first
  let reported = ''
  const look = (): void => {
    try {
      const pair = readPair(files)
      reported = ''
      if (pair.cert.equals(current.cert) && pair.key.equals(current.key)) return
      if (server instanceof TlsServer) server.setSecureContext({ ...SECURE_OPTIONS, ...pair })
      current = pair
      logger.info('the renewed certificate is in use')
    } catch (error) {
      const sentence = error instanceof ConfigError ? error.message : 'The renewed certificate cannot be used.'
      if (sentence !== reported) logger.error(`${sentence} The old certificate stays in use.`)
      reported = sentence
    }
  }
  const timer = setInterval(look, LOOK_MS).unref()
  return { look, stop: () => clearInterval(timer) }
}
