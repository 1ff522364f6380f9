/** Issued cards on their way to the store, off the hot path: a full or failing queue never delays or fails an answer. */
import type { IssuedCard, Store } from './store.js'

export interface IssuedQueue {
  /** Never throws, never waits; what does not fit is dropped and counted. */
  record(cards: readonly IssuedCard[]): void
  readonly depth: number
  readonly dropped: number
  /** Resolves when what was recorded is stored, or given up. */
  flush(): Promise<void>
  close(): Promise<void>
}

export function issuedQueue(_store: Store): IssuedQueue {
  return { record: () => undefined, depth: 0, dropped: 0, flush: () => Promise.resolve(), close: () => Promise.resolve() }
}
