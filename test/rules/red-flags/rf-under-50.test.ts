import { expect, it } from 'vitest'
import { rfUnder50 } from '../../../src/rules/red-flags/rf-under-50.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const fracture = given.fracture('S32.010A', '2026-11-20')
const aged = (age: number, ...resources: Parameters<typeof factsOf>[0]['resources']) =>
  factsOf({ resources: [given.patient(age), ...resources] })
const born = (birthDate: string | undefined) =>
  factsOf({ resources: [{ resourceType: 'Patient', id: 'p1', ...(birthDate === undefined ? {} : { birthDate }) }, fracture] })

const drafts = [
  given.draft('904431', 'alendronate 70 mg tablet'),
  given.draft('x', 'calcitonin salmon nasal spray'),
  given.draft('161', 'acetaminophen 500 mg')
]

ruleTest(rfUnder50, {
  applies: [
    {
      name: 'bone drugs and calcitonin are argued against, a plain analgesic is not',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(41), fracture], drafts }),
      arguesAgainst: [true, true, false]
    },
    {
      name: 'age 41 after a stumble',
      facts: aged(41, fracture, given.icd('W01.0XXA', { onsetDateTime: '2026-11-20' })),
      indicator: 'info',
      summary: /at age 41 \(onset 2026-11-20\)/,
      detail: [/Z-score/, /FRAX/, /pregnancy/, /Age 41; no high-energy injury/],
      notInDetail: [/glucocorticoid/],
      offers: ['blood-count', 'calcium', 'creatinine', 'alp', 'vitamin-d', 'pth', 'spep', 'bone-specialist']
    },
    { name: 'a fracture of unknown date', facts: aged(41, given.fracture('S32.010A', '')), summary: /onset not recorded/ },
    { name: 'age 40', facts: aged(40, fracture), indicator: 'info' },
    { name: 'age 39', facts: aged(39, fracture), indicator: 'warning' },
    { name: 'age 18', facts: aged(18, fracture), indicator: 'warning' },
    { name: 'age 49', facts: aged(49, fracture), indicator: 'info' },
    { name: 'a birth year that leaves 39 or 40 open takes the younger', facts: born('1986'), indicator: 'warning' },
    { name: 'a man', facts: factsOf({ resources: [given.patient(41, 'male'), fracture] }), notInDetail: [/pregnancy/] },
    { name: 'on prednisone', facts: aged(41, fracture, given.medication('8640', 'prednisone 5 mg')), detail: [/glucocorticoid/] },
    { name: 'a healed fracture', facts: aged(41, given.fracture('S32.010S', '2022-01-01')) },
    { name: 'a crash years before the fracture', facts: aged(41, fracture, given.icd('V43.52XA', { onsetDateTime: '2019-01-01' })) },
    { name: 'a burst code proves no high energy', facts: aged(41, given.fracture('S32.012A', '2026-11-20')) }
  ],
  notApplicable: [
    { name: 'age 50', facts: aged(50, fracture), reason: /not between 18 and 49/ },
    { name: 'age 17', facts: aged(17, fracture) },
    { name: 'age not recorded', facts: born(undefined), reason: /not recorded/ },
    { name: 'no fracture', facts: aged(41) },
    {
      name: 'a fall from a ladder with the fracture',
      facts: aged(41, fracture, given.icd('W11.XXXA', { onsetDateTime: '2026-11-20' })),
      reason: /explains/
    },
    { name: 'an open fracture', facts: aged(41, given.fracture('S32.010B', '2026-11-20')) },
    { name: 'a T2 fracture with a crash on record', facts: aged(41, given.fracture('S22.020A', '2026-11-20'), given.snomed('214031005')) }
  ],
  dataRequired: [
    {
      name: 'the patient could not be read',
      facts: factsOf({ resources: [fracture], unread: { patient: 'failed' } }),
      missing: ['patient']
    },
    {
      name: 'age 41 and the problem list is cut off',
      facts: factsOf({ resources: [given.patient(41)], unread: { conditions: 'truncated' } }),
      missing: ['fractures']
    }
  ]
})

it('no drug order and no drug advice while the cause is open', () => {
  const decision = rfUnder50.evaluate(aged(41, fracture))
  if (decision.decision !== 'applies') throw new Error('expected a card')
  expect(decision.advice.silences?.cards).toEqual(expect.arrayContaining(['osteoporosis-pharmacotherapy', 'calcitonin-acute-pain']))
  expect(decision.advice.silences?.orders).toEqual(expect.arrayContaining(['alendronate', 'zoledronic-acid', 'calcitonin']))
})
