import { rfHighEnergyTrauma } from '../../../src/rules/red-flags/rf-high-energy-trauma.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(55)
const fracture = given.fracture('S32.011A', '2026-11-20')
const ladder = (more: Readonly<Record<string, unknown>> = { onsetDateTime: '2026-11-20' }) => given.icd('W11.XXXA', more)
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })
const ct = (date: string) => given.procedure('http://snomed.info/sct', '241577003', date, 'CT of spine')
const mri = (date: string) => given.procedure('http://snomed.info/sct', '241645008', date, 'MRI of spine')
const ctOrder = (status: string) =>
  given.service('CT of spine', {
    status,
    authoredOn: '2026-11-20',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '241577003' }] }
  })
const uncoded = (text: string) => ({ ...given.snomed('x'), code: { text } })
const drafts = [
  given.service('Physical therapy', {
    status: 'draft',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '91251008' }], text: 'Physical therapy' }
  }),
  given.draft('161', 'acetaminophen 500 mg')
]

ruleTest(rfHighEnergyTrauma, {
  applies: [
    {
      name: 'therapy is argued against, an analgesic is not',
      facts: factsOf({ hook: 'order-sign', resources: [person, fracture, ladder()], drafts }),
      arguesAgainst: [true, false]
    },
    {
      name: 'while imaging could not be read every draft is argued against',
      facts: factsOf({ hook: 'order-sign', resources: [person, fracture, ladder()], drafts, unread: { procedures: 'failed' } }),
      arguesAgainst: [true, true]
    },
    {
      name: 'of imaging ordered and done, the one that was done is named',
      facts: chart(fracture, ladder(), ctOrder('active'), ct('2026-11-21')),
      detail: [/Imaging of the spine done \(2026-11-21\)/]
    },
    {
      name: 'a fall from a ladder, no imaging on record',
      facts: chart(fracture, ladder()),
      indicator: 'critical',
      summary: /High-energy injury \(onset 2026-11-20\).*CT, spinal precautions/,
      detail: [/No imaging of the spine found/, /BHOF 2022/, /Injury: W11/, /Height of the fall/],
      notInDetail: [/coded as open/],
      offers: ['spine-ct', 'spine-surgery']
    },
    {
      name: 'the spine was imaged',
      facts: chart(fracture, ladder(), ct('2026-11-20')),
      indicator: 'warning',
      summary: /: spinal precautions until trauma or spine review/,
      detail: [/done \(2026-11-20\)/],
      offers: ['spine-surgery']
    },
    {
      name: 'imaging is ordered',
      facts: chart(fracture, ladder(), ctOrder('active')),
      indicator: 'warning',
      summary: /: CT, spinal precautions/,
      detail: [/ordered \(2026-11-20\)/],
      offers: ['spine-surgery']
    },
    { name: 'the order for imaging was revoked', facts: chart(fracture, ladder(), ctOrder('revoked')), indicator: 'critical' },
    {
      name: 'imaging is drafted in this session',
      facts: factsOf({ resources: [person, fracture, ladder()], drafts: [ctOrder('draft')] }),
      indicator: 'warning',
      offers: ['spine-surgery']
    },
    { name: 'imaging of last year does not count', facts: chart(fracture, ladder(), ct('2025-11-20')), indicator: 'critical' },
    {
      name: 'whether it was imaged could not be read',
      facts: factsOf({ resources: [person, fracture, ladder()], unread: { serviceRequests: 'failed' } }),
      indicator: 'warning',
      detail: [/could not be read/]
    },
    {
      name: 'whether it was imaged could not be read, procedures failing',
      facts: factsOf({ resources: [person, fracture, ladder()], unread: { procedures: 'failed' } }),
      indicator: 'warning',
      detail: [/could not be read/, /Height of the fall/]
    },
    {
      name: 'an MRI counts as imaging',
      facts: chart(fracture, ladder(), mri('2026-11-20')),
      indicator: 'warning',
      offers: ['spine-surgery']
    },
    {
      name: 'vertebroplasty is no imaging',
      facts: chart(fracture, ladder(), given.procedure('http://snomed.info/sct', '401226007', '2026-11-21')),
      indicator: 'critical',
      offers: ['spine-ct', 'spine-surgery']
    },
    { name: 'imaging 14 days ago counts', facts: chart(fracture, ladder(), ct('2026-11-08')), indicator: 'warning' },
    { name: 'imaging 15 days ago does not', facts: chart(fracture, ladder(), ct('2026-11-07')), indicator: 'critical' },
    {
      name: 'an injury 14 days before the fracture',
      facts: chart(given.fracture('S32.010A', '2026-11-22'), ladder({ onsetDateTime: '2026-11-08' })),
      indicator: 'critical'
    },
    {
      name: 'an injury beside one of two fractures',
      facts: chart(fracture, given.fracture('S32.030A', '2026-03-01', { id: 'fx2' }), ladder()),
      indicator: 'critical'
    },
    {
      name: 'a dated injury beside a fracture of unknown date',
      facts: chart(given.fracture('S32.010A', ''), ladder()),
      indicator: 'critical'
    },
    {
      name: 'an open fracture of unknown date',
      facts: chart(given.fracture('S32.010B', '')),
      summary: /Open vertebral fracture \(no date\)/
    },
    {
      name: 'a crash 14 days ago',
      facts: chart(given.fracture('S32.010A', '2026-11-08'), given.icd('V43.52XA', { onsetDateTime: '2026-11-08' })),
      indicator: 'critical'
    },
    { name: 'an active injury without a date', facts: chart(fracture, ladder({})), summary: /undated/ },
    { name: 'an active injury and fracture, both without a date', facts: chart(given.fracture('S32.010A', ''), ladder({})) },
    {
      name: 'an injury resolved since, with its date',
      facts: chart(fracture, ladder({ onsetDateTime: '2026-11-20', clinicalStatus: { coding: [{ code: 'resolved' }] } }))
    },
    {
      name: 'an open fracture code',
      facts: chart(given.fracture('S32.010B', '2026-11-20')),
      indicator: 'critical',
      summary: /Open vertebral fracture \(2026-11-20\)/,
      detail: [/coded as open/],
      notInDetail: [/Injury:/]
    },
    { name: 'a crash in words only', facts: chart(fracture, uncoded('Motor vehicle accident')), indicator: 'warning' },
    { name: 'a T2 fracture from a crash', facts: chart(given.fracture('S22.020A', '2026-11-20'), given.snomed('214031005')) }
  ],
  notApplicable: [
    {
      name: 'stood up and fell at 79',
      facts: factsOf({
        resources: [given.patient(79), given.fracture('S32.010A', '2026-11-20'), given.icd('W18.30XA', { onsetDateTime: '2026-11-20' })]
      })
    },
    { name: 'a fall from bed', facts: chart(fracture, given.icd('W06.XXXA')) },
    { name: 'a fall on stairs', facts: chart(fracture, given.icd('W10.9XXA')) },
    { name: 'no injury', facts: chart(fracture), reason: /no high-energy injury/ },
    { name: 'no fracture', facts: chart(ladder()) },
    { name: 'a healed fracture', facts: chart(given.fracture('S32.010S', '2020-01-01'), ladder({})) },
    {
      name: 'a crash 15 days ago',
      facts: chart(given.fracture('S32.010A', '2026-11-07'), given.icd('V43.52XA', { onsetDateTime: '2026-11-07' }))
    },
    { name: 'a crash recorded years ago without onset', facts: chart(fracture, given.icd('V43.52XA', { recordedDate: '2019-03-01' })) },
    { name: 'an undated injury beside a fracture of two months', facts: chart(given.fracture('S32.010A', '2026-09-20'), ladder({})) },
    { name: 'an undated injury that is over', facts: chart(fracture, ladder({ clinicalStatus: { coding: [{ code: 'resolved' }] } })) },
    { name: 'a sequela of a fall', facts: chart(fracture, given.icd('W11.XXXS')) },
    { name: 'a burst code by itself', facts: chart(given.fracture('S32.012A', '2026-11-20')) },
    { name: 'an open fracture of last year', facts: chart(given.fracture('S32.010B', '2025-11-01')) },
    { name: 'a crash of the past in words', facts: chart(fracture, uncoded('History of motor vehicle accident')) }
  ],
  dataRequired: [
    {
      name: 'whether there is a fracture could not be read',
      facts: factsOf({ resources: [person], unread: { conditions: 'failed' } }),
      missing: ['fractures']
    },
    {
      name: 'the problem list is cut off',
      facts: factsOf({ resources: [person, fracture], unread: { conditions: 'truncated' } }),
      missing: ['highEnergyTrauma']
    }
  ]
})
