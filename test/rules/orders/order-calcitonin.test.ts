import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { orderCalcitonin } from '../../../src/rules/orders/order-calcitonin.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ALBUMIN, CALCIUM, daily, dosage, labsWithout, RXNORM, supply } from './cases.js'

const nasal = (more: Readonly<Record<string, unknown>> = supply(28, 0)): FhirResource =>
  given.draft('313919', 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray', {
    id: 'ct',
    ...dosage(200, '[iU]', daily),
    ...more
  })
const injection = given.draft('308866', 'salmon calcitonin 200 UNT/ML Injectable Solution', {
  id: 'ct',
  ...dosage(100, '[iU]', daily),
  ...supply(14, 0)
})

/** A woman of 74 whose fracture is so many days old. */
const chart = (
  onset: string | undefined,
  more: readonly FhirResource[] = [],
  small: Partial<SmallChart> = {},
  fracture: Readonly<Record<string, unknown>> = {}
): Facts =>
  factsOf({
    hook: 'order-sign',
    resources: [given.patient(74), given.fracture('M80.08XA', onset, { onsetDateTime: onset, ...fracture }), ...given.goodLabs(), ...more],
    drafts: [nasal()],
    ...small
  })
const DAY_2 = '2026-11-20'
const labs = (without: readonly string[], ...more: readonly FhirResource[]) =>
  factsOf({
    hook: 'order-sign',
    resources: [given.patient(74), given.fracture('M80.08XA', DAY_2), ...labsWithout(...without), ...more],
    drafts: [nasal()]
  })
const lithium = given.draft('6448', 'lithium', { id: 'li' })
const forOsteoporosis = { reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }] }] }

ruleTest(orderCalcitonin, {
  applies: [
    {
      name: 'onset 6 days ago, one day late',
      facts: chart('2026-11-16'),
      indicator: 'warning',
      summary: /outside the 0-5 day window \(onset 2026-11-16, 6 days ago\)/,
      offers: ['remove']
    },
    {
      name: 'onset unknown (vignette 73)',
      facts: chart(undefined),
      indicator: 'warning',
      summary: /Cannot confirm onset within 5 days \(onset not recorded\): confirm onset/,
      offers: ['remove']
    },
    {
      name: 'only recorded today: still unknown',
      facts: chart(undefined, [], {}, { recordedDate: '2026-11-22' }),
      summary: /Cannot confirm onset/
    },
    {
      name: 'recorded 20 days ago: certainly not new',
      facts: chart(undefined, [], {}, { recordedDate: '2026-11-02' }),
      summary: /outside the 0-5 day window \(on record since 2026-11-02\)/
    },
    { name: 'onset known to the month: 0 to 21 days', facts: chart('2026-11'), summary: /Cannot confirm onset within 5 days/ },
    {
      name: 'the code says subsequent encounter on day 2',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(74), given.fracture('M80.08XD', DAY_2), ...given.goodLabs()],
        drafts: [nasal()]
      }),
      summary: /Cannot confirm onset/
    },
    {
      name: 'a prior fracture',
      facts: chart(DAY_2, [], {}, { clinicalStatus: { coding: [{ code: 'resolved' }] } }),
      indicator: 'warning',
      summary: /the fracture is prior/
    },
    {
      name: 'a suspected fracture',
      facts: chart(DAY_2, [], {}, { verificationStatus: { coding: [{ code: 'provisional' }] } }),
      indicator: 'warning',
      summary: /not confirmed/
    },
    {
      name: '90 days and 3 refills (vignette 72)',
      facts: chart(DAY_2, [], { drafts: [nasal(supply(90, 3))] }),
      indicator: 'warning',
      summary: /drafted for 360 days, 3 refills: at most 28 days/,
      offers: ['limit-to-28-days']
    },
    { name: '29 days', facts: chart(DAY_2, [], { drafts: [nasal(supply(29, 0))], hook: 'order-select' }), summary: /29 days/ },
    { name: '28 days with one refill', facts: chart(DAY_2, [], { drafts: [nasal(supply(28, 1))] }), summary: /1 refill:/ },
    {
      name: 'no duration at signing',
      facts: chart(DAY_2, [], { drafts: [nasal({})] }),
      indicator: 'warning',
      summary: /without an end/,
      offers: ['limit-to-28-days']
    },
    {
      name: 'active cancer',
      facts: chart(DAY_2, [given.icd('C50.911')]),
      indicator: 'critical',
      summary: /Active cancer/,
      offers: ['remove']
    },
    { name: 'breast cancer history', facts: chart(DAY_2, [given.icd('Z85.3')]), indicator: 'warning', summary: /Cancer history/ },
    {
      name: 'a resolved cancer',
      facts: chart(DAY_2, [given.icd('C50.911', { clinicalStatus: { coding: [{ code: 'resolved' }] } })]),
      indicator: 'warning'
    },
    {
      name: 'a cancer known by words only is never critical',
      facts: chart(DAY_2, [given.condition('urn:local', '1', { code: { text: 'Breast cancer' } })]),
      indicator: 'warning'
    },
    {
      name: 'calcitonin allergy',
      facts: chart(DAY_2, [given.allergy(RXNORM, '36118', 'salmon calcitonin')]),
      indicator: 'critical',
      summary: /contraindicated per US label/
    },
    {
      name: 'calcitonin intolerance',
      facts: chart(DAY_2, [given.allergy(RXNORM, '36118', 'salmon calcitonin', { type: 'intolerance' })]),
      indicator: 'warning'
    },
    {
      name: 'fish allergy: asked about, no contraindication',
      facts: chart(DAY_2, [given.allergy('http://snomed.info/sct', '735971005', 'Fish')]),
      indicator: 'info'
    },
    {
      name: 'calcium 7.6 with albumin 4',
      facts: labs([CALCIUM], given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /is low: correct it before calcitonin/
    },
    {
      name: 'calcium 8.1 without albumin',
      facts: labs([CALCIUM, ALBUMIN], given.observation(CALCIUM, 8.1, 'mg/dL', '2026-11-10')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/
    },
    { name: 'no calcium', facts: labs([CALCIUM]), indicator: 'warning', summary: /none found/, offers: ['calcium', 'albumin'] },
    {
      name: 'ordered for osteoporosis',
      facts: chart(DAY_2, [], { drafts: [nasal({ ...supply(28, 0), ...forOsteoporosis })] }),
      indicator: 'warning',
      summary: /for osteoporosis/,
      offers: ['replace-alendronate']
    },
    {
      name: 'ordered for osteoporosis by reference',
      facts: chart(DAY_2, [given.icd('M81.0', { id: 'op' })], {
        drafts: [nasal({ ...supply(28, 0), reasonReference: [{ reference: 'Condition/op' }] })]
      }),
      summary: /for osteoporosis/
    },
    {
      name: 'nasal spray in the EU',
      facts: chart(DAY_2, [], { jurisdiction: 'EU' }),
      indicator: 'warning',
      summary: /withdrawn in this jurisdiction \(EU\)/,
      offers: ['remove']
    },
    { name: 'nasal spray in Canada', facts: chart(DAY_2, [], { jurisdiction: 'CA' }), summary: /\(CA\)/ },
    { name: 'lithium active', facts: chart(DAY_2, [given.medication('6448', 'lithium')]), indicator: 'info', offers: ['lithium-level'] },
    {
      name: 'lithium selected beside earlier calcitonin',
      facts: chart(DAY_2, [], { hook: 'order-select', drafts: [nasal(), lithium], selections: ['MedicationRequest/li'] }),
      indicator: 'info',
      summary: /lithium/
    },
    { name: 'pregnancy', facts: chart(DAY_2, [given.icd('Z33.1')]), indicator: 'warning', summary: /Pregnancy on record/ },
    {
      name: 'known by its words only: never critical',
      facts: chart(DAY_2, [given.icd('C50.911')], {
        drafts: [{ ...nasal(), medicationCodeableConcept: { text: 'Calcitonin nasal spray' } }]
      }),
      indicator: 'warning'
    }
  ],
  notApplicable: [
    { name: 'onset 2 days ago, 28 days, no refills', facts: chart(DAY_2), reason: /no objection/ },
    { name: 'onset 5 days ago (the boundary)', facts: chart('2026-11-17') },
    { name: 'onset today', facts: chart('2026-11-22') },
    { name: 'a second fracture is in the window', facts: chart('2026-10-01', [given.fracture('S32.020A', DAY_2, { id: 'fx2' })]) },
    { name: 'no duration while choosing', facts: chart(DAY_2, [], { hook: 'order-select', drafts: [nasal({})] }) },
    { name: 'non-melanoma skin cancer only', facts: chart(DAY_2, [given.icd('C44.311')]) },
    { name: 'injection in the EU', facts: chart(DAY_2, [], { jurisdiction: 'EU', drafts: [injection] }) },
    { name: 'nasal spray in the US', facts: chart(DAY_2, [], { jurisdiction: 'US' }) },
    {
      name: 'ordered for the fracture',
      facts: chart(DAY_2, [], { drafts: [nasal({ ...supply(28, 0), reasonReference: [{ reference: 'Condition/fx' }] })] })
    },
    { name: 'no calcitonin drafted', facts: chart(DAY_2, [], { drafts: [lithium] }), reason: /no calcitonin/ },
    {
      name: 'an unselected draft',
      facts: chart('2026-10-01', [], {
        hook: 'order-select',
        drafts: [nasal(), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })],
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('order-calcitonin', () => {
  it('has nothing against our own order', () => {
    const own = { ...writeOrder('calcitonin', { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }), id: 'own' }
    expect(orderCalcitonin.evaluate(chart(DAY_2, [], { drafts: [own] }))).toMatchObject({ decision: 'not-applicable' })
  })

  it('is quiet once its change is accepted', () => {
    expect(
      orderCalcitonin.evaluate(chart(DAY_2, [], { drafts: [changed('limit-to-28-days', nasal(supply(90, 3)), '2026-11-22')] }))
    ).toMatchObject({ decision: 'not-applicable' })
  })
})
