/** Whether a request carries the secret of an operator. */
import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares digests, so that the time it takes tells neither length nor content. */
export function hasBearer(authorization: string | undefined, secret: string): boolean {
  const [, token] = /^Bearer ([^ ]+)$/i.exec(authorization ?? '') ?? []
  return token !== undefined && timingSafeEqual(digest(token), digest(secret))
}
