import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderDuplicateAntiresorptive } from '../../../src/rules/orders/order-duplicate-antiresorptive.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { HCPCS, selecting, signing } from './cases.js'

type More = Readonly<Record<string, unknown>>
const drugs = {
  aln: ['904431', 'Alendronic acid 70 MG Oral Tablet'],
  ris: ['905024', 'risedronate sodium 35 MG Oral Tablet'],
  zol: ['705824', '100 ML zoledronic acid 0.05 MG/ML Injection'],
  deno: ['993452', '1 ML denosumab 60 MG/ML Prefilled Syringe'],
  romo: ['2123184', '1.17 ML romosozumab-aqqg 89.7 MG/ML Prefilled Syringe'],
  tptd: ['1435118', 'teriparatide 0.02 MG/ACTUAT Pen Injector'],
  rlx: ['1490065', 'raloxifene hydrochloride 60 MG Oral Tablet'],
  apap: ['313782', 'Acetaminophen 325 MG Oral Tablet']
} as const
type Drug = keyof typeof drugs
const draft = (drug: Drug, more: More = {}): FhirResource => given.draft(drugs[drug][0], drugs[drug][1], { id: drug, ...more })
const taken = (drug: Drug, date = '2026-10-01', more: More = {}): FhirResource =>
  given.medication(drugs[drug][0], drugs[drug][1], { authoredOn: date, ...more })
const dosed = (drug: Drug, date: string): FhirResource => taken(drug, date, { status: 'completed' })

ruleTest(orderDuplicateAntiresorptive, {
  applies: [
    {
      name: 'denosumab beside active alendronate',
      facts: signing([draft('deno')], [taken('aln')]),
      indicator: 'warning',
      summary: /Second bone agent: oral bisphosphonate is in force, last 2026-10-01/,
      detail: [/Alendronic acid 70 MG/],
      offers: ['remove', 'bone-specialist-referral']
    },
    { name: 'the same while orders are chosen', facts: selecting([draft('deno')], [taken('aln')]), indicator: 'warning' },
    {
      name: 'alendronate 149 days after denosumab',
      facts: signing([draft('aln')], [dosed('deno', '2026-06-26')]),
      indicator: 'warning',
      summary: /Denosumab in force, last 2026-06-26: a bisphosphonate follows about 6 months/
    },
    {
      name: 'zoledronic acid three months after denosumab given as a procedure',
      facts: signing([draft('zol')], [given.procedure(HCPCS, 'J0897', '2026-08-20')]),
      summary: /2026-08-20/
    },
    {
      name: 'denosumab active without a date',
      facts: signing([draft('aln')], [taken('deno', '2026-10-01', { authoredOn: undefined })]),
      summary: /Cannot confirm the last denosumab dose/
    },
    {
      name: 'teriparatide six months after denosumab is no planned switch',
      facts: signing([draft('tptd')], [dosed('deno', '2026-05-22')]),
      indicator: 'warning',
      summary: /Second bone agent: denosumab/
    },
    {
      name: 'romosozumab beside teriparatide',
      facts: signing([draft('romo')], [taken('tptd')]),
      summary: /parathyroid hormone analogue is in force/
    },
    {
      name: 'alendronate 15 months after zoledronic acid, still in its window',
      facts: signing([draft('aln')], [dosed('zol', '2025-08-22')]),
      summary: /zoledronic acid is in force/
    },
    {
      name: 'alendronate ended 90 days ago',
      facts: signing(
        [draft('zol')],
        [
          taken('aln', '2026-01-01', {
            status: 'completed',
            dispenseRequest: { validityPeriod: { start: '2026-01-01', end: '2026-08-24' } }
          })
        ]
      ),
      summary: /oral bisphosphonate is in force/
    },
    { name: 'raloxifene beside alendronate', facts: signing([draft('rlx')], [taken('aln')]), indicator: 'warning' },
    {
      name: 'two different agents drafted',
      facts: signing([draft('aln'), draft('deno')]),
      summary: /Two bone agents are drafted together/,
      offers: ['remove', 'remove-2']
    },
    {
      name: 'one of the two is selected',
      facts: selecting([draft('aln'), draft('deno')], [], { selections: ['MedicationRequest/deno'] }),
      indicator: 'warning'
    },
    { name: 'romosozumab and denosumab both new', facts: signing([draft('romo'), draft('deno')]), indicator: 'warning' },
    { name: 'denosumab drafted twice', facts: signing([draft('deno'), draft('deno', { id: 'again' })]), indicator: 'warning' },
    {
      name: 'known by its words only',
      facts: signing([{ ...draft('deno'), medicationCodeableConcept: { text: 'Prolia' } }], [taken('aln')]),
      indicator: 'warning'
    },
    {
      name: 'found among the orders although they are truncated',
      facts: signing([draft('deno')], [taken('aln')], { unread: { medicationRequests: 'truncated' } }),
      indicator: 'warning',
      detail: [/Could not be read completely/]
    }
  ],
  notApplicable: [
    { name: 'a first agent', facts: signing([draft('aln')]), reason: /no second bone agent/ },
    { name: 'alendronate 150 days after denosumab', facts: signing([draft('aln')], [dosed('deno', '2026-06-25')]) },
    { name: 'zoledronic acid six months after denosumab', facts: signing([draft('zol')], [dosed('deno', '2026-05-22')]) },
    { name: 'a lapsed denosumab: the bridge is wanted', facts: signing([draft('aln')], [dosed('deno', '2026-01-05')]) },
    { name: 'alendronate after romosozumab', facts: signing([draft('aln')], [dosed('romo', '2026-11-01')]) },
    { name: 'denosumab after romosozumab', facts: signing([draft('deno')], [dosed('romo', '2026-11-01')]) },
    { name: 'zoledronic acid after teriparatide', facts: signing([draft('zol')], [taken('tptd')]) },
    { name: 'the next denosumab dose', facts: signing([draft('deno')], [dosed('deno', '2026-05-22')]) },
    { name: 'alendronate renewed', facts: signing([draft('aln')], [taken('aln')]) },
    { name: 'risedronate in place of alendronate belongs to the oral check', facts: signing([draft('ris')], [taken('aln')]) },
    { name: 'two oral bisphosphonates drafted belong to it too', facts: signing([draft('aln'), draft('ris')]) },
    { name: 'two zoledronic acid drafts belong to theirs', facts: signing([draft('zol'), draft('zol', { id: 'again' })]) },
    { name: 'zoledronic acid 458 days ago is over', facts: signing([draft('aln')], [dosed('zol', '2025-08-21')]) },
    {
      name: 'alendronate ended 91 days ago',
      facts: signing(
        [draft('zol')],
        [
          taken('aln', '2026-01-01', {
            status: 'completed',
            dispenseRequest: { validityPeriod: { start: '2026-01-01', end: '2026-08-23' } }
          })
        ]
      )
    },
    { name: 'stopped alendronate', facts: signing([draft('deno')], [taken('aln', '2026-01-01', { status: 'stopped' })]) },
    { name: 'the other draft stops its agent', facts: signing([draft('aln'), draft('deno', { status: 'stopped' })]) },
    {
      name: 'drafted before, something else is selected',
      facts: selecting([draft('deno'), draft('apap')], [taken('aln')], { selections: ['MedicationRequest/apap'] })
    },
    { name: 'no bone agent drafted', facts: signing([draft('apap')], [taken('aln'), taken('rlx')]), reason: /no bone agent/ }
  ],
  dataRequired: [
    {
      name: 'current medicines could not be read',
      facts: signing([draft('deno')], [], { unread: { medicationRequests: 'failed' } }),
      missing: ['boneTherapies']
    }
  ]
})
