/** AUTH=required on two machines' worth of processes: a token counts once, whoever took it, and whatever happened to them since. */
import { expect, describe, test } from 'vitest'
import { emptyDatabase } from '../../postgres.js'
import { startService, type BuiltService } from '../../built-service.js'
import { until } from '../../until.js'
import { bodyOf } from '../small-request.js'
import { postgres } from '../store/homes.js'
import { client, dataFolder, FEEDBACK, metric, PATIENT_VIEW, resources, send, today, type Client } from './clients.js'

const LONG = { timeout: 90_000 }
const call = (): object => bodyOf({ resources: resources(), asOf: today() })
const feedback = (card: string): object => ({
  feedback: [{ card, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }]
})
const CARD = '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11'

/** Why this service refused, newest last. */
const refusals = (service: BuiltService): unknown[] =>
  service
    .lines()
    .filter(({ msg }) => msg === 'client refused')
    .map(({ authRefusal }) => authRefusal)

const statusOf = async (service: BuiltService, path: string, bearer: string, body?: object): Promise<number> =>
  (await send(service, path, { bearer, ...(body === undefined ? {} : { body }) })).status

/** Accepted by one, refused by the others: one token per endpoint. */
async function usedAt(service: BuiltService, as: Client): Promise<readonly (readonly [string, string, object | undefined])[]> {
  const bodies: readonly (readonly [string, object | undefined])[] = [
    [PATIENT_VIEW, call()],
    [FEEDBACK, feedback(CARD)],
    ['/cds-services', undefined]
  ]
  return Promise.all(
    bodies.map(async ([path, body]) => {
      const bearer = await as.token(path)
      expect(await statusOf(service, path, bearer, body), path).toBe(200)
      return [path, bearer, body] as const
    })
  )
}

describe.runIf(postgres !== undefined)('two processes on one PostgreSQL', () => {
  test('what one accepted the other refuses, and it too after kill -9 and a new start', LONG, async () => {
    const as = await client()
    const env = { ...as.env, DATABASE_URL: await emptyDatabase(postgres ?? '') }
    const [first, second] = await Promise.all([startService(env), startService(env)])
    const used = await usedAt(first, as)
    for (const [path, bearer, body] of used) {
      const reply = await send(second, path, { bearer, ...(body === undefined ? {} : { body }) })
      expect([reply.status, reply.headers['www-authenticate']], path).toEqual([401, 'Bearer'])
      expect(reply.text).not.toMatch(/replay|jti|used/i)
    }
    await until(() => refusals(second).length === 3)
    expect(refusals(second)).toEqual(['replayed', 'replayed', 'replayed'])
    expect(refusals(first)).toEqual([])
    await first.end('SIGKILL')
    const again = await startService(env)
    for (const [path, bearer, body] of used) expect(await statusOf(again, path, bearer, body), path).toBe(401)
    await until(() => refusals(again).length === 3)
    expect(refusals(again)).toEqual(['replayed', 'replayed', 'replayed'])
    for (const service of [again, second]) expect(await statusOf(service, PATIENT_VIEW, await as.token(PATIENT_VIEW), call())).toBe(200)
    expect(await Promise.all([again.end(), second.end()])).toEqual([0, 0])
  })

  test('two that get a token in the same moment: one of them takes it', LONG, async () => {
    const as = await client()
    const env = { ...as.env, DATABASE_URL: await emptyDatabase(postgres ?? '') }
    const both = await Promise.all([startService(env), startService(env)])
    for (let round = 0; round < 5; round++) {
      const bearer = await as.token(PATIENT_VIEW)
      const statuses = await Promise.all([...both, ...both].map(service => statusOf(service, PATIENT_VIEW, bearer, call())))
      expect(statuses.sort()).toEqual([200, 401, 401, 401])
    }
    await Promise.all(both.map(service => service.end()))
  })
})

describe('the audience', () => {
  test('a token is for one endpoint: feedback and discovery have their own', LONG, async () => {
    const as = await client()
    const service = await startService(as.env)
    const paths = [PATIENT_VIEW, FEEDBACK, '/cds-services'] as const
    const bodies = { [PATIENT_VIEW]: call(), [FEEDBACK]: feedback(CARD), '/cds-services': undefined }
    for (const named of paths)
      for (const called of paths)
        expect(await statusOf(service, called, await as.token(named), bodies[called]), `${named} at ${called}`).toBe(
          named === called ? 200 : 401
        )
    await until(() => refusals(service).length === 6)
    expect(new Set(refusals(service))).toEqual(new Set(['audience']))
    await service.end()
  })
})

describe('WORKERS=2 on one embedded file', () => {
  test('share nonces, feedback and metrics, and keep them over kill -9', LONG, async () => {
    const as = await client()
    const env = { ...as.env, DATA_DIR: dataFolder(), WORKERS: '2' }
    const service = await startService(env)
    const used = await usedAt(service, as)
    /** Every worker refuses it in its turn. */
    const refusedByAll = async (running: BuiltService): Promise<number> => {
      const pids = new Set<unknown>()
      let calls = 0
      await until(async () => {
        for (const [path, bearer, body] of used) expect(await statusOf(running, path, bearer, body), path).toBe(401)
        calls += used.length
        for (const line of running.lines()) if (line['authRefusal'] === 'replayed') pids.add(line['pid'])
        return pids.size === 2
      })
      expect(pids).not.toContain(running.pid)
      return calls
    }
    const refused = await refusedByAll(service)
    expect(await metric(service, 'cds_processes')).toBe(2)
    expect(await metric(service, 'cds_auth_refusals_total{class="replayed"}')).toBe(refused)
    expect(await metric(service, 'cds_requests_total{service="none",endpoint="discovery",status="2xx"}')).toBe(1)
    await service.end('SIGKILL')
    const again = await startService(env)
    await refusedByAll(again)
    const sameFeedback = { feedback: [{ card: CARD, outcome: 'overridden', outcomeTimestamp: '2026-11-22T08:15:00Z' }] }
    const receipts = () => again.lines().filter(({ msg }) => msg === 'feedback')
    let sent = 0
    await until(async () => {
      expect(await statusOf(again, FEEDBACK, await as.token(FEEDBACK), sameFeedback)).toBe(200)
      sent++
      return new Set(receipts().map(({ pid }) => pid)).size === 2
    })
    await until(() => receipts().length === sent)
    expect(receipts().reduce((sum, { stored }) => sum + Number(stored), 0)).toBe(1)
    expect(await metric(again, 'cds_feedback_total{outcome="overridden"}')).toBe(sent)
    expect(await again.end()).toBe(0)
  })
})
