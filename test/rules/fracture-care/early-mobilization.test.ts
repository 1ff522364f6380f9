import { earlyMobilization } from '../../../src/rules/fracture-care/early-mobilization.js'
import { chartWith, fractures } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const rest = (authoredOn: string | undefined, more = {}) => given.service('Strict bed rest', { authoredOn, ...more })
const offers = ['mobilise', 'thrombosis-risk']
const reason = (code: string, text: string) => ({
  reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code, display: text }] }]
})

ruleTest(earlyMobilization, {
  applies: [
    {
      name: 'bed rest since four days',
      facts: chartWith({ more: [rest('2026-11-18')] }),
      indicator: 'warning',
      summary: /^Bed rest active 4 days \(since 2026-11-18\)/,
      offers,
      detail: [/limited bed rest/, /AAOS 2010: evidence does not settle/, /Funayama 2022/, /Cho 2022/]
    },
    { name: 'since three calendar days', facts: chartWith({ more: [rest('2026-11-19')] }), indicator: 'warning' },
    {
      name: 'written down earlier, begun three days ago',
      facts: chartWith({ more: [rest('2026-11-01', { occurrencePeriod: { start: '2026-11-19' } })] }),
      summary: /active 3 days/
    },
    {
      name: 'by code',
      facts: chartWith({ more: [rest('2026-11-18', { code: { coding: [{ system: 'http://snomed.info/sct', code: '178688001' }] } })] }),
      indicator: 'warning'
    },
    {
      name: 'two orders: the longer counts',
      facts: chartWith({ more: [rest('2026-11-21'), rest('2026-11-17')] }),
      summary: /active 5 days/
    },
    {
      name: 'for the fracture, by reference',
      facts: chartWith({ more: [rest('2026-11-18', { reasonReference: [{ reference: 'Condition/fx' }] })] }),
      indicator: 'warning'
    },
    {
      name: 'for back pain, by code',
      facts: chartWith({ more: [rest('2026-11-18', reason('M54.5', 'Low back pain'))] }),
      indicator: 'warning'
    },
    {
      name: 'confined to bed, no order',
      facts: chartWith({ more: [given.icd('Z74.01')] }),
      indicator: 'info',
      summary: /^Confined to bed/,
      offers
    },
    {
      name: 'confined to bed, orders unread: said',
      facts: chartWith({ more: [given.icd('Z74.01')], unread: { serviceRequests: 'absent' } }),
      indicator: 'info',
      detail: [/orders and referrals/]
    },
    { name: 'onset unknown', facts: chartWith({ fracture: fractures.without(), more: [rest('2026-11-18')] }), indicator: 'warning' },
    { name: 'onset 84 days ago', facts: chartWith({ fracture: given.fracture('M80.08XA', '2026-08-30'), more: [rest('2026-11-18')] }) }
  ],
  notApplicable: [
    { name: 'no bed rest', facts: chartWith(), reason: /no bed rest/ },
    { name: 'since two calendar days', facts: chartWith({ more: [rest('2026-11-20')] }), reason: /48 hours or less/ },
    { name: 'since today', facts: chartWith({ more: [rest('2026-11-22')] }) },
    { name: 'nothing dates it', facts: chartWith({ more: [rest(undefined)] }), reason: /not recorded/ },
    { name: 'completed', facts: chartWith({ more: [rest('2026-11-18', { status: 'completed' })] }) },
    { name: 'on hold', facts: chartWith({ more: [rest('2026-11-18', { status: 'on-hold' })] }) },
    {
      name: 'ended by its own period',
      facts: chartWith({ more: [rest('2026-11-15', { occurrencePeriod: { start: '2026-11-15', end: '2026-11-17' } })] })
    },
    { name: '"no bed rest"', facts: chartWith({ more: [given.service('Avoid bed rest', { authoredOn: '2026-11-10' })] }) },
    { name: 'drafted only: the order check speaks', facts: chartWith({ drafts: [rest('2026-11-10', { status: 'draft' })] }) },
    {
      name: 'for another coded reason',
      facts: chartWith({ more: [rest('2026-11-18', reason('I26.99', 'Pulmonary embolism'))] }),
      reason: /another coded reason/
    },
    {
      name: 'confined to bed by rest for another coded reason',
      facts: chartWith({ more: [given.icd('Z74.01'), rest('2026-11-18', reason('I26.99', 'Pulmonary embolism'))] })
    },
    {
      name: 'onset 85 days ago',
      facts: chartWith({ fracture: given.fracture('M80.08XA', '2026-08-29'), more: [rest('2026-11-18')] }),
      reason: /twelve weeks/
    },
    { name: 'healed', facts: chartWith({ fracture: fractures.resolved, more: [rest('2026-11-18')] }) },
    { name: 'suspected only', facts: chartWith({ fracture: fractures.suspected, more: [rest('2026-11-18')] }) }
  ],
  dataRequired: [{ name: 'orders unread', facts: chartWith({ unread: { serviceRequests: 'failed' } }), missing: ['bedRest'] }]
})
