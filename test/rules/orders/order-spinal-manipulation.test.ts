import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderSpinalManipulation } from '../../../src/rules/orders/order-spinal-manipulation.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { selecting, signing, SNOMED } from './cases.js'

const chiropractor = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('Chiropractor', {
    id: 'm',
    status: 'draft',
    code: { coding: [{ system: SNOMED, code: '308449000' }], text: 'Referral to chiropractor' },
    ...more
  })
const worded = (words: string): FhirResource => given.service(words, { id: 'w', status: 'draft' })
/** Days before 2026-11-22. */
const daysAgo = (days: number): string => new Date(Date.UTC(2026, 10, 22 - days)).toISOString().slice(0, 10)
const woman = (fracture: FhirResource, draft = chiropractor(), ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(74), fracture, ...more], drafts: [draft] })

ruleTest(orderSpinalManipulation, {
  applies: [
    {
      name: 'a chiropractor for a fracture of ten days (vignette 78)',
      facts: selecting([chiropractor()]),
      indicator: 'critical',
      summary: /onset 2026-11-12/,
      offers: ['replace-physical-therapy']
    },
    {
      name: 'an osteopath',
      facts: signing([chiropractor({ code: { coding: [{ system: SNOMED, code: '308450000' }] } })]),
      indicator: 'critical'
    },
    { name: '83 days, just within twelve weeks', facts: woman(given.fracture('M80.08XA', daysAgo(83))), indicator: 'critical' },
    {
      name: '84 days: a warning',
      facts: woman(given.fracture('M80.08XA', daysAgo(84))),
      indicator: 'warning',
      summary: /A current vertebral fracture/
    },
    {
      name: 'onset not recorded: a warning that says so',
      facts: woman(given.fracture('M80.08XA', undefined, { onsetDateTime: undefined })),
      indicator: 'warning',
      detail: [/Onset is not recorded/]
    },
    {
      name: 'a suspected fracture',
      facts: woman(given.fracture('M80.08XA', daysAgo(5), { verificationStatus: { coding: [{ code: 'provisional' }] } })),
      indicator: 'warning',
      summary: /suspected/
    },
    {
      name: 'words only: never critical',
      facts: signing([worded('Chiropractic care')]),
      indicator: 'warning',
      offers: ['replace-physical-therapy']
    },
    { name: 'spinal manipulation in words', facts: signing([worded('Lumbar spinal manipulation, high velocity')]), indicator: 'warning' },
    { name: 'an adjustment of the back', facts: signing([worded('Spinal adjustment weekly')]), indicator: 'warning' },
    {
      name: 'a fracture known by its words',
      facts: woman(given.condition('urn:local', 'f', { code: { text: 'L1 vertebral compression fracture' }, onsetDateTime: daysAgo(5) })),
      indicator: 'warning'
    },
    {
      name: 'an old burst fracture still unstable within the year',
      facts: woman(given.fracture('S32.012A', daysAgo(120))),
      indicator: 'critical',
      offers: ['remove', 'spine-surgery-referral']
    },
    {
      name: 'an ankylosed spine',
      facts: signing([chiropractor()], [given.icd('M45.6')]),
      indicator: 'critical',
      offers: ['remove', 'spine-surgery-referral']
    },
    {
      name: 'a healed fragility fracture',
      facts: woman(given.fracture('S32.010S', undefined)),
      indicator: 'warning',
      summary: /earlier vertebral fragility fracture/
    },
    {
      name: 'osteoporosis beside a healed fracture',
      facts: woman(given.fracture('M80.08XS', undefined), chiropractor(), given.icd('M81.0')),
      indicator: 'warning',
      summary: /Osteoporosis and an earlier/
    },
    {
      name: 'therapy is ordered already: only removal',
      facts: signing([chiropractor()], [given.service('Physical therapy', { authoredOn: '2026-11-20' })]),
      offers: ['remove']
    },
    {
      name: 'the problem list was read in part: no therapy offered',
      facts: signing([chiropractor()], [], { unread: { conditions: 'truncated' } }),
      offers: ['remove'],
      detail: [/read in part/]
    }
  ],
  notApplicable: [
    { name: 'no manipulation drafted', facts: signing([worded('Chest film')]), reason: /no spinal manipulation/ },
    { name: 'physical therapy', facts: signing([worded('Physical therapy')]) },
    { name: 'manipulation of the knee', facts: signing([worded('Manipulation of knee under anesthesia')]) },
    { name: 'adjustment of a medicine', facts: signing([worded('Medication dose adjustment')]) },
    { name: 'adjustment of a brace', facts: signing([worded('Brace adjustment')]) },
    { name: 'soft tissue manipulation', facts: signing([worded('Soft tissue manipulation')]) },
    { name: 'an order that rules it out', facts: signing([worded('Gait training, no spinal manipulation')]) },
    {
      name: 'a code of ours decides: therapy with its own note',
      facts: signing([
        given.service('PT', { status: 'draft', code: { coding: [{ system: SNOMED, code: '306170007' }], text: 'Spinal manipulation' } })
      ])
    },
    {
      name: 'a healed fracture of a young man after an accident',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(30, 'male'), given.fracture('S32.010S', undefined)],
        drafts: [chiropractor()]
      }),
      reason: /no osteoporosis/
    },
    {
      name: 'drafted before, something else selected',
      facts: selecting([chiropractor(), given.draft('313782', 'Acetaminophen', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})
