/** At most so many reads at once; further ones wait for their turn, and beyond a number of those none is taken. */

export interface Lanes {
  /** Runs `use` in its turn; undefined when there are too many waiting, or the signal ends the wait. */
  run<T>(use: () => Promise<T>, signal: AbortSignal): Promise<T | undefined>
}

export function lanes(width: number, queueLimit: number): Lanes {
  let taken = 0
  const waiting = new Set<() => void>()

  /** Whether the turn came. */
  const turn = (signal: AbortSignal): Promise<boolean> =>
    new Promise(resolve => {
      const settle = (isTurn: boolean): void => {
        waiting.delete(start)
        signal.removeEventListener('abort', giveUp)
        resolve(isTurn)
      }
      const start = (): void => {
        settle(true)
      }
      const giveUp = (): void => {
        settle(false)
      }
      waiting.add(start)
      signal.addEventListener('abort', giveUp)
    })

  return {
    async run(use, signal) {
      if (signal.aborted) return undefined
      if (taken < width) taken += 1
      // Whoever leaves hands its lane on, so it stays taken.
      else if (waiting.size >= queueLimit || !(await turn(signal))) return undefined
      try {
        return await use()
      } finally {
        const [first] = waiting
        if (first === undefined) taken -= 1
        else first()
      }
    }
  }
}
