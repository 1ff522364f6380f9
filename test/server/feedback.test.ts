import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import Fastify from 'fastify'
import supertest from 'supertest'
import { readConfig } from '../../src/server/config.js'
import { feedbackRoutes } from '../../src/server/feedback-route.js'
import { openStore } from '../../src/server/store/open.js'
import type { FeedbackItem, Store } from '../../src/server/store/store.js'
import { allServices, start, type Running } from './stubs.js'

const PATH = '/cds-services/vertebral-fracture-patient-view/feedback'
const CARD = '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11'
let running: Running
beforeAll(async () => {
  running = await start()
})
afterAll(() => running.stop())

const entry = (more: object) => ({ card: CARD, outcomeTimestamp: '2026-11-22T08:15:00.123Z', ...more })
const accepted = entry({ outcome: 'accepted', acceptedSuggestions: [{ id: 's1' }] })
const overridden = entry({ outcome: 'overridden' })
const post = (...feedback: object[]) => supertest(running.url).post(PATH).send({ feedback })

describe('feedback (REQ-87 to 97)', () => {
  test.each([
    ['accepted', [accepted]],
    ['overridden without a reason', [overridden]],
    ['a reason without display', [entry({ outcome: 'overridden', overrideReason: { reason: { code: 'x' } } })]],
    ['a comment', [entry({ outcome: 'overridden', overrideReason: { userComment: 'patient Secretname declined' } })]],
    ['both', [entry({ outcome: 'overridden', overrideReason: { reason: { code: 'x', system: 'y' }, userComment: 'Secretname' } })]],
    ['a time with small letters (RFC 3339, 5.6)', [entry({ outcome: 'overridden', outcomeTimestamp: '2026-11-22t08:15:00z' })]],
    ['two entries', [accepted, overridden]],
    ['an unknown card', [entry({ outcome: 'overridden', card: 'a0000000-0000-4000-8000-000000000000' })]]
  ])('%s → 200 {}', async (_name, feedback) => {
    await post(...feedback).expect(200, {})
    await post(...feedback).expect(200, {})
  })

  test('logs card and outcome, never what was written', async () => {
    await post(entry({ outcome: 'overridden', card: 'Secretname said no', overrideReason: { userComment: 'Secretname' } })).expect(200)
    expect(running.lines.find(line => line['msg'] === 'feedback')).toMatchObject({
      service: 'vertebral-fracture-patient-view',
      outcomes: [{ card: CARD, outcome: 'accepted' }]
    })
    expect(running.logText()).not.toContain('Secretname')
  })

  test.each([
    ['accepted without suggestions', [entry({ outcome: 'accepted' })], 'feedback[0].acceptedSuggestions'],
    ['an empty reason', [entry({ outcome: 'overridden', overrideReason: {} })], 'feedback[0].overrideReason'],
    ['a wrong outcome', [accepted, entry({ outcome: 'ignored' })], 'feedback[1].outcome'],
    ['no card', [{ outcome: 'overridden', outcomeTimestamp: '2026-11-22T08:15:00Z' }], 'feedback[0].card'],
    ['no time', [{ outcome: 'overridden', card: CARD }], 'feedback[0].outcomeTimestamp'],
    ['a time that is none', [entry({ outcome: 'overridden', outcomeTimestamp: 'yesterday' })], 'feedback[0].outcomeTimestamp'],
    ['no entries', [], 'feedback'],
    ['a card id of 257 characters', [entry({ outcome: 'overridden', card: 'x'.repeat(257) })], 'feedback[0].card'],
    ['a card id with a NUL', [entry({ outcome: 'overridden', card: 'x\0' })], 'feedback[0].card'],
    [
      'a long suggestion id',
      [accepted, entry({ outcome: 'accepted', acceptedSuggestions: [{ id: 'x'.repeat(257) }] })],
      'feedback[1].acceptedSuggestions[0].id'
    ],
    [
      'a long reason',
      [entry({ outcome: 'overridden', overrideReason: { reason: { code: 'x'.repeat(257) } } })],
      'feedback[0].overrideReason.reason.code'
    ],
    [
      'a time that no calendar has',
      [entry({ outcome: 'overridden', outcomeTimestamp: '2026-02-30T00:00:00Z' })],
      'feedback[0].outcomeTimestamp'
    ],
    [
      'an offset that no clock has',
      [entry({ outcome: 'overridden', outcomeTimestamp: '2026-02-20T00:00:00+99:99' })],
      'feedback[0].outcomeTimestamp'
    ],
    ['501 entries', Array.from({ length: 501 }, () => overridden), 'feedback']
  ])('%s → 400 that names the member', async (_name, feedback, field) => {
    const { body } = await post(...feedback).expect(400)
    expect(body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ diagnostics: field, details: { coding: [{ code: 'CDS_ERR_FEEDBACK_INVALID' }] } }]
    })
  })

  test('a list instead of an object → 400', async () => {
    await supertest(running.url).post(PATH).send([accepted]).expect(400)
  })
})

/** A store in memory that shows what it was asked to keep. */
async function watchedStore(): Promise<{ store: Store; batches: (readonly FeedbackItem[])[]; state: { isDown: boolean } }> {
  const inner = await openStore({ kind: 'memory' })
  const batches: (readonly FeedbackItem[])[] = []
  const state = { isDown: false }
  const saveFeedback: Store['saveFeedback'] = items => {
    if (state.isDown) return Promise.reject(new Error('disk full: Secretname'))
    batches.push(items)
    return inner.saveFeedback(items)
  }
  return { store: { ...inner, saveFeedback }, batches, state }
}

describe('feedback is stored', () => {
  test('as sent, with the service, the caller and the time it came', async () => {
    const { store, batches } = await watchedStore()
    const app = Fastify()
    app.decorateRequest('caller', undefined)
    app.addHook('onRequest', async request => {
      request.caller = {
        issuer: 'https://ehr.example',
        tenant: 'north',
        fhirServers: { exact: new Set(), below: [], setting: 'FHIR_SERVERS' }
      }
    })
    const clock = (): Date => new Date('2026-11-22T09:00:00Z')
    await app.register(feedbackRoutes, { services: allServices, config: readConfig({}), store, clock })
    const reason = { code: 'declined', system: 'https://codes.example', display: 'Declined' }
    const feedback = [accepted, entry({ outcome: 'overridden', overrideReason: { reason, userComment: 'Secretname' } })]
    expect((await app.inject({ method: 'POST', url: PATH, payload: { feedback } })).statusCode).toBe(200)
    const both = {
      service: 'vertebral-fracture-patient-view',
      card: CARD,
      outcomeTimestamp: '2026-11-22T08:15:00.123Z',
      comment: undefined,
      issuer: 'https://ehr.example',
      tenant: 'north',
      receivedAt: '2026-11-22T09:00:00.000Z'
    }
    expect(batches).toEqual([
      [
        { ...both, outcome: 'accepted', acceptedSuggestions: ['s1'], reasonCode: undefined, reasonSystem: undefined },
        { ...both, outcome: 'overridden', acceptedSuggestions: [], reasonCode: 'declined', reasonSystem: 'https://codes.example' }
      ]
    ])
    await app.close()
  })

  test('whole batch or nothing: one bad entry stores none; the same batch again is stored once', async () => {
    const { store, batches } = await watchedStore()
    const here = await start({}, { store })
    const send = (...feedback: object[]) => supertest(here.url).post(PATH).send({ feedback })
    await send(accepted, entry({ outcome: 'ignored' })).expect(400)
    expect(batches).toEqual([])
    await send(accepted, overridden).expect(200)
    await send(accepted, overridden).expect(200)
    expect(here.lines.filter(({ msg }) => msg === 'feedback').map(({ stored, duplicates }) => [stored, duplicates])).toEqual([
      [2, 0],
      [0, 2]
    ])
    await here.stop()
  })

  test('a store that fails → 503 that says when to come again; afterwards the same batch is taken', async () => {
    const { store, batches, state } = await watchedStore()
    const here = await start({}, { store })
    state.isDown = true
    const answer = await supertest(here.url)
      .post(PATH)
      .send({ feedback: [overridden] })
      .expect(503)
    expect(answer.body).toMatchObject({ issue: [{ details: { coding: [{ code: 'CDS_ERR_STORE_UNAVAILABLE' }] } }] })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(here.logText()).toContain('feedback could not be stored')
    expect(here.logText() + answer.text).not.toContain('Secretname')
    state.isDown = false
    await supertest(here.url)
      .post(PATH)
      .send({ feedback: [overridden] })
      .expect(200)
    expect(batches).toHaveLength(1)
    await here.stop()
  })

  test.each([
    ['false', false],
    ['true', true]
  ])('STORE_COMMENTS=%s: the comment is in the database: %s', async (setting, isStored) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'vfcds-comments-'))
    const here = await start({ STORE_COMMENTS: setting }, { store: await openStore({ kind: 'file', dataDir }) })
    const overrideReason = { reason: { code: 'planted-code' }, userComment: 'Secretname declined' }
    await supertest(here.url)
      .post(PATH)
      .send({ feedback: [entry({ outcome: 'overridden', overrideReason })] })
      .expect(200)
    const onDisk = (): string =>
      readdirSync(dataDir)
        .map(file => readFileSync(join(dataDir, file), 'latin1'))
        .join('')
    expect(onDisk()).toContain('planted-code')
    expect(onDisk().includes('Secretname')).toBe(isStored)
    await here.stop()
    expect(onDisk().includes('Secretname')).toBe(isStored)
    expect(here.logText()).not.toContain('Secretname')
    rmSync(dataDir, { recursive: true })
  })
})
