import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { byUrgency, isUpperThoracic, readFracture, type Fracture } from '../../src/facts/fracture.js'
import { factsOf, given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
const ICD10 = 'http://hl7.org/fhir/sid/icd-10'
const SCT = 'http://snomed.info/sct'
const read = (condition: FhirResource, birthDate = '1952-03-01', day = asOf): Fracture | undefined =>
  readFracture(condition, day, birthDate)
const known = (condition: FhirResource, birthDate?: string, day?: string): Fracture => {
  const fracture = read(condition, birthDate, day)
  if (fracture === undefined) throw new Error('no fracture')
  return fracture
}
const icd = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => given.icd(code, more)
const inWords = (text: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => given.icd('', { code: { text }, ...more })
const site = (...codes: readonly string[]): object[] => codes.map(code => ({ coding: [{ system: SCT, code }] }))
const status = (code: string): object => ({ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }] })

describe('ICD-10-CM', () => {
  it.each([
    ['M80.08XA', [], undefined],
    ['M8008XA', [], undefined],
    ['m80.08xa', [], undefined],
    ['M80.88XD', [], undefined],
    ['M80.08', [], undefined],
    ['M48.50XA', [], undefined],
    ['M48.54XA', [], 'thoracic'],
    ['M48.55XA', [], 'thoracolumbar'],
    ['M48.56XA', [], 'lumbar'],
    ['M48.57XA', [], 'lumbar'],
    ['M84.58XA', [], undefined],
    ['S22.000A', [], 'thoracic'],
    ['S22.040A', ['T4'], 'thoracic'],
    ['S22.050A', ['T5', 'T6'], 'thoracic'],
    ['S22.060A', ['T7', 'T8'], 'thoracic'],
    ['S22.070A', ['T9', 'T10'], 'thoracic'],
    ['S22.080A', ['T11', 'T12'], 'thoracic'],
    ['S32.000A', [], 'lumbar'],
    ['S32.010A', ['L1'], 'lumbar'],
    ['S32010A', ['L1'], 'lumbar'],
    ['s32010a', ['L1'], 'lumbar'],
    ['S32.020A', ['L2'], 'lumbar'],
    ['S32.030A', ['L3'], 'lumbar'],
    ['S32.040A', ['L4'], 'lumbar'],
    ['S32.050A', ['L5'], 'lumbar'],
    ['S32.0', [], undefined]
  ])('%s is a vertebral fracture at %j, %s', (code, levels, region) => {
    expect(known(icd(code))).toMatchObject({ levels, region, byText: false, status: 'current' })
  })

  it.each([
    'S12.000A',
    'M48.51XA',
    'M48.52XA',
    'S32.10XA',
    'M48.58XA',
    'S22.41XA',
    'S32.409A',
    'M80.051A',
    'M84.50XA',
    'M81.0',
    'M54.50',
    'S72.001A',
    'Z87.310',
    'M80',
    'Z13.820'
  ])('%s is none of ours', code => {
    expect(read(icd(code))).toBeUndefined()
  })

  it.each(['S22.010A', 'S22.020A', 'S22.030A', 'M48.53XA'])('%s lies above T4: it reaches the red flags only', code => {
    expect(isUpperThoracic(known(icd(code)))).toBe(true)
    const { fracture, fractures } = factsOf({ resources: [given.patient(74), icd(code)] })
    expect(fractures).toHaveLength(1)
    expect(fracture).toBeUndefined()
  })

  it('the OID of the code system is the code system', () => {
    expect(known(given.condition('urn:oid:2.16.840.1.113883.6.90', 'S32.010A'))).toMatchObject({ levels: ['L1'], seventh: 'A' })
  })

  describe('the seventh character', () => {
    it.each([
      ...['A', 'D', 'G', 'K', 'P', 'S'].flatMap(letter => [`M80.08X${letter}`, `M84.58X${letter}`]),
      ...['A', 'B', 'D', 'G', 'K', 'S'].flatMap(letter => [`S32.010${letter}`, `S22.080${letter}`]),
      ...['A', 'D', 'G', 'S'].map(letter => `M48.56X${letter}`)
    ])('of %s is read', code => {
      expect(known(icd(code)).seventh).toBe(code.at(-1))
    })
    it.each([
      'M80.08XB',
      'M80.08XX',
      'M80.08XZ',
      'M80.08X',
      'M80.08A',
      'M48.56XK',
      'M48.56XP',
      'S32.010P',
      'S32.010C',
      'S32.010',
      'M80.08XA9'
    ])('of %s is an error, and no signal', code => {
      expect(read(icd(code))?.seventh).toBeUndefined()
    })
    it('S makes it prior; A and B do not make it acute', () => {
      expect(known(icd('M80.08XS'))).toMatchObject({ status: 'prior', acuity: 'healed-prior' })
      expect(known(icd('M80.08XA')).acuity).toBe('unknown')
      expect(known(icd('S32.010B')).acuity).toBe('unknown')
    })
    it('B speaks of high energy', () => {
      expect(factsOf({ resources: [given.patient(74), icd('S32.010B')] }).fracture?.etiology).toBe('high-energy')
    })
    it('is not read from a code of the WHO', () => {
      expect(read(given.condition(ICD10, 'S32.010D'))?.seventh).toBeUndefined()
    })
  })
})

describe('ICD-10 of the WHO', () => {
  it.each([
    ['M48.5', undefined],
    ['M48.56', 'lumbar'],
    ['S22.0', 'thoracic'],
    ['S22.00', 'thoracic'],
    ['S22.01', 'thoracic'],
    ['S22.1', 'thoracic'],
    ['S32.0', 'lumbar'],
    ['S32.01', 'lumbar'],
    ['T08', undefined]
  ])('%s is a vertebral fracture without a level (%s)', (code, region) => {
    expect(known(given.condition(ICD10, code))).toMatchObject({ levels: [], region })
  })
  it('S22.01 is an open fracture, not T1, and stays in scope', () => {
    expect(isUpperThoracic(known(given.condition(ICD10, 'S22.01')))).toBe(false)
  })
  it.each(['M80.08', 'M80.0', 'M84.58', 'S12.2', 'M48.52', 'S32.1'])('%s is none: its digits mean something else', code => {
    expect(read(given.condition(ICD10, code, { code: { coding: [{ system: ICD10, code }] } }))).toBeUndefined()
  })
})

describe('SNOMED CT', () => {
  it.each(['42942008', '203450003', '240198002', '207957008', '125608002'])('%s is a vertebral fracture', code => {
    expect(known(given.snomed(code))).toMatchObject({ byText: false, levels: [] })
  })
  it.each(['203452006', '207983003', '11311641000119106', '207975009'])('%s lies in neck or sacrum', code => {
    expect(read(given.snomed(code))).toBeUndefined()
  })
  it.each(['443165006', '268029009'])('%s names no bone: a vertebra only by its body site', code => {
    expect(read(given.snomed(code))).toBeUndefined()
    expect(
      read(given.snomed(code, { code: { coding: [{ system: SCT, code }], text: 'Osteoporotic fracture of L1 vertebra' } }))
    ).toBeUndefined()
    expect(known(given.snomed(code, { bodySite: site('66794005') })).levels).toEqual(['L1'])
    expect(read(given.snomed(code, { bodySite: site('29627003') }))).toBeUndefined()
  })
  it('history is prior', () => {
    expect(known(given.snomed('391094005'))).toMatchObject({ status: 'prior', acuity: 'healed-prior' })
    expect(known(given.snomed('312662008')).status).toBe('prior')
  })
})

describe('the body site', () => {
  it.each([
    ['64864005', 'T1'],
    ['1626008', 'T3'],
    ['73071006', 'T4'],
    ['23215003', 'T12'],
    ['66794005', 'L1'],
    ['61032001', 'L1'],
    ['49668003', 'L5']
  ])('%s is %s', (code, level) => {
    expect(known(given.snomed('42942008', { bodySite: site(code) })).levels).toEqual([level])
  })
  it('may be several, or a lone object', () => {
    expect(known(given.snomed('42942008', { bodySite: site('23215003', '66794005') })).levels).toEqual(['T12', 'L1'])
    expect(known(given.snomed('42942008', { bodySite: site('66794005')[0] })).levels).toEqual(['L1'])
  })
  it('narrows the code', () => {
    expect(known(icd('S22.080A', { bodySite: site('23215003') })).levels).toEqual(['T12'])
  })
  it('does not take a lumbar code out of scope', () => {
    const contradictory = known(icd('S32.010A', { bodySite: site('53733008') }))
    expect(contradictory.levels).toEqual(['L1', 'T2'])
    expect(isUpperThoracic(contradictory)).toBe(false)
  })
  it('makes a plain fracture one of the vertebra, known by words', () => {
    const plain = (text: string, bodySite: unknown) => read(given.snomed('125605004', { code: { text }, bodySite }))
    expect(plain('Fracture of bone', site('66794005'))).toMatchObject({ levels: ['L1'], byText: true, status: 'current' })
    expect(plain('Fracture', [{ text: 'T12 vertebral body' }])?.levels).toEqual(['T12'])
    expect(plain('Fracture of bone', undefined)).toBeUndefined()
    expect(plain('Fracture of bone', [{ text: 'Femur' }])).toBeUndefined()
    expect(plain('Back pain', site('66794005'))).toBeUndefined()
    expect(plain('No acute fracture', site('66794005'))).toBeUndefined()
    expect(plain('Fracture of transverse process', site('66794005'))).toBeUndefined()
    expect(plain('Fracture of bone', [{ text: 'C5 vertebra' }])).toBeUndefined()
  })
  it('in words is read where no code tells the level', () => {
    expect(known(given.snomed('42942008', { bodySite: [{ text: 'L2 vertebra' }] })).levels).toEqual(['L2'])
    expect(read(given.snomed('42942008', { bodySite: [{ text: 'C5 vertebra' }] }))).toBeUndefined()
  })
})

describe('words, where no code decides', () => {
  it.each([
    ['Compression fracture of L1 vertebra', ['L1']],
    ['L1 compression fx', ['L1']],
    ['Osteoporotic fracture of lumbar spine', []],
    ['T12-L1 compression fractures', ['T12', 'L1']],
    ['Collapsed vertebra T 8', ['T8']],
    ['VCF', []],
    ['L1 compression fracture, no acute neurological deficit', ['L1']],
    ['L1 compression fracture with no evidence of retropulsion', ['L1']],
    ['Compression fracture of lumbar vertebra, cervical spondylosis', []],
    ['L2 compression fracture, T1 hypointense', ['L2']]
  ])('"%s" is a fracture at %j', (words, levels) => {
    expect(known(inWords(words))).toMatchObject({ levels, byText: true })
  })
  it.each([
    'Osteoporosis without current pathological fracture of vertebra',
    'No evidence of vertebral compression fracture',
    'No acute compression fracture of the lumbar spine',
    'Vertebral compression fracture ruled out',
    'Family history of vertebral fracture',
    'Screening for vertebral fracture',
    'At risk for vertebral fracture',
    'Compression fracture of hip',
    'Rib fracture',
    'Fracture of lumbar spine',
    'Lumbar spinal stenosis',
    'Compression fracture of C5 vertebra',
    'Sacral insufficiency fracture of the spine',
    'Stress',
    ''
  ])('"%s" is none', words => {
    expect(read(inWords(words))).toBeUndefined()
  })
  it('in doubt make it suspected, of the past make it prior', () => {
    expect(known(inWords('Possible L1 compression fracture')).status).toBe('suspected')
    expect(known(inWords('L1 compression fracture?')).status).toBe('suspected')
    expect(known(inWords('L1 wedging, age indeterminate, compression fracture')).status).toBe('suspected')
    expect(known(inWords('History of L1 compression fracture')).status).toBe('prior')
    expect(known(inWords('Healed L1 compression fracture')).status).toBe('prior')
  })
  it('do not overrule a code', () => {
    expect(
      read(
        icd('M81.0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }], text: 'L1 compression fracture' }
        })
      )
    ).toBeUndefined()
    expect(
      known(
        icd('S32.010A', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.010A' }], text: 'Fracture of C5' } })
      ).levels
    ).toEqual(['L1'])
  })
  it('that name a sequence of the scanner name no vertebra', () => {
    expect(known(inWords('Thoracic compression fracture, T2 hyperintense')).levels).toEqual([])
  })
})

describe('Z87.310', () => {
  const history = (text: string): FhirResource =>
    icd('Z87.310', {
      code: {
        coding: [
          { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z87.310', display: 'Personal history of (healed) osteoporosis fracture' }
        ],
        text
      }
    })
  it('alone names no vertebra', () => {
    expect(read(history('Personal history of healed osteoporosis fracture'))).toBeUndefined()
  })
  it('with a vertebra in its words or its body site is a prior fracture', () => {
    expect(known(history('Healed osteoporotic vertebral fracture')).status).toBe('prior')
    expect(known(icd('Z87.310', { bodySite: site('66794005') }))).toMatchObject({ status: 'prior', levels: ['L1'] })
  })
  it('with another bone is none', () => {
    expect(read(history('Healed osteoporotic wrist fracture'))).toBeUndefined()
  })
})

describe('status', () => {
  it.each(['refuted', 'entered-in-error'])('%s is no fracture', code => {
    expect(read(icd('M80.08XA', { verificationStatus: { coding: [{ code }] } }))).toBeUndefined()
    expect(
      read(
        icd('M80.08XA', {
          verificationStatus: {
            coding: [
              { system: 'urn:local', code: '7' },
              { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }
            ]
          }
        })
      )
    ).toBeUndefined()
  })
  it.each(['unconfirmed', 'provisional', 'differential'])('%s is suspected', code => {
    expect(known(icd('M80.08XA', { verificationStatus: { coding: [{ code }] } })).status).toBe('suspected')
  })
  it('a resolved one that was never confirmed is no established prior fracture', () => {
    expect(
      known(icd('M80.08XA', { verificationStatus: { coding: [{ code: 'provisional' }] }, clinicalStatus: status('resolved') }))
    ).toMatchObject({ status: 'suspected', acuity: 'healed-prior' })
  })
  it.each(['active', 'recurrence', 'relapse'])('%s is current', code => {
    expect(known(icd('M80.08XA', { clinicalStatus: status(code) }))).toMatchObject({ status: 'current', statusMissing: false })
  })
  it.each(['inactive', 'remission', 'resolved'])('%s is prior', code => {
    expect(known(icd('M80.08XA', { clinicalStatus: status(code) })).status).toBe('prior')
  })
  it.each([undefined, null, {}, status('unknown'), 5])('%j is taken for current, and said to be missing', clinicalStatus => {
    expect(known(icd('M80.08XA', { clinicalStatus }))).toMatchObject({ status: 'current', statusMissing: true })
  })
  it.each([
    { abatementDateTime: '2026-01-01' },
    { abatementPeriod: { end: '2026-01-01' } },
    { abatementAge: { value: 73, code: 'a' } },
    { abatementString: 'healed' },
    { abatementBoolean: true }
  ])('%j is prior', more => {
    expect(known(icd('M80.08XA', more)).status).toBe('prior')
  })
  it.each([
    { abatementDateTime: '2027-01-01' },
    { abatementDateTime: 'Invalid date' },
    { abatementPeriod: { start: '2026-11-01', end: '2027-02-01' } },
    { abatementString: 'ongoing' },
    { abatementString: 'not resolved' },
    { abatementString: '' },
    { abatementBoolean: false },
    { abatementDateTime: null }
  ])('%j is current still', more => {
    expect(known(icd('M80.08XA', more)).status).toBe('current')
  })
})

describe('onset', () => {
  const age = (more: Readonly<Record<string, unknown>>, birthDate?: string, day?: string): object => {
    const { age: interval, acuity, onsetProblem } = known(icd('M80.08XA', more), birthDate, day)
    return { ...interval, acuity, problem: onsetProblem }
  }
  it.each([
    ['2026-11-22', 0, 'hyperacute'],
    ['2026-11-17', 5, 'hyperacute'],
    ['2026-11-16', 6, 'acute'],
    ['2026-10-26', 27, 'acute'],
    ['2026-10-25', 28, 'subacute'],
    ['2026-08-31', 83, 'subacute'],
    ['2026-08-30', 84, 'chronic'],
    ['2019-01-01', 2882, 'chronic']
  ])('on %s is %i days ago, %s', (onsetDateTime, days, acuity) => {
    expect(age({ onsetDateTime })).toEqual({ min: days, max: days, acuity, problem: undefined })
  })
  it('5: "2026-10" is 0 to 3 days on 4 October and 0 to 19 on the 20th', () => {
    expect(age({ onsetDateTime: '2026-10' }, undefined, '2026-10-04')).toMatchObject({ min: 0, max: 3, acuity: 'hyperacute' })
    expect(age({ onsetDateTime: '2026-10' }, undefined, '2026-10-20')).toMatchObject({ min: 0, max: 19, acuity: 'acute' })
  })
  it('over two classes takes the narrower permissions, over more none', () => {
    expect(age({ onsetDateTime: '2026-09' }, undefined, '2026-10-10')).toMatchObject({ min: 10, max: 39, acuity: 'acute' })
    expect(age({ onsetDateTime: '2026-08' })).toMatchObject({ min: 83, max: 113, acuity: 'chronic' })
    expect(age({ onsetDateTime: '2026' })).toMatchObject({ min: 0, max: 325, acuity: 'unknown' })
    expect(age({ onsetDateTime: '2024' })).toMatchObject({ acuity: 'chronic' })
  })
  it('of a period is its start', () => {
    expect(age({ onsetPeriod: { start: '2026-11-19', end: '2026-11-21' } })).toMatchObject({ min: 3, max: 3 })
    expect(age({ onsetPeriod: { end: '2026-11-21' } })).toMatchObject({ problem: 'missing' })
  })
  it('in words is not read', () => {
    expect(age({ onsetString: '3 days ago' })).toEqual({ min: 0, max: Infinity, acuity: 'unknown', problem: 'missing' })
  })
  it('as an age can show it old, never new', () => {
    expect(age({ onsetAge: { value: 70, code: 'a' } })).toMatchObject({ acuity: 'chronic', problem: undefined })
    // Her 74th birthday was three days ago.
    expect(age({ onsetAge: { value: 74, code: 'a' } }, '1952-11-19')).toEqual({
      min: 0,
      max: Infinity,
      acuity: 'unknown',
      problem: 'too coarse'
    })
    expect(age({ onsetAge: { value: 888, code: 'mo' } })).toMatchObject({ problem: 'missing' })
    expect(age({ onsetAge: { value: 70 } })).toMatchObject({ problem: 'missing' })
  })
  it('to come is not used', () => {
    expect(known(icd('M80.08XA', { onsetDateTime: '2026-12-01' }))).toMatchObject({
      onset: undefined,
      onsetProblem: 'future',
      acuity: 'unknown',
      age: { min: 0, max: Infinity }
    })
    expect(age({ onsetDateTime: '2027' })).toMatchObject({ problem: 'future' })
  })
  it.each(['Invalid date', '2026-02-30', 20261119, null])('%j is missing', onsetDateTime => {
    expect(age({ onsetDateTime })).toMatchObject({ problem: 'missing', max: Infinity })
  })
  it('is never the record date: that shows it old, not new', () => {
    expect(age({ recordedDate: '2026-11-22' })).toEqual({ min: 0, max: Infinity, acuity: 'unknown', problem: 'missing' })
    expect(age({ recordedDate: '2026-08-31' })).toMatchObject({ min: 83, acuity: 'unknown' })
    expect(age({ recordedDate: '2026-08-30' })).toMatchObject({ min: 84, max: Infinity, acuity: 'chronic' })
    expect(age({ recordedDate: '2027-08-30' })).toMatchObject({ min: 0 })
    expect(age({ meta: { lastUpdated: '2020-01-01T00:00:00Z' } })).toMatchObject({ min: 0, problem: 'missing' })
  })
})

describe('an onset that contradicts', () => {
  it.each(['D', 'G', 'K', 'P', 'S'])('the letter %s on day 3 and on day 5', letter => {
    for (const onsetDateTime of ['2026-11-19', '2026-11-17']) {
      expect(known(icd(`M80.08X${letter}`, { onsetDateTime }))).toMatchObject({ onsetProblem: 'conflict', age: { max: Infinity } })
    }
    expect(known(icd(`M80.08X${letter}`, { onsetDateTime: '2026-11-16' })).onsetProblem).toBeUndefined()
  })
  it('leaves a current one of unknown age', () => {
    expect(known(icd('M80.08XD', { onsetDateTime: '2026-11-19' })).acuity).toBe('unknown')
  })
  it('the status: resolved with an onset of yesterday', () => {
    expect(known(icd('M80.08XA', { onsetDateTime: '2026-11-21', clinicalStatus: status('resolved') }))).toMatchObject({
      status: 'prior',
      onsetProblem: 'conflict'
    })
  })
  it('the record: nobody writes it down before it happens', () => {
    expect(known(icd('M80.08XA', { onsetDateTime: '2026-11-20', recordedDate: '2020-05-01' }))).toMatchObject({
      onsetProblem: 'conflict',
      acuity: 'unknown',
      age: { max: Infinity }
    })
    expect(known(icd('M80.08XA', { onsetDateTime: '2026-11-20', recordedDate: '2026-11-19T23:00:00Z' })).onsetProblem).toBeUndefined()
    expect(known(icd('M80.08XA', { onsetDateTime: '2026-11-20', recordedDate: '2026-11' })).onsetProblem).toBeUndefined()
  })
  it('A and B do not', () => {
    expect(known(icd('M80.08XA', { onsetDateTime: '2026-11-21' })).onsetProblem).toBeUndefined()
    expect(known(icd('S32.010B', { onsetDateTime: '2026-11-21' })).onsetProblem).toBeUndefined()
  })
})

it('current goes before suspected before prior, and the youngest first', () => {
  const old = known(icd('M80.08XA', { id: 'old', onsetDateTime: '2026-01-01' }))
  const young = known(icd('M80.08XA', { id: 'young', onsetDateTime: '2026-11-01' }))
  const suspected = known(
    icd('M80.08XA', { id: 'suspected', onsetDateTime: '2026-11-20', verificationStatus: { coding: [{ code: 'provisional' }] } })
  )
  const prior = known(icd('M80.08XA', { id: 'prior', onsetDateTime: '2026-11-10', clinicalStatus: status('resolved') }))
  expect([prior, suspected, old, young].sort(byUrgency).map(({ ref }) => ref)).toEqual([
    'Condition/young',
    'Condition/old',
    'Condition/suspected',
    'Condition/prior'
  ])
})
