import { pino } from 'pino'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readConfig } from '../../../src/server/config.js'
import { openStore } from '../../../src/server/store/open.js'
import { retention } from '../../../src/server/store/retention.js'
import type { Store } from '../../../src/server/store/store.js'
import { isoWeek } from '../../../src/server/store/week.js'
import { cardNumber, issued, overridden } from './homes.js'

let lines: string[] = []
const logger = pino(
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    }
  })
)
const config = readConfig({ RETENTION_DAYS: '30' })

beforeEach(() => {
  lines = []
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('deletes what is older than RETENTION_DAYS at start, and later what became so; logs a count only', async () => {
  const store = await openStore({ kind: 'memory' })
  await store.saveIssued([
    issued({ issuedAt: '2026-10-01T00:00:00.000Z' }),
    issued({ uuid: cardNumber(1), issuedAt: '2026-11-01T00:00:00.000Z' })
  ])
  await store.saveFeedback([overridden({ receivedAt: '2026-10-01T00:00:00.000Z', comment: 'Secretname' })])
  let now = new Date('2026-11-22T00:00:00Z')
  const deleting = retention(store, config, () => now, logger)
  await vi.waitFor(() => {
    expect(lines.map(line => (JSON.parse(line) as { deleted: number }).deleted)).toEqual([2])
  })
  vi.advanceTimersByTime(60_000)
  now = new Date('2026-12-02T00:00:00Z')
  vi.advanceTimersByTime(60_000)
  await vi.waitFor(() => {
    expect(lines.map(line => (JSON.parse(line) as { deleted: number }).deleted)).toEqual([2, 1])
  })
  expect(lines.join('')).not.toContain('Secretname')
  await deleting.stop()
  await store.close()
})

test('a store that fails is logged without its words, and asked again', async () => {
  let calls = 0
  const store = { purge: () => ((calls += 1), Promise.reject(new Error('Secretname'))) } as unknown as Store
  const deleting = retention(store, config, () => new Date(), logger)
  vi.advanceTimersByTime(60_000)
  await vi.waitFor(() => {
    expect(calls).toBe(2)
  })
  await deleting.stop()
  vi.advanceTimersByTime(600_000)
  expect(calls).toBe(2)
  expect(lines.join('')).toContain('retention failed')
  expect(lines.join('')).not.toContain('Secretname')
})

test.each([
  ['2026-11-22T23:59:59.999Z', '2026-W47'],
  ['2026-11-23T00:00:00.000Z', '2026-W48'],
  ['2027-01-01T00:00:00Z', '2026-W53'],
  ['2027-01-04T00:00:00Z', '2027-W01'],
  ['2024-12-30T00:00:00Z', '2025-W01'],
  ['2021-01-03T23:00:00Z', '2020-W53']
])('%s lies in %s', (instant, week) => {
  expect(isoWeek(new Date(instant))).toBe(week)
})
