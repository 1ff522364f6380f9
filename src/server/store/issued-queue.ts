/** Issued cards on their way to the store, off the hot path: a full or failing queue never delays or fails an answer. */
import type { IssuedCard, Store } from './store.js'

export interface IssuedQueue {
  /** Never throws, never waits; what does not fit is dropped and counted. */
  record(cards: readonly IssuedCard[]): void
  readonly depth: number
  readonly dropped: number
  /** Resolves when what was recorded is stored, or given up for now because the store failed. */
  flush(): Promise<void>
  /** Stores what it can within a few seconds; the rest is dropped and counted. */
  close(): Promise<void>
}

const LIMIT = 10_000
const BATCH = 200
const PAUSE_MS = 50
const LONGEST_PAUSE_MS = 30_000
const CLOSE_MS = 3000

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms).unref())

export function issuedQueue(store: Store): IssuedQueue {
  const waiting: IssuedCard[] = []
  let dropped = 0
  let failures = 0
  let isClosed = false
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  /** Stops at the first failure; what was not stored stays first in line. */
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      try {
        await store.saveIssued(batch)
      } catch {
        failures += 1
        return
      }
      failures = 0
      waiting.splice(0, batch.length)
      await turn()
    }
  }
  const write = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing ??= writeAll().finally(() => {
      writing = undefined
      if (waiting.length > 0) writeSoon()
    })
    return writing
  }
  /** After failures it waits longer each time. */
  const writeSoon = (): void => {
    if (isClosed || writing !== undefined || timer !== undefined) return
    timer = setTimeout(() => void write(), Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)).unref()
  }
  const flush = async (): Promise<void> => {
    await writing
    await write()
  }

  return {
    record: cards => {
      const room = isClosed ? 0 : LIMIT - waiting.length
      for (const card of cards.slice(0, room)) waiting.push(card)
      dropped += Math.max(0, cards.length - room)
      if (waiting.length > 0) writeSoon()
    },
    get depth() {
      return waiting.length
    },
    get dropped() {
      return dropped
    },
    flush,
    close: async () => {
      isClosed = true
      const giveUpAt = performance.now() + CLOSE_MS
      const untilStored = async (): Promise<void> => {
        await flush()
        while (waiting.length > 0 && performance.now() < giveUpAt) {
          await pause(PAUSE_MS)
          await flush()
        }
      }
      await Promise.race([untilStored(), pause(CLOSE_MS)])
      dropped += waiting.length
      waiting.length = 0
    }
  }
}
