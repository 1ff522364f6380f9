import { bracingOption } from '../../../src/rules/fracture-care/bracing-option.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ago, fractured, pain, undated, withFracture } from './case-charts.js'

const brace = (text: string, more = {}): ReturnType<typeof given.service> => given.service(text, { authoredOn: ago(5), ...more })
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'

ruleTest(bracingOption, {
  applies: [
    {
      name: '4/10 at ten days',
      facts: fractured(10, [pain(4)]),
      indicator: 'info',
      summary: /Pain 4\/10 on 2026-11-21, L1 fracture: a soft brace .* is an option/,
      offers: ['soft-brace']
    },
    { name: 'day 42: six weeks of wear still end at twelve', facts: fractured(42, [pain(5)]), offers: ['soft-brace'] },
    { name: 'day 43: option without an order', facts: fractured(43, [pain(5)]), detail: [/would pass twelve weeks/], offers: [] },
    { name: 'day 83', facts: fractured(83, [pain(5)]), offers: [] },
    {
      name: 'both camps in one card',
      facts: fractured(10, [pain(5)]),
      detail: [/NASS 2025 \(grade C\)/, /AAOS 2010: evidence does not settle it/]
    },
    { name: 'kyphosis: no order', facts: fractured(10, [pain(5), given.icd('M40.14')]), detail: [/needs an orthotist/], offers: [] },
    { name: 'dementia: no order', facts: fractured(10, [pain(5), given.snomed('52448006')]), detail: [/need help/], offers: [] },
    {
      name: 'a held brace is named',
      facts: fractured(10, [pain(5), brace('TLSO', { status: 'on-hold' })]),
      detail: [/On hold or stopped/],
      offers: ['soft-brace']
    },
    { name: 'a knee brace is another thing', facts: fractured(10, [pain(5), brace('Knee brace')]), offers: ['soft-brace'] }
  ],
  notApplicable: [
    { name: '3/10', facts: fractured(10, [pain(3)]), reason: /below 4/ },
    { name: 'no score', facts: fractured(10), reason: /no pain score/ },
    { name: 'a score of 15 days', facts: fractured(20, [pain(6, 15)]), reason: /no pain score/ },
    { name: 'twelve weeks', facts: fractured(84, [pain(6)]), reason: /12 weeks/ },
    { name: 'vignette 67: fourteen weeks', facts: fractured(98, [pain(6)]), reason: /12 weeks/ },
    { name: 'onset unknown', facts: withFracture(undated(), [pain(6)]), reason: /onset not usable/ },
    {
      name: 'a brace ordered by code',
      facts: fractured(10, [pain(6), brace('Orthosis', { code: { coding: [{ system: HCPCS, code: 'L0456' }], text: 'Orthosis' } })]),
      reason: /brace/
    },
    { name: 'a brace ordered in words', facts: fractured(10, [pain(6), brace('Thoracolumbar brace')]), reason: /brace/ },
    {
      name: 'a device drafted in this session',
      facts: fractured(10, [pain(6)], {
        drafts: [
          {
            resourceType: 'DeviceRequest',
            id: 'd',
            status: 'draft',
            intent: 'order',
            codeCodeableConcept: { text: 'TLSO brace' },
            subject: { reference: 'Patient/p1' }
          }
        ]
      }),
      reason: /brace/
    },
    { name: 'pressure injury', facts: fractured(10, [pain(6), given.icd('L89.153')]), reason: /pressure injury/ },
    { name: 'severe respiratory disease', facts: fractured(10, [pain(6), given.icd('J44.9')]), reason: /respiratory/ },
    { name: 'colostomy', facts: fractured(10, [pain(6), given.icd('Z93.3')]), reason: /ostomy/ },
    {
      name: 'vignette 46: a healed fracture',
      facts: withFracture(
        given.icd('Z87.310', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z87.310' }], text: 'History of healed vertebral fracture' }
        }),
        [pain(6)]
      )
    },
    { name: 'vignette 40: infection', facts: fractured(10, [pain(6), given.icd('M46.26')]), reason: /infectious/ }
  ],
  dataRequired: [
    { name: 'measurements could not be read', facts: fractured(10, [], { unread: { measurements: 'failed' } }), missing: ['painCourse'] },
    { name: 'orders could not be read', facts: fractured(10, [pain(6)], { unread: { serviceRequests: 'absent' } }), missing: ['spineCare'] }
  ]
})
