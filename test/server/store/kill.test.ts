/** `kill -9` at a random moment while feedback streams in: what was acknowledged is there, once. `KILL_ROUNDS` asks for more rounds. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Home } from '../../../src/server/store/home.js'
import { startService } from '../../built-service.js'
import { postgresBinaries, postgresServer } from '../../postgres-server.js'
import { until } from '../../until.js'
import { canRun, durableKinds, emptyPlace, environmentOf, rawHome, removeFolders } from './homes.js'
import { postFeedback, type Entry } from './post-feedback.js'

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 10)
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
const STREAMS = 4

/** Mulberry32: the same seed gives the same moments. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Batch {
  readonly entries: readonly Entry[]
  isAcknowledged: boolean
}

/** Batches of one to five items, each item with a card of its own. */
function batchMaker(random: () => number): () => Batch {
  let count = 0
  return () => {
    const entries = Array.from({ length: 1 + Math.floor(random() * 5) }, (): Entry => {
      count += 1
      return { card: `card-${count}`, outcome: 'overridden', outcomeTimestamp: '2026-11-22T08:15:00Z' }
    })
    return { entries, isAcknowledged: false }
  }
}

/** Sends batch after batch until one gets no answer. */
async function stream(url: string, next: () => Batch, sent: Batch[]): Promise<void> {
  for (;;) {
    const batch = next()
    sent.push(batch)
    const status = await postFeedback(url, batch.entries)
    if (status === undefined) return
    expect(status).toBe(200)
    batch.isAcknowledged = true
  }
}

/** How often each card is in the table. */
async function countsIn({ db }: Home): Promise<Map<string, number>> {
  const rows = await db.selectFrom('feedback').select('card').execute()
  const counts = new Map<string, number>()
  for (const { card } of rows) counts.set(card, (counts.get(card) ?? 0) + 1)
  return counts
}

const times = (counts: ReadonlyMap<string, number>, { entries }: Batch): number[] => entries.map(({ card }) => counts.get(card) ?? 0)

afterAll(removeFolders)

describe.concurrent.each(durableKinds)('kill -9 on %s', kind => {
  test.runIf(canRun(kind))(
    `loses nothing that was acknowledged and doubles nothing, ${ROUNDS} rounds`,
    { timeout: 60_000 + ROUNDS * 15_000 },
    async () => {
      console.info(`kill -9 on ${kind}: KILL_SEED=${SEED}`)
      const random = randomFrom(SEED)
      const next = batchMaker(random)
      const sent: Batch[] = []
      const place = await emptyPlace(kind)
      let service = await startService(environmentOf(place))
      const raw = await rawHome(place)
      for (let round = 0; round < ROUNDS; round += 1) {
        const started = sent.length
        const streams = Promise.all(Array.from({ length: STREAMS }, () => stream(service.url, next, sent)))
        await new Promise(resolve => setTimeout(resolve, 60 + random() * 240))
        await service.end('SIGKILL')
        await streams
        const counts = await countsIn(raw)
        for (const batch of sent.slice(started)) {
          const there = times(counts, batch)
          if (batch.isAcknowledged) expect(there, 'acknowledged').toEqual(there.map(() => 1))
          expect(new Set(there).size, 'whole batch or nothing').toBe(1)
        }
        service = await startService(environmentOf(place))
        for (const batch of sent.slice(started).filter(({ isAcknowledged }) => !isAcknowledged))
          expect(await postFeedback(service.url, batch.entries)).toBe(200)
      }
      const counts = await countsIn(raw)
      expect([...counts.values()].filter(count => count !== 1)).toEqual([])
      expect(counts.size).toBe(sent.reduce((sum, { entries }) => sum + entries.length, 0))
      expect(sent.filter(({ isAcknowledged }) => isAcknowledged).length).toBeGreaterThan(ROUNDS)
      await raw.db.destroy()
      expect(await service.end('SIGTERM')).toBe(0)
    }
  )
})

const binaries = postgresBinaries()

describe.concurrent('kill -9 on the PostgreSQL server', () => {
  test.skipIf(binaries === undefined)(
    'feedback is refused with 503 while it is down and taken again afterwards; nothing acknowledged is lost',
    { timeout: 60_000 },
    async () => {
      const server = await postgresServer(binaries ?? '')
      await server.createDatabase('vfcds')
      const url = server.url('vfcds')
      const service = await startService({ DATABASE_URL: url })
      const next = batchMaker(randomFrom(SEED))
      const sent: Batch[] = []
      const statuses = new Set<number | undefined>()
      let isStreaming = true
      const streams = Promise.all(
        Array.from({ length: STREAMS }, async () => {
          while (isStreaming) {
            const batch = next()
            sent.push(batch)
            const status = await postFeedback(service.url, batch.entries)
            statuses.add(status)
            batch.isAcknowledged = status === 200
            if (status !== 200) await new Promise(resolve => setTimeout(resolve, 20))
          }
        })
      )
      for (let round = 0; round < 2; round += 1) {
        const before = sent.length
        await until(() => sent.slice(before).some(({ isAcknowledged }) => isAcknowledged))
        statuses.clear()
        await server.kill()
        await until(() => statuses.has(503))
        await server.start()
        statuses.clear()
        await until(() => statuses.has(200))
      }
      isStreaming = false
      await streams
      expect(service.isRunning()).toBe(true)
      expect([...statuses].filter(status => status !== 200 && status !== 503)).toEqual([])
      for (const batch of sent.filter(({ isAcknowledged }) => !isAcknowledged))
        expect(await postFeedback(service.url, batch.entries)).toBe(200)
      const raw = await rawHome({ kind: 'postgres', url })
      const counts = await countsIn(raw)
      await raw.db.destroy()
      expect([...counts.values()].filter(count => count !== 1)).toEqual([])
      expect(counts.size).toBe(sent.reduce((sum, { entries }) => sum + entries.length, 0))
      expect(service.output()).not.toContain('postgres://')
      expect(await service.end('SIGTERM')).toBe(0)
      await server.stop()
    }
  )
})
