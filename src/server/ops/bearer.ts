/** Whether a request carries the secret of an operator. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { CdsError } from '../errors.js'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A bare 401 unless it does. Compares digests, so that the time it takes tells neither length nor content. */
export function requireBearer({ headers }: FastifyRequest, secret: string): void {
  const [, token] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
  if (token === undefined || !timingSafeEqual(digest(token), digest(secret))) throw new CdsError('CDS_ERR_UNAUTHORIZED')
}
