import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderPt } from '../../../src/rules/orders/order-pt.js'
import { r4Problems } from '../../r4.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { selecting, signing, SNOMED } from './cases.js'

const coded = { coding: [{ system: SNOMED, code: '306170007' }], text: 'Physical therapy' }
const therapy = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('Physical therapy', { id: 'pt', status: 'draft', code: coded, ...more })
const noted = (words: string): FhirResource => therapy({ note: [{ text: words }] })
const woman = (fracture: FhirResource, drafts: readonly FhirResource[], ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(78), fracture, ...more], drafts })
const ours: FhirResource = {
  ...writeOrder('physical-therapy', { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }),
  id: 'ours'
}
const doubtful = { verificationStatus: { coding: [{ code: 'provisional' }] } }
const hold = ['remove', 'spine-surgery-referral']

ruleTest(orderPt, {
  applies: [
    {
      name: 'Williams flexion in the note, on selection',
      facts: selecting([noted('Williams flexion exercises, 2 x week')]),
      indicator: 'warning',
      summary: /flexion exercises drafted after a current/,
      detail: [/onset 2026-11-12/],
      offers: ['spine-safe-therapy']
    },
    {
      name: 'sit-ups in the order detail, at signing',
      facts: signing([therapy({ orderDetail: [{ text: 'Core work with sit-ups' }] })]),
      indicator: 'warning',
      summary: /sit-ups/
    },
    {
      name: 'lumbar traction in the text',
      facts: signing([given.service('Physical therapy, lumbar traction', { id: 't', status: 'draft' })]),
      summary: /traction/
    },
    {
      name: 'flexion and traction in one order',
      facts: signing([noted('Trunk flexion, mechanical traction')]),
      summary: /flexion exercises and traction/
    },
    {
      name: 'thrust inside a therapy order',
      facts: signing([noted('Spinal manipulation weekly')]),
      indicator: 'warning',
      summary: /manipulation/
    },
    {
      name: 'a suspected fracture: information',
      facts: woman(given.fracture('M80.08XA', '2026-11-12', doubtful), [noted('Sit-ups')]),
      indicator: 'info'
    },
    {
      name: 'cauda equina: hold',
      facts: signing([therapy()], [given.icd('G83.4', { onsetDateTime: '2026-11-21' })]),
      indicator: 'critical',
      summary: /Bladder, bowel or saddle signs \(onset 2026-11-21\)/,
      offers: hold
    },
    {
      name: 'cord injury coded',
      facts: signing([therapy()], [given.icd('S34.109A', { onsetDateTime: '2026-11-20' })]),
      indicator: 'critical',
      offers: hold
    },
    {
      name: 'a burst code',
      facts: woman(given.fracture('S32.011A'), [therapy()]),
      indicator: 'critical',
      summary: /L1 fracture coded as burst/,
      offers: hold
    },
    { name: 'an ankylosed spine', facts: signing([therapy()], [given.icd('M45.6')]), indicator: 'critical', summary: /Ankylosed spine/ },
    {
      name: 'an exercise programme is therapy too',
      facts: signing([therapy({ code: { coding: [{ system: SNOMED, code: '229065009' }] } })], [given.icd('M45.6')]),
      indicator: 'critical'
    },
    {
      name: 'calcium 12.0',
      facts: signing([therapy()], [given.observation('17861-6', 12, 'mg/dL')]),
      indicator: 'critical',
      summary: /Calcium 12 mg/
    },
    {
      name: 'therapy known by its words: never critical',
      facts: signing([given.service('Physical therapy', { status: 'draft' })], [given.icd('M45.6')]),
      indicator: 'warning'
    },
    {
      name: 'a deficit known by its words: never critical',
      facts: signing([therapy()], [given.condition('urn:local', 'x1', { code: { text: 'New foot drop' }, onsetDateTime: '2026-11-20' })]),
      indicator: 'warning'
    },
    {
      name: 'danger beside flexion: only to hold',
      facts: signing([noted('Sit-ups')], [given.icd('M45.6')]),
      indicator: 'critical',
      offers: hold
    },
    {
      name: 'a spine referral is under way: not offered twice',
      facts: signing(
        [therapy()],
        [given.icd('M45.6'), given.service('Spine', { code: { coding: [{ system: SNOMED, code: '308482002' }] } })]
      ),
      offers: ['remove']
    },
    {
      name: 'the problem list was read in part: cannot confirm',
      facts: signing([therapy()], [], { unread: { conditions: 'truncated' } }),
      indicator: 'warning',
      summary: /Cannot confirm/,
      offers: ['neurological-exam']
    }
  ],
  notApplicable: [
    { name: 'plain therapy', facts: signing([therapy()]), reason: /no objection/ },
    { name: 'our own order with its precautions', facts: signing([ours]) },
    {
      name: 'precautions that name what to leave out',
      facts: signing([noted('Avoid loaded flexion, sit-ups and traction. Extension exercises.')])
    },
    { name: 'spinal precautions: no flexion, no manipulation', facts: signing([noted('No lumbar flexion, no spinal manipulation')]) },
    { name: 'trunk flexion precautions', facts: signing([noted('Trunk flexion precautions')]) },
    { name: 'hip flexion exercises', facts: signing([noted('Hip flexion exercises')]) },
    { name: 'cervical traction', facts: signing([noted('Cervical traction')]) },
    { name: 'a healed fracture', facts: woman(given.fracture('M80.08XS', undefined), [noted('Sit-ups')]), reason: /no current/ },
    { name: 'a burst fracture of two years ago', facts: woman(given.fracture('S32.011A', '2024-09-01'), [therapy()]) },
    { name: 'calcium 11.9', facts: signing([therapy()], [given.observation('17861-6', 11.9, 'mg/dL')]) },
    { name: 'a deficit of two months ago', facts: signing([therapy()], [given.icd('S34.109A', { onsetDateTime: '2026-09-20' })]) },
    { name: 'no therapy drafted', facts: signing([given.service('Chest film', { status: 'draft' })]), reason: /no physical therapy/ },
    {
      name: 'therapy drafted before, something else selected',
      facts: selecting([noted('Sit-ups'), given.draft('313782', 'Acetaminophen', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('order-pt', () => {
  it.each([
    ['note', noted('Williams flexion exercises. Balance training')],
    ['detail', therapy({ orderDetail: [{ text: 'Sit-ups' }, { text: 'Gait' }] })],
    ['text', given.service('Physical therapy: lumbar traction', { id: 'x', status: 'draft' })],
    ['instruction', therapy({ patientInstruction: 'Do your crunches daily.' })]
  ])('is quiet once its change is accepted: %s', (_where, draft) => {
    const safe = changed('spine-safe-therapy', draft, '2026-11-22')
    expect(r4Problems(safe)).toEqual([])
    expect(orderPt.evaluate(signing([safe]))).toMatchObject({ decision: 'not-applicable' })
    expect(JSON.stringify(safe)).toContain('hip-hinge')
  })

  it('keeps what the order says beside the flexion', () => {
    const safe = changed('spine-safe-therapy', noted('Sit-ups. Balance training'), '2026-11-22')
    expect(safe['note']).toMatchObject([{ text: 'Balance training.' }, {}])
    expect(safe['code']).toEqual(coded)
  })
})
