import { expect, it } from 'vitest'
import { rfPediatric } from '../../../src/rules/red-flags/rf-pediatric.js'
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

ruleTest(rfPediatric, {
  applies: [
    {
      name: 'bone drugs and calcitonin are argued against, a plain analgesic is not',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(15), fracture], drafts }),
      arguesAgainst: [true, true, false]
    },
    {
      name: 'age 15',
      facts: aged(15, fracture),
      indicator: 'warning',
      summary: /at age 15/,
      detail: [/AAOS 2010/, /leukaemia/, /^Age 15/],
      offers: ['paediatric']
    },
    { name: 'age 17', facts: aged(17, fracture) },
    { name: 'the day before the 18th birthday', facts: born('2008-11-23') },
    { name: 'a healed fracture', facts: aged(15, given.fracture('S32.010S', '2024-01-01')) },
    { name: 'a fracture at T1', facts: aged(12, given.fracture('S22.010A', '2026-11-20')) }
  ],
  notApplicable: [
    { name: 'age 18', facts: aged(18, fracture), reason: /18 or above/ },
    { name: 'the 18th birthday', facts: born('2008-11-22') },
    { name: 'a birth year that leaves 17 or 18 open', facts: born('2008') },
    { name: 'age not recorded', facts: born(undefined), reason: /not recorded/ },
    { name: 'age 15 without a fracture', facts: aged(15) }
  ],
  dataRequired: [
    {
      name: 'the patient could not be read',
      facts: factsOf({ resources: [fracture], unread: { patient: 'failed' } }),
      missing: ['patient']
    },
    {
      name: 'age 15 and the problem list is cut off',
      facts: factsOf({ resources: [given.patient(15)], unread: { conditions: 'truncated' } }),
      missing: ['fractures']
    }
  ]
})

it('no drug and no supplement dosed for adults is offered to a child', () => {
  const decision = rfPediatric.evaluate(aged(15, fracture))
  if (decision.decision !== 'applies') throw new Error('expected a card')
  expect(decision.advice.silences?.orders).toEqual(
    expect.arrayContaining(['alendronate', 'calcitonin', 'calcium-citrate', 'cholecalciferol', 'acetaminophen'])
  )
})
