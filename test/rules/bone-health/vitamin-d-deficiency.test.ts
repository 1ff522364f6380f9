import { vitaminDDeficiency } from '../../../src/rules/bone-health/vitamin-d-deficiency.js'
import { bornOn, chartWith, fractures, type Changes } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const at = (level: number, more: Changes = {}) => chartWith({ ...more, results: { ...more.results, vitaminD: level } })
const weekly = (more = {}) =>
  given.medication('2418', 'cholecalciferol 1.25 MG Oral Capsule', {
    dosageInstruction: [{ timing: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } } }],
    ...more
  })
const daily = given.medication('2418', 'cholecalciferol 1000 UNT Oral Tablet', {
  dosageInstruction: [{ timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } } }]
})

ruleTest(vitaminDDeficiency, {
  applies: [
    ...[
      ['pregnancy', given.icd('Z33.1')] as const,
      ['lactation', given.icd('Z39.1')] as const,
      [
        'a positive pregnancy test',
        given.observation('2106-3', 1, undefined, '2026-11-10', { valueQuantity: undefined, valueString: 'Positive' })
      ] as const
    ].map(([name, resource]) => ({
      name: `${name}: the dose is for obstetric advice`,
      facts: chartWith({ age: 40, results: { vitaminD: 15 }, more: [resource] }),
      detail: [/obstetric advice/],
      offers: []
    })),
    {
      name: '19.9 ng/mL',
      facts: at(19.9),
      indicator: 'info',
      summary: /^25-OH vitamin D 19\.9 ng\/mL on 2026-11-10/,
      offers: ['repletion'],
      detail: [/50 000 IU weekly or 6000 IU daily/, /oral bisphosphonate may start/]
    },
    { name: '12 ng/mL is low, not deficient', facts: at(12), indicator: 'info' },
    { name: '11.9 ng/mL is deficient', facts: at(11.9), indicator: 'warning', detail: [/osteomalacia/, /oral bisphosphonate waits/] },
    {
      name: '40 nmol/L is 16 ng/mL',
      facts: chartWith({ results: { vitaminD: [40, 'nmol/L'] } }),
      summary: /16 ng\/mL/,
      detail: [/reported 40 nmol\/L/]
    },
    { name: '49.9 nmol/L is below 20', facts: chartWith({ results: { vitaminD: [49.9, 'nmol/L'] } }), offers: ['repletion'] },
    { name: '29 nmol/L is below 12', facts: chartWith({ results: { vitaminD: [29, 'nmol/L'] } }), indicator: 'warning' },
    {
      name: '"below 10" is deficient and written so',
      facts: chartWith({
        results: { vitaminD: null },
        more: [
          given.observation('62292-8', 10, 'ng/mL', '2026-11-10', {
            valueQuantity: { value: 10, comparator: '<', unit: 'ng/mL', code: 'ng/mL' }
          })
        ]
      }),
      indicator: 'warning',
      summary: /below 10 ng\/mL/
    },
    {
      name: '15 ng/mL of 183 days ago is inside its window',
      facts: chartWith({ results: { vitaminD: [15, 'ng/mL', '2026-05-23'] } }),
      offers: ['repletion']
    },
    {
      name: 'denosumab drafted: a warning',
      facts: at(15, { drafts: [given.draft('993449', 'denosumab')] }),
      indicator: 'warning',
      detail: [/Drafted: denosumab/]
    },
    {
      name: 'a held alendronate counts as planned',
      facts: at(15, { more: [given.medication('904431', 'alendronic acid 70 MG Oral Tablet', { status: 'on-hold' })] }),
      indicator: 'warning'
    },
    {
      name: 'a running alendronate does not',
      facts: at(15, { more: [given.medication('904431', 'alendronic acid 70 MG Oral Tablet')] }),
      indicator: 'info'
    },
    {
      name: 'sarcoidosis: 1,25-D first, no repletion',
      facts: at(15, { more: [given.icd('D86.9')] }),
      offers: ['calcitriol-level'],
      detail: [/specialist's decision/],
      notInDetail: [/50 000/]
    },
    { name: 'high calcium: nothing until explained', facts: at(15, { results: { calcium: 11 } }), offers: [], notInDetail: [/50 000/] },
    {
      name: 'high calcium while calcium is taken: the work-up stands here',
      facts: at(15, { results: { calcium: 11 }, more: [given.medication('1897', 'Calcium Carbonate')] }),
      offers: ['pth', 'calcium', 'protein-electrophoresis', 'free-light-chains']
    },
    {
      name: 'no calcium result: calcium first',
      facts: at(15, { results: { calcium: null, albumin: null } }),
      offers: ['calcium'],
      detail: [/forbids a high dose/]
    },
    {
      name: 'CrCl 27: nephrology',
      facts: at(15, { age: 85, results: { creatinine: 1, weight: 42 } }),
      offers: [],
      detail: [/nephrology leads/]
    },
    { name: 'calcitriol', facts: at(15, { more: [given.medication('1894', 'calcitriol')] }), offers: [] },
    { name: 'stones do not forbid repletion', facts: at(15, { more: [given.icd('N20.0')] }), offers: ['repletion'] },
    {
      name: 'a daily 1000 IU is named, and is no repletion',
      facts: at(15, { more: [daily] }),
      offers: ['repletion'],
      detail: [/Low although cholecalciferol 1000 UNT/]
    },
    {
      name: 'a course that ended 91 days ago',
      facts: at(15, { more: [weekly({ status: 'completed', authoredOn: '2026-08-23' })] }),
      offers: ['repletion']
    },
    {
      name: 'a repleting dose still active from 91 days ago: asked about, not doubled',
      facts: at(15, { more: [weekly({ authoredOn: '2026-08-23' })] }),
      offers: [],
      detail: [/absorption/]
    },
    {
      name: 'a held course is named',
      facts: at(15, { more: [weekly({ status: 'on-hold' })] }),
      offers: ['repletion'],
      detail: [/is on hold/]
    },
    {
      name: 'lactation: for obstetric advice',
      facts: at(15, { age: 31, more: [given.icd('Z39.1', { onsetDateTime: '2026-10-01' })] }),
      offers: [],
      detail: [/obstetric/]
    },
    { name: 'allergies unread: no order', facts: at(15, { unread: { allergies: 'absent' } }), offers: [], detail: [/allergies/] },
    { name: 'prior fracture', facts: at(15, { fracture: fractures.resolved }), offers: ['repletion'] },
    { name: 'age 30', facts: at(15, { age: 30 }), offers: ['repletion'] },
    {
      name: '12 ng/mL: an oral agent alongside, no word of osteomalacia',
      facts: at(12),
      detail: [/Below 20 ng\/mL is low by any source/, /oral bisphosphonate may start alongside/],
      notInDetail: [/osteomalacia/, /waits too/]
    },
    {
      name: 'denosumab is running: doses to come',
      facts: at(15, { more: [given.medication('993449', 'denosumab', { status: 'completed', authoredOn: '2026-08-20' })] }),
      indicator: 'warning',
      detail: [/denosumab is current, with doses to come/]
    },
    {
      name: 'denosumab nine months ago is not planned',
      facts: at(15, { more: [given.medication('993449', 'denosumab', { status: 'completed', authoredOn: '2026-02-20' })] }),
      indicator: 'info',
      notInDetail: [/doses to come/]
    },
    {
      name: 'zoledronic acid of three years ago is not planned',
      facts: at(15, { more: [given.medication('77655', 'zoledronic acid', { status: 'completed', authoredOn: '2023-11-01' })] }),
      indicator: 'info',
      notInDetail: [/doses to come/, /zoledronic acid is/]
    },
    {
      name: 'a held alendronate is named as on hold',
      facts: at(15, { more: [given.medication('904431', 'alendronic acid 70 MG Oral Tablet', { status: 'on-hold' })] }),
      detail: [/oral bisphosphonate is on hold/]
    }
  ],
  notApplicable: [
    { name: '20 ng/mL', facts: at(20), reason: /20 or above/ },
    { name: '50 nmol/L', facts: chartWith({ results: { vitaminD: [50, 'nmol/L'] } }) },
    { name: '40 ng/mL is on target', facts: at(40) },
    { name: '40 without a unit is not interpreted', facts: chartWith({ results: { vitaminD: [40, undefined] } }), reason: /interpreted/ },
    {
      name: '15 ng/mL of 184 days ago is missing, not low',
      facts: chartWith({ results: { vitaminD: [15, 'ng/mL', '2026-05-22'] } }),
      reason: /window/
    },
    { name: 'no result', facts: chartWith({ results: { vitaminD: null } }) },
    { name: '50 000 IU weekly runs', facts: at(15, { more: [weekly()] }), reason: /repletion/ },
    { name: 'the course ended 90 days ago', facts: at(15, { more: [weekly({ status: 'completed', authoredOn: '2026-08-24' })] }) },
    { name: '50 000 IU weekly is drafted', facts: at(15, { drafts: [weekly({ status: 'draft' })] }), reason: /drafted/ },
    { name: 'suspected fracture only', facts: at(15, { fracture: fractures.suspected }) },
    { name: 'one day short of 18', facts: at(15, { patient: bornOn('2008-11-23') }) }
  ],
  dataRequired: [
    { name: 'laboratory unread', facts: chartWith({ results: { vitaminD: null }, unread: { labs: 'failed' } }), missing: ['vitaminD'] },
    { name: 'medication orders unread', facts: at(15, { unread: { medicationRequests: 'failed' } }), missing: ['vitaminDRepletion'] }
  ]
})
