import { describe, expect, it } from 'vitest'
import { rfPregnancy } from '../../../src/rules/red-flags/rf-pregnancy.js'
import { factsOf, given } from '../facts-of.js'
import { bornOn } from '../chart-with.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(31)
const fracture = given.fracture('S32.010A', '2026-11-20')
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })
const ended = (on: string) => ({ onsetDateTime: '2024-12-20', abatementDateTime: on, clinicalStatus: { coding: [{ code: 'resolved' }] } })
const test = (answer: string, date = '2026-11-20') => ({
  ...given.observation('2106-3', 0, undefined, date),
  valueQuantity: undefined,
  valueCodeableConcept: { text: answer }
})

ruleTest(rfPregnancy, {
  applies: [
    {
      name: 'pregnancy',
      facts: chart(fracture, given.icd('Z33.1', { onsetDateTime: '2026-06-01' })),
      indicator: 'warning',
      summary: /in pregnancy \(onset 2026-06-01\)/,
      detail: [/UKTIS 2022/, /MRI/],
      offers: ['obstetric', 'bone-specialist']
    },
    { name: 'weeks of gestation, undated', facts: chart(fracture, given.icd('Z3A.24')) },
    {
      name: 'two months after birth, lactating',
      facts: chart(fracture, given.icd('Z39.1', { onsetDateTime: '2026-09-20' })),
      summary: /lactation or the year after birth/
    },
    { name: 'birth 365 days ago', facts: chart(fracture, given.icd('Z39.2', { onsetDateTime: '2025-11-22' })) },
    {
      name: 'a pregnancy that ended two months ago',
      facts: chart(fracture, given.icd('Z33.1', ended('2026-09-20'))),
      summary: /lactation or the year after birth/,
      detail: [/Birth or lactation: Z33/]
    },
    { name: 'a pregnancy that ended 365 days ago', facts: chart(fracture, given.icd('Z33.1', ended('2025-11-22'))) },
    {
      name: 'a closed pregnancy without an end, begun 300 days ago',
      facts: chart(fracture, given.icd('Z33.1', { onsetDateTime: '2026-01-26', clinicalStatus: { coding: [{ code: 'resolved' }] } })),
      summary: /lactation or the year after birth/
    },
    {
      name: 'a pregnancy of 301 days ago that nobody closed has led to a birth',
      facts: chart(fracture, given.icd('Z33.1', { onsetDateTime: '2026-01-25' })),
      summary: /lactation or the year after birth/
    },
    { name: 'a pregnancy of 665 days ago that nobody closed', facts: chart(fracture, given.icd('Z33.1', { onsetDateTime: '2025-01-26' })) },
    { name: 'a positive test this week', facts: chart(fracture, test('Positive')), summary: /positive test 2026-11-20/ },
    {
      name: 'a pregnancy on record is named before a positive test',
      facts: chart(fracture, given.icd('Z33.1', { onsetDateTime: '2026-06-01' }), test('Positive')),
      summary: /in pregnancy \(onset 2026-06-01\)/,
      detail: [/Pregnancy: Z33/, /Positive pregnancy test: 2026/, /week of pregnancy/],
      notInDetail: [/Birth or lactation:/]
    },
    {
      name: 'a positive test after a birth is a new pregnancy',
      facts: chart(fracture, given.icd('Z39.1', { onsetDateTime: '2026-01-20' }), test('Positive')),
      summary: /in pregnancy \(positive test 2026-11-20\)/,
      detail: [/Birth or lactation: Z39/],
      notInDetail: [/Pregnancy: /]
    },
    {
      name: 'a birth alone is no positive test',
      facts: chart(fracture, given.icd('Z39.1', { onsetDateTime: '2026-09-20' })),
      notInDetail: [/Positive pregnancy test/, /Pregnancy: /]
    },
    { name: 'age 59', facts: factsOf({ resources: [given.patient(59), fracture, given.icd('Z33.1')] }) },
    {
      name: 'a patient whose age is not recorded',
      facts: factsOf({ resources: [{ resourceType: 'Patient', id: 'p1' }, fracture, given.icd('Z33.1')] })
    },
    { name: 'a positive test 28 days ago', facts: chart(fracture, test('Positive', '2026-10-25')) },
    { name: 'a healed fracture', facts: chart(given.fracture('S32.010S', '2022-01-01'), given.icd('Z33.1')) },
    {
      name: 'pregnancy on record although laboratory results could not be read',
      facts: factsOf({ resources: [person, fracture, given.icd('Z33.1')], unread: { labs: 'failed' } })
    }
  ],
  notApplicable: [
    { name: 'no pregnancy', facts: chart(fracture), reason: /no pregnancy/ },
    { name: 'no fracture', facts: chart(given.icd('Z33.1')) },
    { name: 'a pregnancy that began 666 days ago', facts: chart(fracture, given.icd('Z33.1', { onsetDateTime: '2025-01-25' })) },
    { name: 'a pregnancy that ended 366 days ago', facts: chart(fracture, given.icd('Z33.1', ended('2025-11-21'))) },
    {
      name: 'a pregnancy that was only suspected, and is over',
      facts: chart(fracture, given.icd('Z33.1', { ...ended('2026-09-20'), verificationStatus: { coding: [{ code: 'provisional' }] } }))
    },
    {
      name: 'a pregnancy that is over, nobody knows since when',
      facts: chart(fracture, given.icd('Z33.1', { clinicalStatus: { coding: [{ code: 'resolved' }] } }))
    },
    { name: 'birth 366 days ago', facts: chart(fracture, given.icd('Z39.2', { onsetDateTime: '2025-11-21' })) },
    { name: 'a negative test', facts: chart(fracture, test('Negative')) },
    { name: 'a positive test 29 days ago', facts: chart(fracture, test('Positive', '2026-10-24')) },
    {
      name: 'an entry left open at 74',
      facts: factsOf({ resources: [given.patient(74), fracture, given.icd('Z33.1')] }),
      reason: /age 60/
    },
    { name: 'the 60th birthday', facts: factsOf({ resources: [bornOn('1966-11-22'), fracture, given.icd('Z33.1')] }), reason: /age 60/ },
    { name: 'unread tests at 11', facts: factsOf({ resources: [given.patient(11), fracture], unread: { labs: 'failed' } }) },
    {
      name: 'unread tests at an age that is not recorded',
      facts: factsOf({ resources: [{ resourceType: 'Patient', id: 'p1', gender: 'female' }, fracture], unread: { labs: 'failed' } })
    },
    { name: 'unread tests of a man', facts: factsOf({ resources: [given.patient(31, 'male'), fracture], unread: { labs: 'failed' } }) },
    { name: 'unread tests at 56', facts: factsOf({ resources: [given.patient(56), fracture], unread: { labs: 'failed' } }) }
  ],
  dataRequired: [
    ...[12, 55].map(age => ({
      name: `unread tests at ${String(age)}`,
      facts: factsOf({ resources: [given.patient(age), fracture], unread: { labs: 'failed' } }),
      missing: ['pregnancyTest'] as const
    })),
    {
      name: 'whether there is a fracture could not be read',
      facts: factsOf({ resources: [person], unread: { conditions: 'failed' } }),
      missing: ['fractures']
    },
    {
      name: 'unread tests of a woman of 31',
      facts: factsOf({ resources: [person, fracture], unread: { labs: 'failed' } }),
      missing: ['pregnancyTest']
    },
    {
      name: 'the problem list is cut off',
      facts: factsOf({ resources: [person, fracture], unread: { conditions: 'truncated' } }),
      missing: ['pregnancy']
    }
  ]
})

describe('rf-pregnancy', () => {
  it('argues against bisphosphonates, calcitonin and NSAIDs', () => {
    const drafts = [
      given.draft('904431', 'alendronate 70 mg'),
      given.draft('x', 'calcitonin salmon nasal spray'),
      given.draft('x', 'ibuprofen 400 mg'),
      given.draft('x', 'acetaminophen 500 mg')
    ]
    const facts = factsOf({ resources: [person, fracture, given.icd('Z33.1')], drafts })
    const decision = rfPregnancy.evaluate(facts)
    if (decision.decision !== 'applies') throw new Error('expected a card')
    expect((facts.drafts ?? []).map(draft => decision.advice.silences?.arguesAgainst?.(draft))).toEqual([true, true, true, false])
    expect(decision.advice.silences?.cards).toEqual(expect.arrayContaining(['osteoporosis-pharmacotherapy', 'calcitonin-acute-pain']))
    expect(decision.advice.silences?.orders).toEqual(expect.arrayContaining(['alendronate', 'spine-ct']))
    expect(decision.advice.silences?.orders).not.toContain('calcium-citrate')
  })
})
