import { describe, expect, it } from 'vitest'
import { rfInfection } from '../../../src/rules/red-flags/rf-infection.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const person = given.patient(69)
const fracture = given.fracture('M80.08XA', '2026-11-12')
const healed = given.fracture('S32.010A', '2019-05-01', { clinicalStatus: { coding: [{ code: 'resolved' }] } })
const chart = (...resources: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [person, ...resources] })
const temperature = (value: number, date = '2026-11-21', unit = 'Cel') => given.observation('8310-5', value, unit, date)
const raised = { interpretation: [{ coding: [{ code: 'H' }] }] }
const upTo = (high: number, unit: string) => ({ referenceRange: [{ high: { value: high, code: unit } }] })
const crp = (value: number, more = upTo(5, 'mg/L') as object, date = '2026-11-20') =>
  given.observation('1988-5', value, 'mg/L', date, more as Record<string, unknown>)
const whiteCells = (value: number) => given.observation('6690-2', value, '10*9/L', '2026-11-20', upTo(11, '10*9/L'))
const snomedProcedure = (code: string, date: string) => given.procedure('http://snomed.info/sct', code, date)
const over = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const methotrexate = () => given.medication('x', 'methotrexate 15 mg')
const inWords = (words: string) => ({ ...given.snomed('x'), code: { text: words } })
const provisional = { verificationStatus: { coding: [{ code: 'provisional' }] } }

ruleTest(rfInfection, {
  applies: [
    {
      name: 'fever 38.6 and injected drugs',
      facts: chart(fracture, temperature(38.6), given.snomed('226034001')),
      indicator: 'warning',
      detail: [/38\.6 °C/, /Injected drug use/, /CRP and ESR may rise from the fracture itself/],
      offers: ['blood-cultures', 'crp', 'esr', 'blood-count', 'mri']
    },
    {
      name: 'temperature 38.0 today',
      facts: chart(fracture, temperature(38, '2026-11-22')),
      indicator: 'warning',
      summary: /Temperature 38 °C on 2026-11-22/
    },
    { name: 'temperature 100.4 °F', facts: chart(fracture, temperature(100.4, '2026-11-22', '[degF]')), summary: /Temperature 38 °C/ },
    { name: 'fever 14 days ago', facts: chart(fracture, temperature(38.4, '2026-11-08')) },
    {
      name: 'fever yesterday and a normal temperature today',
      facts: chart(fracture, temperature(38.9), temperature(36.8, '2026-11-22')),
      summary: /38\.9 °C on 2026-11-21/
    },
    {
      name: 'discitis on record',
      facts: chart(fracture, given.icd('M46.46', { onsetDateTime: '2026-11-15' })),
      indicator: 'warning',
      summary: /Spinal infection on record \(onset 2026-11-15\)/
    },
    {
      name: 'discitis as a working diagnosis',
      facts: chart(fracture, given.icd('M46.46', provisional)),
      summary: /Spinal infection suspected/
    },
    { name: 'bacteraemia last month', facts: chart(fracture, given.icd('R78.81', { onsetDateTime: '2026-10-20' })), indicator: 'warning' },
    { name: 'injected drugs within 12 months', facts: chart(fracture, given.snomed('228388006', { onsetDateTime: '2025-11-23' })) },
    { name: 'tuberculosis', facts: chart(fracture, given.icd('A15.0')), summary: /Granulomatous infection/ },
    {
      name: 'a lumbar puncture two months before the fracture',
      facts: chart(fracture, snomedProcedure('277762005', '2026-09-12')),
      summary: /Spinal procedure/
    },
    {
      name: 'raised CRP under immunosuppression',
      facts: chart(fracture, crp(60), given.icd('D84.9')),
      indicator: 'warning',
      summary: /CRP 60 mg\/L on 2026-11-20/,
      detail: [/beside D84\\\.9|beside D84\.9/]
    },
    { name: 'raised CRP by the verdict of the laboratory, on dialysis', facts: chart(fracture, crp(60, raised), given.icd('Z99.2')) },
    { name: 'raised CRP beside raised white cells', facts: chart(fracture, crp(60), whiteCells(15)), detail: [/white cells 15/] },
    {
      name: 'raised CRP after vertebroplasty of this fracture',
      facts: chart(fracture, snomedProcedure('401226007', '2026-11-16'), crp(60))
    },
    { name: 'sepsis', facts: chart(fracture, given.icd('A41.9', { onsetDateTime: '2026-11-20' })), indicator: 'critical' },
    {
      name: 'fever with a neurological deficit',
      facts: chart(fracture, temperature(38.6), given.icd('M21.371')),
      indicator: 'critical',
      offers: ['blood-cultures', 'crp', 'esr', 'blood-count', 'mri', 'spine-surgery']
    },
    {
      name: 'osteomyelitis of the foot is an infection of bone, not of the spine',
      facts: chart(fracture, given.icd('M86.171')),
      summary: /^Bone infection on record/,
      notInDetail: [/Spinal infection on record/]
    },
    {
      name: 'fever with a deficit beside a fracture in words only',
      facts: chart(
        { ...given.snomed('x', { onsetDateTime: '2026-11-12' }), code: { text: 'Compression fracture of L1 vertebra' } },
        temperature(38.6),
        given.icd('M21.371')
      ),
      indicator: 'warning'
    },
    {
      name: 'a healed fracture beside discitis and sepsis: the sepsis is not of this fracture',
      facts: chart(healed, given.icd('M46.46'), given.icd('A41.9', { onsetDateTime: '2026-11-20' })),
      indicator: 'warning'
    },
    {
      name: 'fever with retention of urine',
      facts: chart(fracture, temperature(38.6), given.icd('R33.9', { onsetDateTime: '2026-11-20' })),
      indicator: 'critical',
      detail: [/deficit is on record too/]
    },
    { name: 'discitis is not said twice', facts: chart(fracture, given.icd('M46.46')), notInDetail: [/Bone infection/] },
    {
      name: 'the highest of several fevers is named',
      facts: chart(fracture, temperature(38.2, '2026-11-18'), temperature(39.1, '2026-11-19'), temperature(38.4, '2026-11-20')),
      summary: /39\.1 °C on 2026-11-19/
    },
    {
      name: 'a spinal procedure before the later of two fractures',
      facts: chart(fracture, given.fracture('M80.08XA', '2026-09-01', { id: 'fx2' }), snomedProcedure('277762005', '2026-09-12')),
      summary: /Spinal procedure/
    },
    {
      name: 'a spinal procedure beside a fracture of unknown date',
      facts: chart(given.fracture('M80.08XA', ''), snomedProcedure('277762005', '2026-11-16')),
      summary: /Spinal procedure/
    },
    {
      name: 'raised ESR, named with its values and what it stands beside',
      facts: chart(fracture, given.observation('4537-7', 80, 'mm/h', '2026-11-20', upTo(30, 'mm/h')), given.icd('D84.9')),
      summary: /^ESR 80 mm\/h on 2026-11-20/,
      detail: [/Raised: ESR 80 mm\/h on 2026-11-20; beside/],
      notInDetail: [/CRP \d/, /white cells \d/]
    },
    {
      name: 'raised white cells alone under immunosuppression by disease and by medicine',
      facts: chart(fracture, whiteCells(15), given.icd('D84.9'), given.medication('x', 'methotrexate 15 mg')),
      summary: /^White cells 15/,
      detail: [/methotrexate/],
      notInDetail: [/CRP \d/, /ESR \d/]
    },
    {
      name: 'raised CRP under a glucocorticoid, which is named',
      facts: chart(fracture, crp(60), given.medication('8640', 'prednisone 5 mg')),
      summary: /^CRP 60/,
      detail: [/beside prednisone/]
    },
    {
      name: 'raised CRP and white cells, nothing beside them',
      facts: chart(fracture, crp(60), whiteCells(15)),
      detail: [/Raised: CRP 60 mg\/L on 2026-11-20; white cells 15|Raised: CRP 60 mg\/L on 2026-11-20, white cells 15/],
      notInDetail: [/beside/]
    },
    { name: 'a healed fracture beside recorded discitis', facts: chart(healed, given.icd('M46.46')), indicator: 'warning' },
    {
      name: 'immunosuppression alone',
      facts: chart(fracture, given.icd('D84.9')),
      summary: /^Lowered immune defence/,
      indicator: 'warning',
      detail: [/reason to look/],
      offers: ['crp', 'esr', 'blood-count', 'mri']
    },
    {
      name: 'raised CRP with back pain',
      facts: chart(fracture, crp(60), given.icd('M54.50')),
      summary: /^CRP 60/,
      indicator: 'warning'
    },
    { name: 'raised white cells with back pain in words', facts: chart(fracture, whiteCells(15), inWords('Back pain')), summary: /^White/ },
    { name: 'CRP 10.1 without range or verdict under methotrexate', facts: chart(fracture, crp(10.1, {}), methotrexate()) },
    {
      name: 'CRP over 200, as the laboratory reports it',
      facts: chart(
        fracture,
        { ...crp(200), valueQuantity: { value: 200, comparator: '>', unit: 'mg/L', system: 'http://unitsofmeasure.org', code: 'mg/L' } },
        methotrexate()
      )
    },
    {
      name: 'sepsis and a spinal abscess in words are a warning',
      facts: chart(fracture, inWords('Sepsis'), inWords('Suspected spinal epidural abscess'), given.icd('M21.371')),
      indicator: 'warning'
    },
    { name: 'injected drugs in words', facts: chart(fracture, inWords('Intravenous drug use')), indicator: 'warning' }
  ],
  notApplicable: [
    { name: 'nothing found', facts: chart(fracture), reason: /no sign of infection/ },
    { name: 'no fracture', facts: chart(temperature(39)) },
    { name: 'temperature 37.9', facts: chart(fracture, temperature(37.9)) },
    { name: 'temperature 100.3 °F', facts: chart(fracture, temperature(100.3, '2026-11-22', '[degF]')) },
    { name: 'fever 15 days ago', facts: chart(fracture, temperature(39, '2026-11-07')) },
    { name: 'a temperature without a unit is not read', facts: chart(fracture, given.observation('8310-5', 39, undefined, '2026-11-21')) },
    { name: 'raised CRP alone may come from the fracture', facts: chart(fracture, crp(60)) },
    {
      name: 'raised CRP 15 days ago under methotrexate',
      facts: chart(fracture, crp(60, upTo(5, 'mg/L'), '2026-11-07'), methotrexate())
    },
    { name: 'CRP 10 without range or verdict under methotrexate', facts: chart(fracture, crp(10, {}), methotrexate()) },
    {
      name: 'CRP 60 that the laboratory calls normal, under methotrexate',
      facts: chart(fracture, crp(60, { interpretation: [{ coding: [{ code: 'N' }] }] }), methotrexate())
    },
    { name: 'CRP at its limit under methotrexate', facts: chart(fracture, crp(5), methotrexate()) },
    { name: 'methotrexate alone', facts: chart(fracture, methotrexate()) },
    { name: 'back pain alone', facts: chart(fracture, given.icd('M54.50')) },
    { name: 'CRP at its limit and back pain', facts: chart(fracture, crp(5), given.icd('M54.50')) },
    { name: 'raised CRP and back pain that is over', facts: chart(fracture, crp(60), given.icd('M54.50', over)) },
    {
      name: 'white cells raised under a glucocorticoid, and back pain',
      facts: chart(fracture, whiteCells(15), given.medication('8640', 'prednisone 5 mg'), given.icd('M54.50'))
    },
    { name: 'immunosuppression that is over', facts: chart(fracture, given.icd('D84.9', over)) },
    { name: 'immunosuppression beside a healed fracture', facts: chart(healed, given.icd('D84.9')) },
    { name: 'words that deny an infection of the spine', facts: chart(fracture, inWords('Discitis ruled out')) },
    { name: 'injected drugs in the past, in words', facts: chart(fracture, inWords('Former IV drug use')) },
    { name: 'dialysis alone', facts: chart(fracture, given.icd('Z99.2')) },
    {
      name: 'white cells raised under a glucocorticoid, which raises them',
      facts: chart(fracture, whiteCells(15), given.medication('8640', 'prednisone 5 mg'))
    },
    { name: 'injected drugs 13 months ago', facts: chart(fracture, given.snomed('228388006', { onsetDateTime: '2025-10-20' })) },
    { name: 'vertebroplasty of this fracture alone', facts: chart(fracture, snomedProcedure('401226007', '2026-11-16')) },
    { name: 'a spinal procedure on the day of the fracture', facts: chart(fracture, snomedProcedure('277762005', '2026-11-12')) },
    { name: 'a spinal procedure 93 days ago', facts: chart(fracture, snomedProcedure('277762005', '2026-08-21')) },
    { name: 'fever beside a healed fracture', facts: chart(healed, temperature(39)) },
    {
      name: 'a healed fracture, and results that could not be read would not matter',
      facts: factsOf({ resources: [person, healed], unread: { measurements: 'failed', labs: 'failed' } }),
      reason: /beside a healed fracture/
    },
    { name: 'osteomyelitis of the foot beside a healed fracture', facts: chart(healed, given.icd('M86.171')) }
  ],
  dataRequired: [
    {
      name: 'whether there is a fracture could not be read',
      facts: factsOf({ resources: [person], unread: { conditions: 'failed' } }),
      missing: ['fractures']
    },
    {
      name: 'measurements could not be read and nothing else speaks',
      facts: factsOf({ resources: [person, fracture], unread: { measurements: 'failed' } }),
      missing: ['temperature']
    },
    {
      name: 'laboratory results could not be read',
      facts: factsOf({ resources: [person, fracture], unread: { labs: 'failed' } }),
      missing: ['crp']
    },
    {
      name: 'the problem list is cut off',
      facts: factsOf({ resources: [person, fracture], unread: { conditions: 'truncated' } }),
      missing: ['spinalInfection']
    }
  ]
})

describe('rf-infection', () => {
  it('silences guidance and argues against augmentation', () => {
    const facts = factsOf({
      resources: [person, fracture, temperature(38.6)],
      drafts: [
        given.service('Balloon kyphoplasty', {
          status: 'draft',
          code: { coding: [{ system: 'http://snomed.info/sct', code: '426243004' }] }
        }),
        given.draft('161', 'acetaminophen 500 mg')
      ]
    })
    const decision = rfInfection.evaluate(facts)
    if (decision.decision !== 'applies') throw new Error('expected a card')
    const [kyphoplasty, acetaminophen] = facts.drafts ?? []
    if (kyphoplasty === undefined || acetaminophen === undefined) throw new Error('expected two drafts')
    expect(decision.advice.silences?.cards).toBe('all-guidance')
    expect(decision.advice.silences?.arguesAgainst?.(kyphoplasty)).toBe(true)
    expect(decision.advice.silences?.arguesAgainst?.(acetaminophen)).toBe(false)
  })
  it('argues against augmentation in words too, and not against a consultation about it', () => {
    const facts = factsOf({
      resources: [person, fracture, temperature(38.6)],
      drafts: ['Balloon kyphoplasty L1', 'Vertebroplasty consultation'].map(words => given.service(words, { status: 'draft' }))
    })
    const decision = rfInfection.evaluate(facts)
    if (decision.decision !== 'applies') throw new Error('expected a card')
    const against = decision.advice.silences?.arguesAgainst
    expect((facts.drafts ?? []).map(draft => against?.(draft))).toEqual([true, false])
  })
})
