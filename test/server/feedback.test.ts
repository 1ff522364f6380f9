import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import supertest from 'supertest'
import { start, type Running } from './stubs.js'

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
    ['no entries', [], 'feedback']
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
