import { expect, it } from 'vitest'
import { orderTemplate } from '../../../src/cards/orders.js'
import { ptReferral } from '../../../src/rules/fracture-care/pt-referral.js'
import { bornOn, chartWith, fractures } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const therapy = (authoredOn: string, more = {}) => given.service('Physical therapy, evaluate and treat', { authoredOn, ...more })
const offered = ['physical-therapy']
const onset = (date: string) => given.fracture('M80.08XA', date)
const healed = { fracture: fractures.resolved, results: { pain: 0 } } as const

ruleTest(ptReferral, {
  applies: [
    {
      name: 'no referral on record',
      facts: chartWith({ fracture: fractures.l1 }),
      indicator: 'info',
      summary: /No physical therapy referral in 90 days for the L1 fracture/,
      offers: offered,
      detail: [/NOGG recommends/, /AAOS 2010 found exercise inconclusive/, /Pain 5\/10 on 2026-11-20/]
    },
    { name: 'no bed rest on record: the sentence on rest stands here', facts: chartWith(), detail: [/If bed rest is needed at all/] },
    {
      name: 'bed rest on record: it does not',
      facts: chartWith({ more: [given.service('Strict bed rest')] }),
      notInDetail: [/If bed rest is needed/]
    },
    { name: 'confined to bed: it does not', facts: chartWith({ more: [given.icd('Z74.01')] }), notInDetail: [/If bed rest is needed/] },
    { name: 'day 13: education', facts: chartWith({ fracture: onset('2026-11-09') }), detail: [/first two weeks/] },
    { name: 'day 14: safe movement on', facts: chartWith({ fracture: onset('2026-11-08') }), detail: [/two to four weeks/] },
    {
      name: 'day 14 with pain 3: eased, so strengthening',
      facts: chartWith({ fracture: onset('2026-11-08'), results: { pain: 3 } }),
      detail: [/acute pain has eased/]
    },
    { name: 'day 27: not yet', facts: chartWith({ fracture: onset('2026-10-26') }), detail: [/two to four weeks/] },
    { name: 'day 28: strengthening', facts: chartWith({ fracture: onset('2026-10-25') }), detail: [/from four weeks/] },
    {
      name: 'onset known to the month: the narrower stage',
      facts: chartWith({ fracture: onset('2026-10') }),
      detail: [/two to four weeks/]
    },
    {
      name: 'no onset: no stage is named',
      facts: chartWith({ fracture: fractures.without() }),
      detail: [/Onset not usable/],
      notInDetail: [/weeks\):/]
    },
    { name: 'pain 7: offered', facts: chartWith({ results: { pain: 7 } }), offers: offered },
    {
      name: 'pain 8: pain first, the card stays',
      facts: chartWith({ results: { pain: 8 } }),
      offers: [],
      detail: [/pain of 8 or more comes first/]
    },
    {
      name: 'pain 9 of three weeks ago is out of its window',
      facts: chartWith({ results: { pain: [9, '{score}', '2026-11-01'] } }),
      offers: offered,
      detail: [/No pain score within 14 days/]
    },
    { name: 'referral of 91 days ago', facts: chartWith({ more: [therapy('2026-08-23', { status: 'completed' })] }), offers: offered },
    {
      name: 'an active referral of 91 days ago is named',
      facts: chartWith({ more: [therapy('2026-08-23')] }),
      offers: offered,
      detail: [/older referral is still active/]
    },
    {
      name: 'a held referral is not done',
      facts: chartWith({ more: [therapy('2026-11-15', { status: 'on-hold' })] }),
      offers: offered,
      detail: [/Physical therapy, evaluate and treat is on hold \(2026-11-15\)/]
    },
    {
      name: 'a revoked referral is not done',
      facts: chartWith({ more: [therapy('2026-11-15', { status: 'revoked' })] }),
      offers: offered,
      detail: [/was revoked/]
    },
    {
      name: 'healed, pain 4',
      facts: chartWith({ fracture: fractures.resolved, results: { pain: 4 } }),
      offers: offered,
      notInDetail: [/bed rest/]
    },
    { name: 'healed, with kyphosis', facts: chartWith({ ...healed, more: [given.icd('M40.14')] }), offers: offered },
    {
      name: 'healed, with repeated falls',
      facts: chartWith({ ...healed, more: [given.icd('R29.6')] }),
      offers: offered,
      detail: [/Falls on record/]
    },
    {
      name: 'orders unread: the card stays without an order',
      facts: chartWith({ unread: { serviceRequests: 'failed' } }),
      offers: [],
      summary: /orders could not be read/,
      detail: [/whether a referral exists is not known/]
    },
    {
      name: 'a part of the orders only',
      facts: chartWith({ more: [therapy('2026-11-15', { status: 'on-hold' })], unread: { serviceRequests: 'truncated' } }),
      offers: []
    },
    {
      name: 'measurements unread: said',
      facts: chartWith({ results: { pain: null, weight: null }, unread: { measurements: 'absent' } }),
      offers: offered,
      detail: [/measurements/]
    },
    { name: 'age unknown', facts: chartWith({ patient: { resourceType: 'Patient', id: 'p1' } }), offers: offered },
    { name: 'cancer in the history: no such word', facts: chartWith({ more: [given.icd('Z85.3')] }), notInDetail: [/osteoporotic/] }
  ],
  notApplicable: [
    { name: 'active referral', facts: chartWith({ more: [therapy('2026-11-15')] }), reason: /active \(2026-11-15\)/ },
    { name: 'completed 90 days ago', facts: chartWith({ more: [therapy('2026-08-24', { status: 'completed' })] }) },
    {
      name: 'by SNOMED CT code',
      facts: chartWith({ more: [given.service('x', { code: { coding: [{ system: 'http://snomed.info/sct', code: '306170007' }] } })] })
    },
    { name: 'drafted on the chart', facts: chartWith({ more: [therapy('2026-11-22', { status: 'draft' })] }) },
    { name: 'drafted in this session', facts: chartWith({ drafts: [therapy('2026-11-22', { status: 'draft' })] }) },
    { name: 'healed, no pain, no falls', facts: chartWith(healed), reason: /prior/ },
    { name: 'healed, pain 3', facts: chartWith({ ...healed, results: { pain: 3 } }) },
    { name: 'suspected only', facts: chartWith({ fracture: fractures.suspected }) },
    {
      name: 'suspected beside a painful prior one: first the new one',
      facts: chartWith({ fracture: [fractures.suspected, fractures.resolved] })
    },
    { name: 'a child', facts: chartWith({ patient: bornOn('2011-01-01') }) }
  ]
})

it('offers an order that carries its precautions, and the exercise of no other order does', () => {
  const text = (id: 'physical-therapy' | 'mobilise-with-assistance'): string => JSON.stringify(orderTemplate(id).order)
  const precautions = [
    /No loaded end-range flexion or rotation/,
    /no high-velocity manipulation or forceful mobilisation/,
    /lifting limit as agreed locally/,
    /leg weakness, numbness or bladder change/
  ]
  for (const precaution of precautions) {
    expect(text('physical-therapy')).toMatch(precaution)
    expect(text('mobilise-with-assistance')).not.toMatch(precaution)
  }
})
