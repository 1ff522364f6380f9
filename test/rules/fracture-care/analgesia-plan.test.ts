import { analgesiaPlan } from '../../../src/rules/fracture-care/analgesia-plan.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { acetaminophen, ago, fractured, pain, undated, withFracture } from './case-charts.js'

const RX = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const weight = (kg: number, daysAgo = 10): ReturnType<typeof given.observation> => given.observation('29463-7', kg, 'kg', ago(daysAgo))
const egfr = (value: number): ReturnType<typeof given.observation> => given.observation('62238-1', value, 'mL/min/{1.73_m2}', ago(10))
const oxycodone = given.medication('1049621', 'oxycodone hydrochloride 5 MG Oral Tablet')

ruleTest(analgesiaPlan, {
  applies: [
    {
      name: '4/10 and nothing taken',
      facts: fractured(5, [pain(4)]),
      indicator: 'info',
      summary: /Pain 4\/10 on 2026-11-21 and no analgesic recorded: regular acetaminophen first; avoid NSAIDs \(age 74\)/,
      offers: ['acetaminophen']
    },
    {
      name: 'an age that is not recorded: no dose for adults is offered',
      facts: factsOf({ resources: [{ resourceType: 'Patient', id: 'p1' }, given.fracture('M80.08XA', '2026-11-17'), pain(5)] }),
      offers: [],
      detail: [/age is not known/]
    },
    { name: '6/10 is no warning yet', facts: fractured(5, [pain(6)]), indicator: 'info' },
    { name: '7/10 without any analgesic', facts: fractured(5, [pain(7)]), indicator: 'warning' },
    { name: 'no score at all', facts: fractured(5), indicator: 'info', summary: /No pain score, no analgesic recorded: ask about pain/ },
    {
      name: 'a score outside its window is no score',
      facts: fractured(20, [pain(2, 15)]),
      indicator: 'info',
      summary: /No pain score/,
      detail: [/outside its window of 14 days/]
    },
    {
      name: 'kidney function comes first among the reasons against an NSAID',
      facts: fractured(5, [pain(8), egfr(38)]),
      summary: /avoid NSAIDs \(eGFR 38 mL\/min\/1.73m²\)/,
      detail: [/eGFR 38/]
    },
    {
      name: 'eGFR 45 counts although a heavy body lifts CrCl above 60',
      facts: fractured(5, [pain(8), weight(120), egfr(45), given.observation('2160-0', 1.3, 'mg/dL', ago(10))]),
      summary: /avoid NSAIDs \(eGFR 45 mL\/min\/1.73m²\)/,
      detail: [/eGFR 45/]
    },
    {
      name: 'CrCl where it can be calculated',
      facts: fractured(5, [pain(8), weight(52), given.observation('2160-0', 1.2, 'mg/dL', ago(10))]),
      summary: /avoid NSAIDs \(CrCl 34 mL\/min\)/
    },
    {
      name: 'an anticoagulant',
      facts: fractured(5, [pain(5), given.medication('855332', 'warfarin sodium 5 MG Oral Tablet')]),
      summary: /avoid NSAIDs \(anticoagulant\)/
    },
    {
      name: 'below 50 kg the lower dose',
      facts: fractured(5, [pain(5), weight(49.9)]),
      detail: [/Weight 49.9 kg .*at most 2 g a day/],
      offers: ['acetaminophen']
    },
    { name: '50 kg the usual one', facts: fractured(5, [pain(5), weight(50)]), notInDetail: [/at most 2 g a day$/m] },
    { name: 'a weight of 13 months is not used', facts: fractured(5, [pain(5), weight(45, 400)]), detail: [/No weight in 12 months/] },
    {
      name: 'liver disease: no order, 2 g named',
      facts: fractured(5, [pain(5), given.icd('K74.60')]),
      summary: /liver disease: acetaminophen at most 2 g a day/,
      detail: [/No order offered: K74.60/],
      offers: []
    },
    { name: 'alcohol: no order', facts: fractured(5, [pain(5), given.icd('F10.20')]), offers: [] },
    {
      name: 'allergy to acetaminophen: no order',
      facts: fractured(5, [pain(5), given.allergy(RX, '161', 'acetaminophen')]),
      summary: /acetaminophen allergy on record/,
      offers: []
    },
    {
      name: 'reported medicines unread: the total cannot be confirmed',
      facts: fractured(5, [pain(5)], { unread: { medicationStatements: 'absent' } }),
      detail: [/cannot be confirmed/],
      offers: []
    },
    { name: 'allergies unread: no order', facts: fractured(5, [pain(5)], { unread: { allergies: 'failed' } }), offers: [] },
    {
      name: 'a medicine that could not be identified',
      facts: fractured(5, [
        pain(5),
        {
          resourceType: 'MedicationRequest',
          id: 'm',
          status: 'active',
          intent: 'order',
          subject: { reference: 'Patient/p1' },
          medicationReference: { reference: 'Medication/none' }
        }
      ]),
      detail: [/could not be identified/],
      offers: []
    },
    {
      name: 'acetaminophen on hold is not taken, and is named',
      facts: fractured(5, [pain(5), acetaminophen(3, { status: 'on-hold' })]),
      detail: [/is on-hold, not counted as taken/]
    },
    {
      name: 'low-dose aspirin and a gel are no analgesia',
      facts: fractured(5, [pain(5), given.medication('243670', 'aspirin 81 MG Oral Tablet')]),
      summary: /no analgesic recorded/
    },
    { name: 'onset unknown: relief needs no date', facts: withFracture(undated(), [pain(7)]), indicator: 'warning' },
    {
      name: 'kidney function missing is said',
      facts: fractured(5, [pain(5)]),
      detail: [/No kidney function found/, /AAOS 2010: evidence does not settle/]
    },
    {
      name: 'a name from the chart cannot write markup',
      facts: fractured(5, [
        pain(5),
        given.icd('K74.60', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'K74.60' }], text: '<b>x</b>' } })
      ]),
      notInDetail: [/<b>/]
    }
  ],
  notApplicable: [
    { name: '3/10', facts: fractured(5, [pain(3)]), reason: /below 4/ },
    { name: '3/10 at the last day of its window', facts: fractured(20, [pain(3, 14)]), reason: /below 4/ },
    { name: 'acetaminophen is taken', facts: fractured(5, [pain(8), acetaminophen(3)]), reason: /active/ },
    { name: 'an opioid is taken', facts: fractured(5, [pain(8), oxycodone]), reason: /active/ },
    {
      name: 'a combination with acetaminophen is taken',
      facts: fractured(5, [
        pain(8),
        given.medication('1049640', 'acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet [Percocet]')
      ]),
      reason: /active/
    },
    {
      name: 'bought without a prescription and reported',
      facts: fractured(5, [
        pain(8),
        {
          resourceType: 'MedicationStatement',
          id: 's',
          status: 'active',
          subject: { reference: 'Patient/p1' },
          medicationCodeableConcept: { text: 'Tylenol 500 mg' }
        }
      ]),
      reason: /active/
    },
    {
      name: 'drafted in this session',
      facts: fractured(5, [pain(8)], { drafts: [given.draft('313782', 'acetaminophen 325 MG Oral Tablet')] }),
      reason: /drafted/
    },
    {
      name: 'a healed fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(20), { clinicalStatus: { coding: [{ code: 'resolved' }] } }), [pain(8)]),
      reason: /no current/
    },
    {
      name: 'a suspected fracture',
      facts: withFracture(given.fracture('M80.08XA', ago(2), { verificationStatus: { coding: [{ code: 'unconfirmed' }] } }), [pain(8)]),
      reason: /no current/
    },
    { name: 'over a year old', facts: fractured(366, [pain(8)]), reason: /over a year/ }
  ],
  dataRequired: [
    {
      name: 'medication orders could not be read',
      facts: fractured(5, [pain(8)], { unread: { medicationRequests: 'failed' } }),
      missing: ['analgesicsTaken']
    },
    {
      name: 'measurements could not be read',
      facts: fractured(5, [], { unread: { measurements: 'not-permitted' } }),
      missing: ['painCourse']
    }
  ]
})
