/** A token counts once. The store remembers for all processes; what happens without it is AUTH_WITHOUT_STORE. */
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../clock.js'
import { CdsError } from '../errors.js'
import { whereThrown } from '../log.js'
import type { Nonce, Store } from '../store/store.js'
import { within } from '../within.js'

/** Nonces of an hour at 25 calls a second; a full memory refuses rather than forgets. */
const MEMORY_LIMIT = 100_000
const WARN_EVERY_MS = 60_000

export interface NonceParts {
  readonly store: Store
  readonly withoutStore: 'refuse' | 'accept'
  /** A store that takes longer counts as one that cannot be reached. */
  readonly patienceMs: number
  /** For so long after `exp` a token is still accepted. */
  readonly clockSkewS: number
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
}

/** True when the token was not seen before; throws CDS_ERR_STORE_UNAVAILABLE when that cannot be known. */
export type UseNonce = (nonce: Nonce) => Promise<boolean>

interface NonceMemory {
  has(nonce: Nonce): boolean
  note(nonce: Nonce): 'new' | 'seen' | 'full'
}

function nonceMemory(limit: number, nowS: () => number): NonceMemory {
  const endsAt = new Map<string, number>()
  const keyOf = ({ issuer, jti }: Nonce): string => `${issuer}\n${jti}`
  const forgetExpired = (): void => {
    for (const [key, end] of endsAt) if (end < nowS()) endsAt.delete(key)
  }
  return {
    has: nonce => endsAt.has(keyOf(nonce)),
    note: nonce => {
      if (endsAt.has(keyOf(nonce))) return 'seen'
      if (endsAt.size >= limit) forgetExpired()
      if (endsAt.size >= limit) return 'full'
      endsAt.set(keyOf(nonce), nonce.expiresAt)
      return 'new'
    }
  }
}

const unavailable = (): CdsError => new CdsError('CDS_ERR_STORE_UNAVAILABLE')

export function nonceUser({ store, withoutStore, patienceMs, clockSkewS, clock, logger }: NonceParts, limit = MEMORY_LIMIT): UseNonce {
  const useInTime: UseNonce = async nonce => {
    const isNew = await within(patienceMs, store.useNonce(nonce))
    if (isNew === undefined) throw new Error('the store is late')
    return isNew
  }
  if (withoutStore === 'refuse') {
    return async nonce => {
      try {
        return await useInTime(nonce)
      } catch (error) {
        logger.error(whereThrown(error), 'the token cannot be checked for replay: the store cannot be reached')
        throw unavailable()
      }
    }
  }
  const memory = nonceMemory(limit, () => clock().getTime() / 1000)
  let warnedAt = -Infinity
  const warn = (error: unknown): void => {
    const now = clock().getTime()
    if (now - warnedAt < WARN_EVERY_MS) return
    warnedAt = now
    logger.warn(whereThrown(error), 'the store cannot be reached: replays are seen by this process only (AUTH_WITHOUT_STORE=accept)')
  }
  /** The memory also notes what the store knows, so that a store that goes away opens no door. */
  return async nonce => {
    const kept = { ...nonce, expiresAt: nonce.expiresAt + clockSkewS }
    if (memory.has(nonce)) return false
    try {
      const isNew = await useInTime(nonce)
      if (isNew) memory.note(kept)
      return isNew
    } catch (error) {
      warn(error)
      const noted = memory.note(kept)
      if (noted === 'full') throw unavailable()
      return noted === 'new'
    }
  }
}
