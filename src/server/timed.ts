/** A stretch of time on the clock of `performance`, in milliseconds. */
export interface Timed {
  readonly from: number
  readonly ms: number
}

/** From then until now. */
export const timed = (from: number): Timed => ({ from, ms: performance.now() - from })
