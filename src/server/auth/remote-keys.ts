/**
 * Keys that a client publishes at a URL of our configuration, kept and renewed. Many tokens with an unknown `kid` cause one fetch
 * per cool-down, and a key server that is down or hangs takes nobody's keys away, and no call its deadline. jose's own remote set tries
 * again on every call then.
 */
import { Agent, request } from 'undici'
import type { Clock } from '../clock.js'
import { within } from '../within.js'
import { keySet, type FindKey, type KeySet } from './keys.js'

/** After that a removed key is no longer accepted. */
const FRESH_MS = 10 * 60_000
/** Keys that could not be renewed for so long are not used any more. */
const LAST_GOOD_MS = 24 * 60 * 60_000
/** Least time between two fetches; shorter while there are no keys at all. */
const COOL_DOWN_MS = 30_000
const RETRY_MS = 5_000
const TIMEOUT_MS = 3_000
const SIZE_LIMIT = 256 * 1024

export interface RemoteKeysOptions {
  readonly url: string
  /** How long a call waits for a fetch; keys that come later serve the next call. */
  readonly patienceMs: number
  readonly clock: Clock
  /** Told when the keys could not be fetched. */
  readonly failed: () => void
}

/** Redirects are not followed: the keys come from the URL that was configured. */
async function fetchKeys(dispatcher: Agent, url: string): Promise<KeySet> {
  const { statusCode, body } = await request(url, {
    dispatcher,
    reset: true,
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS)
  })
  if (statusCode !== 200) {
    body.dump({ limit: 16_384, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
    throw new Error(`HTTP ${String(statusCode)}`)
  }
  const written = (await body.json()) as { keys?: unknown } | null
  if (!Array.isArray(written?.keys)) throw new Error('no JWK Set')
  return keySet(written.keys.filter((key): key is Record<string, unknown> => typeof key === 'object' && key !== null))
}

export function remoteKeys({ url, patienceMs, clock, failed }: RemoteKeysOptions): FindKey {
  // Said, so that NODE_TLS_REJECT_UNAUTHORIZED cannot say otherwise.
  const dispatcher = new Agent({ maxResponseSize: SIZE_LIMIT, connect: { timeout: TIMEOUT_MS, rejectUnauthorized: true } })
  let keys: KeySet | undefined
  let [fetchedAt, triedAt] = [-Infinity, -Infinity]
  let underWay: Promise<void> | undefined

  async function renew(): Promise<void> {
    try {
      keys = await fetchKeys(dispatcher, url)
      fetchedAt = clock().getTime()
    } catch {
      failed()
    } finally {
      underWay = undefined
    }
  }

  /** Concurrent calls wait for one fetch. */
  async function renewIfAllowed(now: number): Promise<void> {
    if (underWay === undefined && now - triedAt >= (keys === undefined ? RETRY_MS : COOL_DOWN_MS)) {
      triedAt = now
      underWay = renew()
    }
    if (underWay !== undefined) await within(patienceMs, underWay)
  }

  return async (kid, alg) => {
    const now = clock().getTime()
    const isFresh = keys !== undefined && now - fetchedAt < FRESH_MS
    if (!isFresh || !keys?.has(kid)) await renewIfAllowed(now)
    if (keys === undefined || now - fetchedAt >= LAST_GOOD_MS) return { refusal: 'keys-unavailable' }
    return keys.find(kid, alg)
  }
}
