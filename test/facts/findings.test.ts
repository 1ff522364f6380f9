import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import {
  beganWithin,
  conditionFinding,
  datedText,
  indexFindings,
  inSets,
  procedureFinding,
  type Finding
} from '../../src/facts/findings.js'
import { factsOf, given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
const finding = (condition: FhirResource): Finding => {
  const found = conditionFinding(condition, asOf)
  if (found === undefined) throw new Error('no finding')
  return found
}
const inWords = (text: string, more: Readonly<Record<string, unknown>> = {}): Finding => finding(given.icd('', { code: { text }, ...more }))
const status = (code: string): Readonly<Record<string, unknown>> => ({ clinicalStatus: { coding: [{ code }] } })
const verified = (code: string): Readonly<Record<string, unknown>> => ({ verificationStatus: { coding: [{ code }] } })

describe('a Condition', () => {
  it('belongs to the value sets of all its codes', () => {
    expect([...finding(given.icd('C79.51')).sets]).toEqual(expect.arrayContaining(['spinal-malignancy', 'cancer-active']))
    const both = given.icd('', {
      code: {
        coding: [
          { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'N18.4' },
          { system: 'urn:oid:2.16.840.1.113883.6.90', code: 'E55.9' }
        ]
      }
    })
    expect([...finding(both).sets]).toEqual(expect.arrayContaining(['ckd-stage-4-5-esrd', 'vitamin-d-deficiency']))
  })
  it.each(['refuted', 'entered-in-error'])('that is %s is none', code => {
    expect(conditionFinding(given.icd('C79.51', verified(code)), asOf)).toBeUndefined()
  })
  it.each([
    ['active', true],
    ['recurrence', true],
    ['relapse', true],
    ['unknown', true],
    ['inactive', false],
    ['remission', false],
    ['resolved', false]
  ])('that is %s is active: %s', (code, active) => {
    expect(finding(given.icd('N17.9', status(code))).active).toBe(active)
  })
  it('without a status is active', () => {
    expect(finding(given.icd('N17.9', { clinicalStatus: undefined })).active).toBe(true)
  })
  it('with an abatement of the past is over, with one to come it is not', () => {
    expect(finding(given.icd('N17.9', { abatementDateTime: '2026-11-01' })).active).toBe(false)
    expect(finding(given.icd('N17.9', { abatementDateTime: '2026-12-01' })).active).toBe(true)
  })
  it.each([
    ['unconfirmed', true],
    ['provisional', true],
    ['differential', true],
    ['confirmed', false]
  ])('that is %s is suspected: %s', (code, suspected) => {
    expect(finding(given.icd('C79.51', verified(code))).suspected).toBe(suspected)
  })
  it('has an onset only when one is written: the record date is none', () => {
    expect(finding(given.icd('N17.9', { recordedDate: '2026-11-20' }))).toMatchObject({
      onset: undefined,
      recorded: { text: '2026-11-20' }
    })
    expect(finding(given.icd('N17.9', { onsetPeriod: { start: '2026-11-01' } })).onset?.text).toBe('2026-11-01')
    expect(finding(given.icd('N17.9', { onsetString: 'last week' })).onset).toBeUndefined()
  })
})

describe('words, where no code of ours decides', () => {
  it.each([
    'Breast cancer',
    'History of breast cancer 2011',
    'Breast cancer, no evidence of disease',
    'Breast cancer found on screening',
    'Lung cancer, high risk of recurrence',
    'Prostate carcinoma',
    'Multiple myeloma',
    'Leukaemia',
    'Metastatic disease',
    'Malignant neoplasm of kidney',
    'Breast cancer, no evidence of recurrence'
  ])('"%s" is a cancer', words => {
    const found = inWords(words)
    expect(found.sets.has('cancer-snomed')).toBe(true)
    expect(found.byText).toBe(true)
  })
  it.each([
    'Family history of breast cancer',
    'FH: colon cancer',
    'Screening for malignant neoplasm of colon',
    'Encounter for screening mammogram for malignant neoplasm of breast',
    'Colon cancer screening',
    'Suspected malignancy',
    'Malignancy ruled out',
    'No evidence of malignancy',
    'No history of cancer',
    'At increased risk of breast cancer',
    'Basal cell carcinoma of nose',
    'Squamous cell carcinoma of skin',
    'Carcinoma in situ of cervix',
    'Malignant hyperthermia',
    'Malignant essential hypertension',
    'Neuroleptic malignant syndrome',
    'Malignant otitis externa',
    'Premalignant lesion',
    'Non-malignant tumour',
    'Benign neoplasm of colon',
    'Hypertension'
  ])('"%s" is no cancer', words => {
    expect(inWords(words).sets.has('cancer-snomed')).toBe(false)
  })
  it.each([
    'Numbness of perineum',
    'Perineal numbness',
    'Perineal hypoesthesia',
    'Saddle area numbness',
    'Numbness in the saddle area',
    'Reduced sensation around the anus',
    'Loss of feeling in the perineum'
  ])('"%s" is a cauda equina sign', words => {
    expect(inWords(words).sets.has('cauda-equina')).toBe(true)
  })
  it.each(['No perineal numbness', 'Numbness of hand', 'Saddle embolus', 'Chronic perineal pain', 'Denies saddle area numbness'])(
    '"%s" is none',
    words => {
      expect(inWords(words).sets.has('cauda-equina')).toBe(false)
    }
  )
  it.each([
    ['Cauda equina syndrome ruled out', false],
    ['Spinal cord compression was excluded on MRI', false],
    ['Cauda equina syndrome to be ruled out', true],
    ['Saddle anesthesia, cord compression excluded', true],
    ['Cauda equina syndrome ruled out, new myelopathy', true]
  ])('"%s" leaves a deficit in question: %s', (words, open) => {
    const { sets } = inWords(words)
    expect(sets.has('cauda-equina') || sets.has('neurological-deficit')).toBe(open)
  })
  it.each(['Breastfeeding (mother)', 'Postpartum state', 'Postnatal visit', 'Lactating', 'Puerperium'])(
    '"%s" is the time after birth',
    words => {
      expect(inWords(words).sets.has('lactation-postpartum')).toBe(true)
    }
  )
  it.each([
    'History of postpartum depression',
    'Postpartum thyroiditis',
    'Not breastfeeding',
    'Lactose intolerance',
    'Lactation suppressed'
  ])('"%s" is not', words => {
    expect(inWords(words).sets.has('lactation-postpartum')).toBe(false)
  })
  it.each(['Hospice care', 'Palliative care', 'Comfort measures only', 'End-of-life care'])('"%s" is palliative care', words => {
    expect(inWords(words).sets.has('palliative-care')).toBe(true)
  })
  it.each([
    'Hospice declined',
    'Not eligible for hospice',
    'Husband in hospice',
    'Discharged from hospice',
    'Palliative care discussed',
    'Refuses palliative care'
  ])('"%s" is not', words => {
    expect(inWords(words).sets.has('palliative-care')).toBe(false)
  })
  it('are not read beside a code of ours', () => {
    const coded = finding(
      given.icd('I10', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E55.9' }], text: 'Cancer' } })
    )
    expect([...coded.sets]).toEqual(['vitamin-d-deficiency'])
    expect(coded.byText).toBe(false)
  })
})

describe('a Procedure', () => {
  it('is dated by when it was done', () => {
    expect(procedureFinding(given.procedure('http://snomed.info/sct', '1', '2026-11-01'))?.onset?.text).toBe('2026-11-01')
    expect(procedureFinding({ resourceType: 'Procedure', performedPeriod: { start: '2026-11-02' } })?.onset?.text).toBe('2026-11-02')
  })
  it.each(['entered-in-error', 'not-done', 'preparation', 'stopped'])('that is %s was not done', code => {
    expect(procedureFinding({ ...given.procedure('s', 'c', '2026-11-01'), status: code })).toBeUndefined()
  })
  it('of STU3 may say in another member that it was not done', () => {
    expect(procedureFinding({ ...given.procedure('s', 'c', '2026-11-01'), notDone: true })).toBeUndefined()
  })
  it('in progress is active, completed is not', () => {
    expect(procedureFinding({ ...given.procedure('s', 'c', '2026-11-01'), status: 'in-progress' })?.active).toBe(true)
    expect(procedureFinding(given.procedure('s', 'c', '2026-11-01'))?.active).toBe(false)
  })
})

describe('beginning within 30 days', () => {
  const began = (more: Readonly<Record<string, unknown>>, undated = true): boolean =>
    beganWithin(finding(given.icd('N17.9', more)), 30, asOf, undated)
  it.each([
    ['2026-10-23', true],
    ['2026-10-22', false],
    ['2026-10', true],
    ['2026-09', false],
    ['2026', true],
    ['2025', false]
  ])('with an onset of %s is %s', (onsetDateTime, expected) => {
    expect(began({ onsetDateTime })).toBe(expected)
    expect(began({ onsetDateTime }, false)).toBe(expected)
  })
  it('undated is what the caller says', () => {
    expect(began({})).toBe(true)
    expect(began({}, false)).toBe(false)
  })
  it('recorded long ago is not recent; recorded lately is undated', () => {
    expect(began({ recordedDate: '2026-10-22' })).toBe(false)
    expect(began({ recordedDate: '2026-10-23' })).toBe(true)
    expect(began({ recordedDate: '2026-10-23' }, false)).toBe(false)
  })
})

it('an index holds a finding once per set, and a selection over sets holds it once', () => {
  const condition = given.icd('C79.51')
  const index = indexFindings([conditionFinding(condition, asOf), undefined, conditionFinding(given.icd('E55.9'), asOf)])
  expect(inSets(index, ['spinal-malignancy', 'cancer-active'])).toHaveLength(1)
  expect(inSets(index, ['vte'])).toEqual([])
})

it('the date of a finding is told in words', () => {
  expect(datedText(finding(given.icd('N17.9', { onsetDateTime: '2026-11-20' })))).toBe('onset 2026-11-20')
  expect(datedText(finding(given.icd('N17.9', { recordedDate: '2026-11-21' })))).toBe('recorded 2026-11-21, onset not given')
  expect(datedText(finding(given.icd('N17.9')))).toBe('undated')
})

describe('facts over findings', () => {
  it('of today leave out what is over or only suspected', () => {
    const gerd = (more: Readonly<Record<string, unknown>>): number | undefined =>
      factsOf({ resources: [given.icd('K21.9', more)] }).gerd?.length
    expect(gerd({})).toBe(1)
    expect(gerd(status('resolved'))).toBe(0)
    expect(gerd(verified('provisional'))).toBe(0)
  })
  it('of a lifetime keep what is over', () => {
    expect(factsOf({ resources: [given.icd('I26.99', status('resolved'))] }).thrombosis).toHaveLength(1)
  })
  it('non-melanoma skin cancer is no cancer', () => {
    expect(factsOf({ resources: [given.icd('Z85.828')] }).cancer).toEqual([])
    expect(factsOf({ resources: [given.icd('C44.91')] }).cancer).toEqual([])
    expect(factsOf({ resources: [given.icd('Z85.3')] }).cancer).toHaveLength(1)
  })
  it('palliative care may be a procedure that is under way', () => {
    const care = (state: string) => ({ ...given.procedure('http://snomed.info/sct', '385763009', '2026-11-01'), status: state })
    expect(factsOf({ resources: [care('in-progress')] }).palliativeCare).toHaveLength(1)
    for (const state of ['completed', 'stopped', 'not-done', 'on-hold'])
      expect(factsOf({ resources: [care(state)] }).palliativeCare).toEqual([])
  })
  it('palliative care is not known when the problem list could not be read', () => {
    expect(factsOf({ resources: [] }).palliativeCare).toEqual([])
    expect(factsOf({ resources: [], unread: { conditions: 'failed' } }).palliativeCare).toBeUndefined()
    expect(factsOf({ resources: [given.icd('Z51.5')], unread: { conditions: 'truncated' } }).palliativeCare).toHaveLength(1)
  })
})
