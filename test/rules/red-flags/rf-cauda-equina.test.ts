import { describe, expect, it } from 'vitest'
import { rfCaudaEquina } from '../../../src/rules/red-flags/rf-cauda-equina.js'
import { triage } from '../../../src/triage.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(70, 'male')
const fracture = given.fracture('M80.08XA', '2026-11-21')
const uncoded = (text: string, more: Readonly<Record<string, unknown>> = {}) => ({ ...given.snomed('x', more), code: { text } })
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })

ruleTest(rfCaudaEquina, {
  applies: [
    {
      name: 'cauda equina syndrome since yesterday',
      facts: chart(fracture, given.icd('G83.4', { onsetDateTime: '2026-11-21' })),
      indicator: 'critical',
      summary: /cauda equina signs, onset 2026-11-21/,
      detail: [/UK pathway 2023/, /4 hours/],
      offers: ['emergency-mri', 'spine-surgery']
    },
    { name: 'active without any date', facts: chart(fracture, given.icd('G83.4')), indicator: 'critical', summary: /undated/ },
    {
      name: 'urinary retention 14 days ago',
      facts: chart(fracture, given.icd('R33.8', { onsetDateTime: '2026-11-08' })),
      indicator: 'critical',
      summary: /urinary retention, onset 2026-11-08/
    },
    {
      name: 'faecal incontinence recorded this week, onset not given',
      facts: chart(fracture, given.icd('R15.9', { recordedDate: '2026-11-20' })),
      indicator: 'critical',
      summary: /recorded 2026-11-20/
    },
    {
      name: 'a fracture that is only suspected',
      facts: chart(
        given.fracture('S32.010A', '2026-11-20', { verificationStatus: { coding: [{ code: 'provisional' }] } }),
        given.icd('G83.4')
      ),
      indicator: 'critical'
    },
    {
      name: 'a fracture at T2, above the scope of guidance',
      facts: chart(given.fracture('S22.020A', '2026-11-20'), given.icd('G83.4')),
      indicator: 'critical',
      detail: [/T2 fracture/]
    },
    {
      name: 'perineal numbness in words only is a warning',
      facts: chart(fracture, uncoded('New perineal numbness')),
      indicator: 'warning',
      detail: [/found by its words/]
    },
    { name: 'a query in words is a warning', facts: chart(fracture, uncoded('?cauda equina')), indicator: 'warning' },
    { name: 'bilateral leg weakness in words', facts: chart(fracture, uncoded('Bilateral leg weakness')), indicator: 'warning' },
    {
      name: 'a fracture known by words only never makes it critical',
      facts: chart(uncoded('Compression fracture of L1'), given.icd('G83.4')),
      indicator: 'warning'
    },
    {
      name: 'codes decide when words stand beside them',
      facts: chart(fracture, uncoded('Saddle numbness'), given.icd('R33.9')),
      indicator: 'critical',
      summary: /urinary retention/
    },
    {
      name: 'still coded active: fires again whatever was overridden',
      facts: chart(fracture, given.icd('G83.4', { recordedDate: '2026-11-10' })),
      indicator: 'critical'
    }
  ],
  notApplicable: [
    { name: 'no sign', facts: chart(fracture), reason: /no cauda equina sign/ },
    { name: 'no fracture', facts: chart(given.icd('G83.4')), reason: /no current or suspected/ },
    {
      name: 'a healed fracture',
      facts: chart(given.fracture('M80.08XS', '2024-01-01'), given.icd('G83.4')),
      reason: /no current or suspected/
    },
    { name: 'onset 15 days ago', facts: chart(fracture, given.icd('R33.8', { onsetDateTime: '2026-11-07' })) },
    { name: 'recorded three years ago without onset', facts: chart(fracture, given.icd('R33.9', { recordedDate: '2023-05-01' })) },
    { name: 'resolved', facts: chart(fracture, given.icd('R33.9', { clinicalStatus: { coding: [{ code: 'resolved' }] } })) },
    { name: 'refuted', facts: chart(fracture, given.icd('G83.4', { verificationStatus: { coding: [{ code: 'refuted' }] } })) },
    { name: 'a sequela code', facts: chart(fracture, given.icd('S34.3XXS')) },
    { name: 'words that deny it', facts: chart(fracture, uncoded('No saddle anaesthesia')) },
    { name: 'words of the past', facts: chart(fracture, uncoded('History of urinary retention')) },
    {
      name: 'a negated code text beside another code is not read',
      facts: chart(
        fracture,
        given.icd('E11.9', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }], text: 'saddle numbness' } })
      )
    }
  ],
  dataRequired: [
    {
      name: 'the problem list is cut off and shows no sign',
      facts: factsOf({ resources: [person, fracture], unread: { conditions: 'truncated' } }),
      missing: ['caudaEquina']
    },
    {
      name: 'the problem list could not be read',
      facts: factsOf({ resources: [person], unread: { conditions: 'failed' } }),
      missing: ['fractures']
    }
  ]
})

describe('rf-cauda-equina in triage', () => {
  const advice = (facts: ReturnType<typeof chart>) => {
    const decision = rfCaudaEquina.evaluate(facts)
    if (decision.decision !== 'applies') throw new Error('expected a card')
    return decision.advice
  }
  it('silences all guidance, also when only words speak', () => {
    expect(advice(chart(fracture, uncoded('saddle anaesthesia'))).silences?.cards).toBe('all-guidance')
  })
  it('is shown on order hooks by words only when therapy is drafted', () => {
    const therapy = given.service('Physical therapy referral', { status: 'draft' })
    const facts = factsOf({ resources: [person, fracture, uncoded('saddle anaesthesia')], drafts: [therapy], hook: 'order-select' })
    const applied = [{ rule: rfCaudaEquina, advice: advice(facts) }]
    const shown = (drafts: NonNullable<typeof facts.drafts>) =>
      triage({ hook: 'order-select', applied, drafts, palliative: false, maxCards: 6 }).cards.length
    expect(shown(facts.drafts ?? [])).toBe(1)
    expect(shown([])).toBe(0)
  })
})
