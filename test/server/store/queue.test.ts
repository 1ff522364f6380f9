/** The queue of issued cards: whatever the store does, record() returns at once and nothing grows without end. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { issuedQueue } from '../../../src/server/store/issued-queue.js'
import type { IssuedCard, Store } from '../../../src/server/store/store.js'
import { cardNumber, issued } from './homes.js'

const cards = (count: number, from = 0): IssuedCard[] =>
  Array.from({ length: count }, (_, index) => issued({ uuid: cardNumber(from + index) }))

/** A store that keeps what it is given, unless it is told to fail. */
function keeping() {
  const saved: IssuedCard[][] = []
  const state = { isDown: false, attempts: 0 }
  const saveIssued = (batch: readonly IssuedCard[]): Promise<void> => {
    state.attempts += 1
    if (state.isDown) return Promise.reject(new Error('down'))
    saved.push([...batch])
    return Promise.resolve()
  }
  return { saved, state, store: { saveIssued } as unknown as Store }
}

describe('the queue of issued cards', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('stores nothing at once, and all of it soon, in order and in batches', async () => {
    const { saved, store } = keeping()
    const queue = issuedQueue(store)
    queue.record(cards(150))
    queue.record(cards(150, 150))
    expect([saved.length, queue.depth]).toEqual([0, 300])
    vi.advanceTimersByTime(60)
    await queue.flush()
    expect(saved.map(batch => batch.length)).toEqual([200, 100])
    expect(saved.flat()).toEqual(cards(300))
    expect([queue.depth, queue.dropped]).toEqual([0, 0])
  })

  test('writes by itself, without a flush', async () => {
    const { saved, store } = keeping()
    const queue = issuedQueue(store)
    queue.record(cards(1))
    vi.advanceTimersByTime(60)
    await vi.waitFor(() => {
      expect([saved.length, queue.depth]).toEqual([1, 0])
    })
  })

  test('tries again after a failure, waiting longer each time, and loses nothing', async () => {
    const { saved, state, store } = keeping()
    const queue = issuedQueue(store)
    state.isDown = true
    queue.record(cards(3))
    await vi.advanceTimersByTimeAsync(10_000)
    // 50, 100, 200, 400 … ms: about eight attempts in ten seconds, where a steady pace would make two hundred.
    expect(state.attempts).toBeGreaterThan(5)
    expect(state.attempts).toBeLessThan(10)
    expect(queue.depth).toBe(3)
    state.isDown = false
    await vi.advanceTimersByTimeAsync(30_000)
    await queue.flush()
    expect(saved.flat()).toEqual(cards(3))
    expect(queue.dropped).toBe(0)
  })

  test('drops and counts what does not fit', async () => {
    const { saved, state, store } = keeping()
    state.isDown = true
    const queue = issuedQueue(store)
    queue.record(cards(9_999))
    queue.record(cards(5, 9_999))
    expect([queue.depth, queue.dropped]).toEqual([10_000, 4])
    state.isDown = false
    await queue.flush()
    expect(saved.flat()).toHaveLength(10_000)
  })

  test('a flush of a failing store ends', async () => {
    const { state, store } = keeping()
    state.isDown = true
    const queue = issuedQueue(store)
    queue.record(cards(1))
    await queue.flush()
    expect(queue.depth).toBe(1)
  })

  test('close stores what is left; after that nothing is taken', async () => {
    const { saved, store } = keeping()
    const queue = issuedQueue(store)
    queue.record(cards(3))
    await queue.close()
    expect(saved.flat()).toHaveLength(3)
    queue.record(cards(2))
    expect([queue.depth, queue.dropped]).toEqual([0, 2])
  })

  test.each([
    ['fails', () => Promise.reject(new Error('down'))],
    ['never answers', () => new Promise<void>(() => undefined)]
  ])('close gives up in time when the store %s, and counts the loss', async (_name, saveIssued) => {
    const queue = issuedQueue({ saveIssued } as unknown as Store)
    queue.record(cards(7))
    const closed = queue.close()
    await vi.advanceTimersByTimeAsync(3100)
    await closed
    expect([queue.depth, queue.dropped]).toEqual([0, 7])
  })
})
