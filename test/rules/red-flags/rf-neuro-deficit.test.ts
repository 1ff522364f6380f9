import { describe, expect, it } from 'vitest'
import { rfNeuroDeficit } from '../../../src/rules/red-flags/rf-neuro-deficit.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(70, 'male')
const fracture = given.fracture('M80.08XA', '2026-11-21')
const uncoded = (text: string, more: Readonly<Record<string, unknown>> = {}) => ({ ...given.snomed('x', more), code: { text } })
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })

ruleTest(rfNeuroDeficit, {
  applies: [
    {
      name: 'foot drop since yesterday',
      facts: chart(fracture, given.icd('M21.371', { onsetDateTime: '2026-11-21' })),
      indicator: 'critical',
      summary: /leg weakness or foot drop, onset 2026-11-21/,
      detail: [/AAOS 2010/],
      notInDetail: [/haematoma/],
      offers: ['urgent-mri', 'spine-surgery']
    },
    { name: 'onset 30 days ago', facts: chart(fracture, given.icd('M21.371', { onsetDateTime: '2026-10-23' })), indicator: 'critical' },
    { name: 'paraparesis, active and undated', facts: chart(fracture, given.snomed('1845001')), indicator: 'critical', summary: /undated/ },
    {
      name: 'recorded this week without onset',
      facts: chart(fracture, given.icd('G95.20', { recordedDate: '2026-11-18' })),
      indicator: 'critical',
      summary: /cord compression, recorded 2026-11-18/
    },
    {
      name: 'a fracture code that states cord injury',
      facts: chart(
        given.snomed('274158004', {
          onsetDateTime: '2026-11-20',
          code: { coding: [{ system: 'http://snomed.info/sct', code: '274158004', display: 'Fracture of lumbar spine with cord lesion' }] }
        })
      ),
      indicator: 'critical',
      summary: /cord or nerve injury/
    },
    {
      name: 'a working diagnosis of cord compression',
      facts: chart(fracture, given.icd('G95.20', { verificationStatus: { coding: [{ code: 'provisional' }] } })),
      indicator: 'critical',
      detail: [/not confirmed/]
    },
    { name: 'a fracture at T3', facts: chart(given.fracture('S22.030A', '2026-11-20'), given.icd('G82.20')), indicator: 'critical' },
    {
      name: 'under an anticoagulant',
      facts: chart(fracture, given.icd('M21.371'), given.medication('11289', 'warfarin')),
      detail: [/haematoma/]
    },
    {
      name: 'new leg weakness in words only',
      facts: chart(fracture, uncoded('new left leg weakness')),
      indicator: 'warning',
      detail: [/found by its words/]
    }
  ],
  notApplicable: [
    { name: 'no deficit', facts: chart(fracture), reason: /no neurological deficit/ },
    { name: 'no fracture', facts: chart(given.icd('M21.371')) },
    {
      name: 'a healed fracture',
      facts: chart(given.fracture('M80.08XA', '2020-01-01', { clinicalStatus: { coding: [{ code: 'resolved' }] } }), given.icd('M21.371'))
    },
    { name: 'onset 31 days ago', facts: chart(fracture, given.icd('M21.371', { onsetDateTime: '2026-10-22' })) },
    { name: 'paraplegia recorded in 2010 without onset', facts: chart(fracture, given.icd('G82.20', { recordedDate: '2010-04-01' })) },
    { name: 'a sequela of cord injury', facts: chart(fracture, given.icd('S24.101S')) },
    { name: 'root pain alone', facts: chart(fracture, given.icd('M54.16')) },
    { name: 'urinary retention, which another flag takes', facts: chart(fracture, given.icd('R33.9')) },
    { name: 'words that deny it', facts: chart(fracture, uncoded('No leg weakness, no foot drop')) },
    { name: 'cervical myelopathy in words', facts: chart(fracture, uncoded('cervical myelopathy')) }
  ],
  dataRequired: [
    {
      name: 'the problem list is cut off',
      facts: factsOf({ resources: [person, fracture], unread: { conditions: 'truncated' } }),
      missing: ['neuroDeficit']
    }
  ]
})

describe('rf-neuro-deficit', () => {
  it('withholds drugs and movement', () => {
    const decision = rfNeuroDeficit.evaluate(chart(fracture, given.icd('M21.371')))
    expect(decision).toMatchObject({
      advice: {
        silences: {
          cards: 'all-guidance',
          orders: expect.arrayContaining(['alendronate', 'physical-therapy', 'mobilise-with-assistance']) as unknown
        }
      }
    })
  })
})
