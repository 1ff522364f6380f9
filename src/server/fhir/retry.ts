/** Asks again, twice at most, when a failure may pass and there is time. Only reads and searches come here, and both can be repeated. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt, TimeLimit } from './attempt.js'

const MORE_TRIES = 2
const BACK_OFF_MS = 40
/** Left for the answer itself after the wait. */
const LEFT_MS = 50

/** Half of the back-off and a random part of the other half, doubled each time. */
const backOff = (tries: number, random: () => number): number => BACK_OFF_MS * 2 ** tries * (0.5 + random() / 2)

export async function withRetries(ask: () => Promise<Attempt>, { signal, until }: TimeLimit, random: () => number): Promise<Attempt> {
  for (let tries = 0; ; tries += 1) {
    const result = await ask()
    if (result.ok || !result.isPassing || tries === MORE_TRIES) return result
    const wait = Math.max(backOff(tries, random), result.retryAfterMs ?? 0)
    if (signal.aborted || performance.now() + wait + LEFT_MS > until) return result
    try {
      await sleep(wait, undefined, { signal })
    } catch {
      return result
    }
  }
}
