/** How soon a dead worker is replaced, and when to give up. */

const WINDOW_MS = 60_000
const MOST_IN_WINDOW = 10
const FIRST_MS = 100
const LONGEST_MS = 5_000

/** Milliseconds to wait before the next start; undefined when too many workers died within a minute. */
export function restartDelays(now: () => number): () => number | undefined {
  let deaths: number[] = []
  return () => {
    const at = now()
    deaths = [...deaths.filter(death => at - death < WINDOW_MS), at]
    if (deaths.length > MOST_IN_WINDOW) return undefined
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** (deaths.length - 1))
  }
}
