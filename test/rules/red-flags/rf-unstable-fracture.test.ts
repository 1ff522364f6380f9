import { describe, expect, it } from 'vitest'
import { rfUnstableFracture } from '../../../src/rules/red-flags/rf-unstable-fracture.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(75)
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })
const plain = given.fracture('M80.08XA', '2026-11-20')
const uncoded = (text: string) => ({ ...given.snomed('x', { onsetDateTime: '2026-11-20' }), code: { text } })
const provisional = { verificationStatus: { coding: [{ code: 'provisional' }] } }
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }

ruleTest(rfUnstableFracture, {
  applies: [
    {
      name: 'a stable burst code',
      facts: chart(given.fracture('S32.011A', '2026-11-20')),
      indicator: 'critical',
      summary: /L1 fracture coded as burst, onset 2026-11-20/,
      detail: [/AO Spine/, /Height loss, kyphosis/],
      notInDetail: [/ankylosed/i],
      offers: ['spine-surgery', 'spine-ct']
    },
    { name: 'an unstable burst code at T8', facts: chart(given.fracture('S22.062A', '2026-11-20')), indicator: 'critical' },
    { name: 'a SNOMED CT burst concept', facts: chart(given.snomed('207958003', { onsetDateTime: '2026-11-20' })), indicator: 'critical' },
    {
      name: 'a burst fracture of unknown date in an ankylosed spine',
      facts: chart(given.fracture('S32.011A', ''), given.icd('M45.9')),
      indicator: 'critical',
      summary: /coded as burst, onset not recorded/,
      detail: [/AO Spine/, /Ankylosed spine: M45/, /even a minor fracture of an ankylosed spine/]
    },
    { name: 'a burst fracture at T2', facts: chart(given.fracture('S22.022A', '2026-11-20')), indicator: 'critical' },
    {
      name: 'a burst fracture only suspected',
      facts: chart(given.fracture('S32.012A', '2026-11-20', provisional)),
      indicator: 'critical',
      detail: [/not confirmed/]
    },
    { name: 'a burst fracture 365 days ago', facts: chart(given.fracture('S32.011D', '2025-11-22')), indicator: 'critical' },
    {
      name: 'a burst fracture in words only',
      facts: chart(uncoded('L1 vertebral burst fracture with retropulsion')),
      indicator: 'warning',
      summary: /described as unstable/
    },
    {
      name: 'ankylosing spondylitis and a low fall',
      facts: chart(plain, given.icd('M45.9'), given.icd('W18.30XA')),
      indicator: 'warning',
      summary: /in an ankylosed spine/,
      offers: ['spine-ct', 'spine-mri', 'spine-surgery']
    },
    {
      name: 'many levels in one entry keep the summary short',
      facts: chart(
        given.fracture('M80.08XA', '2026-11-20', {
          bodySite: ['11068009', '82687006', '7610001', '12989004', '23215003', '66794005'].map(code => ({
            coding: [{ system: 'http://snomed.info/sct', code }]
          }))
        }),
        given.icd('M45.9')
      ),
      summary: /^Vertebral fracture in an ankylosed spine/
    },
    { name: 'diffuse idiopathic hyperostosis', facts: chart(plain, given.icd('M48.19')), indicator: 'warning' },
    { name: 'ankylosing spondylitis in words', facts: chart(plain, uncoded('Ankylosing spondylitis')), indicator: 'warning' },
    {
      name: 'ankylosing spondylitis and a suspected fracture',
      facts: chart(given.fracture('M48.56XA', '2026-11-20', provisional), given.snomed('9631008')),
      indicator: 'warning'
    },
    {
      name: 'a burst fracture beside a plain one is found',
      facts: chart(plain, given.fracture('S32.022A', '2026-11-10', { id: 'fx2' })),
      indicator: 'critical',
      summary: /L2 fracture/
    }
  ],
  notApplicable: [
    { name: 'a wedge fracture', facts: chart(given.fracture('S32.010A', '2026-11-20')), reason: /no burst fracture/ },
    { name: 'no fracture', facts: chart(given.icd('M45.9')) },
    { name: 'a resolved burst fracture', facts: chart(given.fracture('S32.012A', '2026-11-20', resolved)) },
    { name: 'the sequela of a burst fracture', facts: chart(given.fracture('S32.012S', '2024-11-20')) },
    { name: 'a burst fracture 366 days ago', facts: chart(given.fracture('S32.011D', '2025-11-21')) },
    {
      name: 'ankylosing spondylitis and a healed fracture',
      facts: chart(given.fracture('S32.010A', '2020-01-01', resolved), given.icd('M45.9'))
    },
    { name: 'axial spondyloarthritis without ankylosis', facts: chart(plain, given.icd('M45.A0')) },
    { name: 'words that deny it', facts: chart(uncoded('L1 vertebral compression fracture, no retropulsion')) },
    {
      name: 'words beside a code that decides',
      facts: chart(
        given.fracture('S32.010A', '2026-11-20', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.010A' }], text: 'burst fracture L1' }
        })
      )
    }
  ],
  dataRequired: [
    {
      name: 'the problem list is cut off',
      facts: factsOf({ resources: [person, plain], unread: { conditions: 'truncated' } }),
      missing: ['ankylosingSpine']
    }
  ]
})

describe('rf-unstable-fracture', () => {
  it('silences advice to move, and argues against therapy but not against rest', () => {
    const facts = factsOf({
      resources: [person, plain, given.icd('M45.9')],
      drafts: [
        given.service('Physical therapy referral', { status: 'draft' }),
        given.service('Strict bed rest, no ambulation', { status: 'draft' })
      ]
    })
    const decision = rfUnstableFracture.evaluate(facts)
    if (decision.decision !== 'applies') throw new Error('expected a card')
    const { silences } = decision.advice
    const [therapy, rest] = facts.drafts ?? []
    if (therapy === undefined || rest === undefined) throw new Error('expected two drafts')
    expect(silences?.cards).toEqual(
      expect.arrayContaining(['early-mobilization', 'pt-referral', 'activity-modification', 'bracing-option', 'follow-up-imaging'])
    )
    expect(silences?.orders).toEqual(['physical-therapy', 'mobilise-with-assistance', 'soft-brace', 'spine-xray'])
    expect(silences?.arguesAgainst?.(therapy)).toBe(true)
    expect(silences?.arguesAgainst?.(rest)).toBe(false)
  })
})
