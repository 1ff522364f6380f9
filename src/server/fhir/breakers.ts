/**
 * What is remembered of each base: a circuit breaker, so that a server that is down costs no call its time, and lanes, so that a
 * slow one does not take every socket.
 *
 * Time-outs, failed connections and 5xx count as failures, once for a read with its retries; any other answer shows that the server
 * is there. A read that has little time left is still made, but is no evidence in either direction: it may have been cut off too soon.
 */
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy
} from 'cockatiel'
import type { Attempt, Failure, TimeLimit } from './attempt.js'
import { lanes, type Lanes } from './lanes.js'

export type BreakerState = 'closed' | 'open' | 'half-open'

/** More than the reads of one call, so that one heavy chart does not shut a server off for the others. */
export const FAILURE_LIMIT = 10
const HALF_OPEN_AFTER_MS = 5_000
/** A read cut off sooner says nothing about the server. */
const TELLING_MS = 250
const WIDTH = 64
const QUEUE_LIMIT = 256
/** Bases under a prefix may be many; the one not used for longest is forgotten. */
const BASE_LIMIT = 500

const unasked = (reason: string): Failure => ({ ok: false, reason, isOutage: false, isPassing: false })
const brokenDown = unasked('not asked: the server failed repeatedly just now')
const crowded = unasked('not asked: too many reads of this server at once')
const timedOut = unasked('timed out')

interface Remembered {
  readonly breaker: CircuitBreakerPolicy
  readonly lanes: Lanes
}

export interface Breakers {
  /** Runs a read of this base, unless its server failed repeatedly. Never rejects. */
  run(base: string, read: () => Promise<Attempt>, limit: TimeLimit): Promise<Attempt>
  states(): ReadonlyMap<string, BreakerState>
}

const isOutage = (result: unknown): boolean => (result as Partial<Failure>).isOutage === true

const stateOf = ({ state }: CircuitBreakerPolicy): BreakerState =>
  state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half-open' : 'open'

async function throughBreaker(breaker: CircuitBreakerPolicy, read: () => Promise<Attempt>, until: number): Promise<Attempt> {
  // While one read probes, cockatiel would let the others wait for its end; they have no time for that.
  if (breaker.state === CircuitState.HalfOpen) return brokenDown
  const isTelling = until - performance.now() >= TELLING_MS
  if (!isTelling) return breaker.state === CircuitState.Closed ? read() : brokenDown
  try {
    return await breaker.execute(read)
  } catch (error) {
    if (error instanceof BrokenCircuitError) return brokenDown
    throw error
  }
}

export function breakers(halfOpenAfterMs = HALF_OPEN_AFTER_MS, baseLimit = BASE_LIMIT): Breakers {
  const remembered = new Map<string, Remembered>()

  function of(base: string): Remembered {
    const known = remembered.get(base) ?? {
      breaker: circuitBreaker(handleWhenResult(isOutage), {
        halfOpenAfter: halfOpenAfterMs,
        breaker: new ConsecutiveBreaker(FAILURE_LIMIT)
      }),
      lanes: lanes(WIDTH, QUEUE_LIMIT)
    }
    remembered.delete(base)
    remembered.set(base, known)
    const [oldest] = remembered.keys()
    if (remembered.size > baseLimit && oldest !== undefined) remembered.delete(oldest)
    return known
  }

  return {
    async run(base, read, { signal, until }) {
      const { breaker, lanes } = of(base)
      const isUp = breaker.state === CircuitState.Closed
      const ask = (): Promise<Attempt> => throughBreaker(breaker, read, until)
      // A refusal, or the one probe, need not wait behind reads that hang.
      const result = isUp ? await lanes.run(ask, signal) : await ask()
      return result ?? (signal.aborted ? timedOut : crowded)
    },
    states: () => new Map([...remembered].map(([base, { breaker }]) => [base, stateOf(breaker)]))
  }
}
