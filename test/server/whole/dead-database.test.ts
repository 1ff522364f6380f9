/** The database dies in the middle of the day: care goes on, what needs the database says so, and all is well when it is back. */
import { afterAll, expect, test } from 'vitest'
import { startService, type BuiltService } from '../../built-service.js'
import { postgresBinaries, postgresServer, type PostgresServer } from '../../postgres-server.js'
import { until } from '../../until.js'
import { bodyOf } from '../small-request.js'
import { ago, client, FEEDBACK, metric, PATIENT_VIEW, resources, send, today, type Reply } from './clients.js'

const ADMIN_TOKEN = 'planted-operator-token-0123456789'
const DEADLINE_MS = 2000
const UNAVAILABLE = 'CDS_ERR_STORE_UNAVAILABLE'
const binaries = postgresBinaries()
const servers: PostgresServer[] = []
afterAll(async () => {
  for (const server of servers) await server.stop()
})

const call = (): object => bodyOf({ resources: resources(), asOf: today() })
const feedback = {
  feedback: [{ card: '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11', outcome: 'overridden', outcomeTimestamp: '2026-11-22T08:15:00Z' }]
}
const cardsIn = ({ text }: Reply): number => (JSON.parse(text) as { cards: unknown[] }).cards.length
/** Milliseconds of the whole answer, as the service itself says. */
const tookMs = ({ headers }: Reply): number => Number(/total;dur=([\d.]+)/.exec(String(headers['server-timing']))?.[1])
const statusOf = async (service: BuiltService, path: string): Promise<number> => (await send(service, path)).status

function expectUnavailable({ status, headers, text }: Reply): void {
  expect([status, text.includes(UNAVAILABLE)]).toEqual([503, true])
  expect(headers['retry-after']).toMatch(/^\d+$/)
}

test.skipIf(binaries === undefined)('a day with a dead database', { timeout: 120_000 }, async () => {
  const server = await postgresServer(binaries ?? '')
  servers.push(server)
  await server.createDatabase('day')
  const as = await client()
  const env = { DATABASE_URL: server.url('day') }
  const quiet = { QUIET: 'on', PATIENT_KEY_SECRET: 'a secret that only this test knows, 9' }
  const [open, refusing, accepting] = await Promise.all([
    startService({ ...env, ...quiet, ADMIN_TOKEN, DEADLINE_MS: String(DEADLINE_MS) }),
    startService({ ...env, ...as.env }),
    startService({ ...env, ...as.env, AUTH_WITHOUT_STORE: 'accept' })
  ])
  const all = [open, refusing, accepting]
  const visit = (service: BuiltService, bearer?: string): Promise<Reply> =>
    send(service, PATIENT_VIEW, { body: call(), ...(bearer === undefined ? {} : { bearer }) })
  const newToken = (): Promise<string> => as.token(PATIENT_VIEW)
  let shown = 0

  const usedBefore = await newToken()
  shown += cardsIn(await visit(open))
  for (const service of [refusing, accepting]) shown += cardsIn(await visit(service, await newToken()))
  shown += cardsIn(await visit(accepting, usedBefore))
  await until(async () => (await Promise.all(all.map(service => metric(service, 'cds_issued_queue_depth')))).every(depth => depth === 0))
  const unreadBefore = (await metric(open, 'cds_quiet_unread_total')) ?? NaN

  await server.kill()
  await until(async () => (await Promise.all(all.map(service => statusOf(service, '/ready')))).every(status => status === 503))
  expect(await Promise.all(all.map(service => statusOf(service, '/health')))).toEqual([200, 200, 200])

  for (let calls = 0; calls < 5; calls++) {
    const reply = await visit(open)
    expect(reply.status).toBe(200)
    expect(cardsIn(reply)).toBeGreaterThan(0)
    expect(tookMs(reply)).toBeLessThan(DEADLINE_MS)
    shown += cardsIn(reply)
  }
  expectUnavailable(await send(open, FEEDBACK, { body: feedback }))
  expectUnavailable(await send(open, `/admin/report`, { bearer: ADMIN_TOKEN }))
  expect(await metric(open, 'cds_issued_queue_depth')).toBeGreaterThan(0)
  expect(await metric(open, 'cds_issued_dropped_total')).toBe(0)
  expect(await metric(open, 'cds_quiet_unread_total')).toBe(unreadBefore + 5)

  const refused = await newToken()
  expectUnavailable(await visit(refusing, refused))
  const acceptedMeanwhile = await newToken()
  const answer = await visit(accepting, acceptedMeanwhile)
  expect(answer.status).toBe(200)
  shown += cardsIn(answer)
  for (const replayed of [acceptedMeanwhile, usedBefore]) expect((await visit(accepting, replayed)).status).toBe(401)
  expectUnavailable(await send(accepting, FEEDBACK, { body: feedback, bearer: await as.token(FEEDBACK) }))

  await server.start()
  await until(async () => (await Promise.all(all.map(service => statusOf(service, '/ready')))).every(status => status === 200))
  for (const service of [open, refusing, accepting]) {
    const isOpen = service === open
    const reply = await visit(service, isOpen ? undefined : await newToken())
    expect(reply.status).toBe(200)
    shown += cardsIn(reply)
    const bearer = isOpen ? {} : { bearer: await as.token(FEEDBACK) }
    expect((await send(service, FEEDBACK, { body: feedback, ...bearer })).status).toBe(200)
  }
  const retried = await visit(refusing, refused)
  expect(retried.status, 'a token that was refused for the database alone is not used up').toBe(200)
  shown += cardsIn(retried)
  expect((await visit(accepting, acceptedMeanwhile)).status).toBe(401)
  await until(async () => (await Promise.all(all.map(service => metric(service, 'cds_issued_queue_depth')))).every(depth => depth === 0))
  const report = await send(open, `/admin/report?from=${ago(2)}&to=${ago(-1)}&by=rule`, { bearer: ADMIN_TOKEN })
  expect(JSON.parse(report.text)).toMatchObject({ totals: { shown } })
  for (const service of all) {
    expect(service.output()).not.toContain('postgres://')
    expect(await service.end()).toBe(0)
  }
})
