import { describe, expect, it } from 'vitest'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderAugmentation } from '../../../src/rules/orders/order-augmentation.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { selecting, SNOMED } from './cases.js'

const procedure = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('Procedure', { id: 'aug', status: 'draft', code: { coding: [{ system: SNOMED, code }] }, ...more })
const kyphoplasty = procedure('426243004')
const vertebroplasty = procedure('401226007')
const daysAgo = (days: number): string => new Date(Date.UTC(2026, 10, 22 - days)).toISOString().slice(0, 10)
const inr = (value: number, days = 3): FhirResource => given.observation('6301-6', value, '{INR}', daysAgo(days))
const platelets = (value: number, days = 3): FhirResource => given.observation('777-3', value, '10*3/uL', daysAgo(days))
const pain = (value: number, days = 2): FhirResource => given.observation('72514-3', value, '{score}', daysAgo(days))
const scan = (days: number): FhirResource => given.procedure(SNOMED, '411571000119106', daysAgo(days), 'MRI thoracic and lumbar spine')
const warfarin = given.medication('855332', 'Warfarin Sodium 5 MG Oral Tablet')
const ibuprofen = given.medication('197806', 'Ibuprofen 600 MG Oral Tablet')
const alendronate = given.medication('904431', 'Alendronic acid 70 MG Oral Tablet')

/** A woman of 78: pain 8 after 35 days of care, MRI, clotting and treatment in order. Members may be left out or changed. */
const parts = {
  fracture: given.fracture('M80.08XA', daysAgo(35)),
  pain: pain(8),
  scan: scan(20),
  inr: inr(1.1),
  platelets: platelets(220),
  care: ibuprofen,
  treated: alendronate
}
type Parts = Partial<Record<keyof typeof parts, FhirResource | undefined>>
const ready = (change: Parts = {}, more: readonly FhirResource[] = [], chart: Partial<SmallChart> = {}) =>
  factsOf({
    hook: 'order-select',
    resources: [given.patient(78), ...Object.values({ ...parts, ...change }).filter(part => part !== undefined), ...more],
    drafts: [kyphoplasty],
    ...chart
  })
const fever = given.observation('8310-5', 38.6, 'Cel', daysAgo(1))
const crp = (value: number): FhirResource => given.observation('1988-5', value, 'mg/L', daysAgo(1))
const consult = 'replace-spine-consultation'

ruleTest(orderAugmentation, {
  applies: [
    {
      name: 'vertebroplasty with pain 8 (vignette 44)',
      facts: ready({}, [], { drafts: [vertebroplasty] }),
      indicator: 'warning',
      summary: /Vertebroplasty drafted, pain 8\/10.*not supported/,
      detail: [/Cochrane 2018/, /NICE TA279/],
      offers: [consult]
    },
    {
      name: 'kyphoplasty, CRP high, fever (vignette 45)',
      facts: ready({}, [fever, crp(60)]),
      indicator: 'critical',
      summary: /38\.6 °C.*CRP 60/,
      offers: ['remove', 'blood-cultures', 'crp', 'esr']
    },
    {
      name: 'warfarin, INR 3.1 (vignette 77)',
      facts: ready({ inr: inr(3.1) }, [warfarin]),
      indicator: 'critical',
      summary: /INR 3\.1 on .*anticoagulant not held/,
      offers: ['remove']
    },
    { name: 'INR 1.6', facts: ready({ inr: inr(1.6) }), indicator: 'critical', summary: /INR 1\.6/ },
    { name: 'platelets 49', facts: ready({ platelets: platelets(49) }), indicator: 'critical', summary: /Platelets 49/ },
    { name: 'an anticoagulant with a good INR', facts: ready({}, [warfarin]), indicator: 'critical', summary: /Anticoagulant not held/ },
    {
      name: 'an anticoagulant drafted beside it is selected: the pair counts',
      facts: ready({}, [], {
        drafts: [kyphoplasty, given.draft('855332', 'Warfarin Sodium 5 MG', { id: 'w' })],
        selections: ['MedicationRequest/w']
      }),
      indicator: 'critical'
    },
    {
      name: 'INR 3.1 of 31 days ago: cannot confirm',
      facts: ready({ inr: inr(3.1, 31) }),
      indicator: 'warning',
      summary: /Cannot confirm coagulation: no usable INR/,
      offers: ['inr']
    },
    {
      name: 'no INR and no platelets',
      facts: ready({ inr: undefined, platelets: undefined }),
      indicator: 'warning',
      summary: /no usable INR and platelets/,
      offers: ['inr', 'blood-count']
    },
    {
      name: 'a newer INR that cannot be read',
      facts: ready({}, [given.observation('6301-6', 2, 'furlongs', daysAgo(1))]),
      indicator: 'warning',
      summary: /Cannot confirm/
    },
    {
      name: 'bacteraemia on record',
      facts: ready({}, [given.icd('R78.81', { onsetDateTime: daysAgo(10) })]),
      indicator: 'critical',
      summary: /Infection on record/
    },
    { name: 'discitis on record', facts: ready({}, [given.icd('M46.46', { onsetDateTime: daysAgo(10) })]), indicator: 'critical' },
    { name: 'fever alone: exclude infection', facts: ready({}, [fever]), indicator: 'warning', summary: /exclude infection/ },
    {
      name: 'cord injury: a surgical opinion instead',
      facts: ready({}, [given.icd('S24.109A', { onsetDateTime: daysAgo(2) })]),
      indicator: 'critical',
      summary: /surgical decompression/,
      offers: ['replace-spine-surgery-referral']
    },
    {
      name: 'a deficit known by its words: never critical',
      facts: ready({}, [given.condition('urn:local', 'x', { code: { text: 'New foot drop' }, onsetDateTime: daysAgo(2) })]),
      indicator: 'warning'
    },
    {
      name: 'the procedure known by its words: never critical',
      facts: ready({ inr: inr(3.1) }, [], { drafts: [given.service('Kyphoplasty L1', { id: 'w', status: 'draft' })] }),
      indicator: 'warning'
    },
    {
      name: 'kyphoplasty at 27 days',
      facts: ready({ fracture: given.fracture('M80.08XA', daysAgo(27)) }),
      indicator: 'warning',
      summary: /fracture at 27 days/,
      offers: [consult, 'spine-mri-stir']
    },
    { name: 'kyphoplasty with pain 6', facts: ready({ pain: pain(6) }), indicator: 'warning', summary: /pain 6\/10/ },
    { name: 'kyphoplasty while pain improves from 10', facts: ready({}, [pain(10, 9)]), indicator: 'warning', summary: /improving/ },
    { name: 'kyphoplasty without a pain score', facts: ready({ pain: undefined }), indicator: 'warning', summary: /no current pain score/ },
    { name: 'kyphoplasty without a trial of care', facts: ready({ care: undefined }), indicator: 'warning', summary: /no trial of care/ },
    {
      name: 'onset not recorded',
      facts: ready({ fracture: given.fracture('M80.08XA', undefined, { onsetDateTime: undefined }) }),
      indicator: 'warning',
      summary: /onset of 4 weeks ago not confirmed/
    },
    {
      name: 'a consultation is under way: only removal',
      facts: ready({ pain: pain(6) }, [given.service('Spine', { code: { coding: [{ system: SNOMED, code: '308482002' }] } })]),
      offers: ['remove', 'spine-mri-stir']
    },
    {
      name: 'a healed fracture',
      facts: ready({ fracture: given.fracture('M80.08XS', undefined, { onsetDateTime: undefined }) }),
      indicator: 'warning',
      summary: /No target.*healed/,
      offers: ['remove']
    },
    {
      name: 'a fracture of 366 days',
      facts: ready({ fracture: given.fracture('M80.08XA', daysAgo(366)) }),
      indicator: 'warning',
      summary: /No target.*12 months/
    },
    { name: 'no pain at all', facts: ready({ pain: pain(0) }), indicator: 'warning', summary: /No target.*pain 0\/10/ },
    {
      name: 'MRI of 57 days ago',
      facts: ready({ scan: scan(57) }),
      indicator: 'warning',
      summary: /No MRI or bone scan of the last 8 weeks/,
      offers: ['spine-mri-stir']
    },
    {
      name: 'no MRI, a pacemaker: CT or bone scan',
      facts: ready({ scan: undefined }, [given.icd('Z95.0')]),
      offers: ['spine-ct-follow-up']
    },
    {
      name: 'an MRI is ordered but not done: not offered again',
      facts: ready({ scan: given.service('MRI', { code: { coding: [{ system: SNOMED, code: '411571000119106' }] } }) }),
      indicator: 'warning',
      offers: []
    },
    {
      name: 'osteoporosis untreated: information',
      facts: ready({ treated: undefined }),
      indicator: 'info',
      summary: /does not treat osteoporosis/,
      offers: ['bone-specialist-referral']
    },
    {
      name: 'the problem list was read in part',
      facts: ready({}, [], { unread: { conditions: 'truncated' } }),
      indicator: 'warning',
      summary: /Cannot confirm that there is no infection or deficit/
    },
    {
      name: 'two critical reasons on one card',
      facts: ready({ inr: inr(3.1) }, [fever, crp(60)]),
      indicator: 'critical',
      detail: [/INR 3\.1/, /CRP|C-reactive/]
    }
  ],
  notApplicable: [
    { name: 'kyphoplasty after failed care, everything in order', facts: ready(), reason: /no objection/ },
    { name: 'INR 1.5', facts: ready({ inr: inr(1.5) }) },
    { name: 'platelets 50', facts: ready({ platelets: platelets(50) }) },
    { name: 'INR of 30 days ago', facts: ready({ inr: inr(1.1, 30) }) },
    { name: 'an anticoagulant on hold', facts: ready({}, [{ ...warfarin, status: 'on-hold' }]) },
    { name: '28 days', facts: ready({ fracture: given.fracture('M80.08XA', daysAgo(28)) }) },
    { name: 'pain 7', facts: ready({ pain: pain(7) }) },
    { name: 'MRI of 55 days ago', facts: ready({ scan: scan(55) }) },
    { name: 'a bone scan in words', facts: ready({ scan: given.procedure('urn:local', 'nm1', daysAgo(10), 'Whole body bone scan') }) },
    {
      name: 'an MRI under a CPT display',
      facts: ready({ scan: given.procedure('http://www.ama-assn.org/go/cpt', '72148', daysAgo(10), 'MRI lumbar spine without contrast') })
    },
    { name: 'a fracture of 365 days', facts: ready({ fracture: given.fracture('M80.08XA', daysAgo(365)) }) },
    { name: 'fever of 15 days ago', facts: ready({}, [given.observation('8310-5', 38.6, 'Cel', daysAgo(15)), crp(60)]) },
    {
      name: 'a consultation for augmentation',
      facts: ready({}, [], { drafts: [given.service('Consult IR: evaluate for kyphoplasty', { status: 'draft' })] }),
      reason: /no vertebral augmentation/
    },
    {
      name: 'a spinal metastasis is not asked to wait',
      facts: ready({ fracture: given.fracture('M80.08XA', daysAgo(10)) }, [given.icd('C79.51')])
    },
    { name: 'no fracture', facts: ready({ fracture: undefined }), reason: /no vertebral fracture/ },
    {
      name: 'drafted before, something else selected',
      facts: selecting([vertebroplasty, given.draft('313782', 'Acetaminophen', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('order-augmentation', () => {
  it('never offers a procedure', () => {
    for (const id of [
      'spine-consultation',
      'spine-surgery-referral',
      'spine-mri-stir',
      'spine-ct-follow-up',
      'bone-specialist-referral'
    ] as const) {
      const order = { ...writeOrder(id, { patientId: 'p1', asOf: '2026-11-22', fractureRef: undefined }), id: 'ours' }
      expect(orderAugmentation.evaluate(ready({}, [], { drafts: [order] }))).toMatchObject({ decision: 'not-applicable' })
    }
  })
})
