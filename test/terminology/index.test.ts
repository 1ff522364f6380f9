import { describe, expect, it } from 'vitest'
import {
  ATC,
  HCPCS,
  ICD10,
  ICD10CM,
  LOINC,
  RXNORM,
  SNOMED,
  canonicalSystem,
  conceptsIn,
  medicationSetsNamedIn,
  normalizeIcd,
  valueSetsOf,
  type ValueSetId
} from '../../src/terminology/index.js'

describe('code systems by their other names', () => {
  it.each([
    ['urn:oid:2.16.840.1.113883.6.96', SNOMED],
    ['urn:oid:2.16.840.1.113883.6.90', ICD10CM],
    ['urn:oid:2.16.840.1.113883.6.3', ICD10],
    ['urn:oid:2.16.840.1.113883.6.88', RXNORM],
    ['urn:oid:2.16.840.1.113883.6.1', LOINC],
    ['urn:oid:2.16.840.1.113883.6.73', ATC],
    ['https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', HCPCS],
    [SNOMED, SNOMED],
    ['http://snomed.info/sct/', SNOMED],
    ['https://snomed.info/sct', SNOMED],
    ['http://snomed.info/sct/731000124108/version/20250901', SNOMED],
    ['http://snomed.info/sct|http://snomed.info/sct/900000000000207008', SNOMED],
    ['https://hl7.org/fhir/sid/icd-10-cm/', ICD10CM],
    [' http://loinc.org/ ', LOINC],
    ['http://snomed.info/sctx', 'http://snomed.info/sctx'],
    [`http://loinc.org${'/'.repeat(300)}`, `http://loinc.org${'/'.repeat(300)}`],
    ['https://hospital.example/codes/', 'https://hospital.example/codes/'],
    ['urn:local', 'urn:local'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__']
  ])('%s is %s', (alias, system) => {
    expect(canonicalSystem(alias)).toBe(system)
  })
})

it.each([
  ['S32010A', 'S32.010A'],
  ['s32.010a', 'S32.010A'],
  [' m8008xa ', 'M80.08XA'],
  ['C90', 'C90'],
  ['', '']
])('%j is written %s', (code, written) => {
  expect(normalizeIcd(code)).toBe(written)
})

describe('ICD-10-CM', () => {
  it.each<[string, ValueSetId]>([
    ['M80.08XA', 'vertebral-fracture-osteoporotic'],
    ['M8008XA', 'vertebral-fracture-osteoporotic'],
    ['m8008xa', 'vertebral-fracture-osteoporotic'],
    ['M80.08', 'vertebral-compression-fracture'],
    ['M80.08XA', 'osteoporosis'],
    ['S32.010', 'vertebral-fracture-wedge'],
    ['S32.012A', 'vertebral-fracture-burst-unstable'],
    ['M45.9', 'ankylosing-spine'],
    ['C79.51', 'spinal-malignancy'],
    ['C90.00', 'spinal-malignancy'],
    ['C50.919', 'cancer-active'],
    ['K22.2', 'esophageal-obstruction-dysmotility'],
    ['I26.99', 'vte'],
    ['O80', 'pregnancy']
  ])('%s is in %s, whether listed or by its prefix', (code, set) => {
    expect(valueSetsOf(ICD10CM, code)).toContain(set)
  })
  it.each<[string, ValueSetId]>([
    ['C79.31', 'spinal-malignancy'],
    ['M45.A0', 'ankylosing-spine'],
    ['D84.1', 'immunosuppression'],
    ['C44.91', 'cancer-active'],
    ['M48.52XA', 'vertebral-compression-fracture'],
    ['K21.9', 'esophageal-mucosal-disease'],
    ['V00.811A', 'high-energy-trauma'],
    ['M80.051A', 'vertebral-compression-fracture'],
    ['Z87.310', 'vertebral-compression-fracture']
  ])('%s is not in %s', (code, set) => {
    expect(valueSetsOf(ICD10CM, code)).not.toContain(set)
  })
})

describe('ICD-10 of the WHO', () => {
  it('knows what means the same', () => {
    expect(valueSetsOf(ICD10, 'C79.5')).toBeDefined()
    expect(valueSetsOf(ICD10, 'M48.5')).toContain('vertebral-compression-fracture')
    expect(valueSetsOf(ICD10, 'C50.9')).toContain('cancer-active')
  })
  it.each(['M80.08', 'M80.08XA', 'M80.88', 'M84.58', 'M84.58XA'])('does not take %s by its prefix: the digits differ', code => {
    for (const set of [
      'vertebral-fracture-osteoporotic',
      'vertebral-compression-fracture',
      'vertebral-fracture-neoplastic',
      'spinal-malignancy'
    ] as const)
      expect(valueSetsOf(ICD10, code)).not.toContain(set)
  })
})

describe('ATC', () => {
  it.each<[string, readonly ValueSetId[]]>([
    ['M05BA04', ['alendronate', 'bisphosphonates', 'bisphosphonates-oral']],
    ['M05BA08', ['zoledronic-acid', 'bisphosphonates', 'bisphosphonates-iv']],
    ['M05BB03', ['alendronate-cholecalciferol', 'bisphosphonates']],
    ['m05bx04', ['denosumab']],
    ['H05AA02', ['teriparatide', 'parathyroid-hormone-analogs']],
    ['N02AX02', ['opioids', 'opioids-tramadol']],
    ['M01AH01', ['nsaids', 'cox2']],
    ['B01AF02', ['anticoagulants']]
  ])('%s belongs to all its classes', (code, sets) => {
    expect([...valueSetsOf(ATC, code)]).toEqual(expect.arrayContaining([...sets]))
  })
  it.each(['M', 'M05', 'A', '', 'ZZZ', 'C10AA05'])('%j is in no class', code => {
    expect(valueSetsOf(ATC, code)).toEqual([])
  })
})

it('HCPCS injections are known by their drug', () => {
  expect(valueSetsOf(HCPCS, 'J0897')).toContain('denosumab')
  expect(valueSetsOf(HCPCS, 'J3489')).toContain('zoledronic-acid')
  expect(valueSetsOf(HCPCS, 'J3111')).toContain('romosozumab')
})

it.each([
  ['urn:local', 'M80.08XA'],
  [SNOMED, 'M80.08XA'],
  [ICD10CM, ''],
  [ICD10CM, 'Q99.9'],
  [RXNORM, '0'],
  ['', ''],
  ['constructor', 'constructor'],
  [SNOMED, '__proto__']
])('%j %j is in no set', (system, code) => {
  expect(valueSetsOf(system, code)).toEqual([])
})

it('looking a code up does not change what the next one finds', () => {
  const before = [...valueSetsOf(ICD10CM, 'M80.08')]
  valueSetsOf(ICD10CM, 'M80.08XA')
  valueSetsOf(ICD10CM, 'm8008')
  expect(valueSetsOf(ICD10CM, 'M80.08')).toEqual(before)
})

it('the concepts of a set are listed with their displays', () => {
  expect(conceptsIn('lab-25oh-vitamin-d')).toContainEqual({
    system: LOINC,
    code: '62292-8',
    display: expect.stringContaining('25') as string
  })
})

describe('names of medicines', () => {
  it.each<[string, ValueSetId]>([
    ['Alendronate sodium 70 mg tablet', 'alendronate'],
    ['FOSAMAX 70 MG', 'alendronate'],
    ['Risedronate 35 mg', 'risedronate'],
    ['Zoledronic acid 5 mg/100 mL', 'zoledronic-acid'],
    ['Prolia 60 mg', 'denosumab'],
    ['Teriparatide', 'teriparatide'],
    ['Miacalcin nasal spray', 'calcitonin'],
    ['Calcium carbonate 1250 mg', 'calcium-supplements'],
    ['Calcium 600 mg tablet', 'calcium-supplements'],
    ['Calcium + D3', 'calcium-supplements'],
    ['Calcium', 'calcium-supplements'],
    ['calcium with vitamin D 500 mg-200 unit', 'calcium-with-vitamin-d'],
    ['Vitamin D 50,000 unit capsule', 'vitamin-d'],
    ['Vitamin D3 1000 IU', 'vitamin-d'],
    ['vit D 1000', 'vitamin-d'],
    ['Cholecalciferol 25 mcg', 'vitamin-d'],
    ['calcium acetate 667 mg', 'phosphate-binder-calcium'],
    ['Ibuprofen 400 mg', 'nsaids'],
    ['Advil Liqui-Gel 200 mg', 'nsaids'],
    ['ibuprofen 200 mg soft gel', 'nsaids'],
    ['Naproxen gel cap', 'nsaids'],
    ['Diclofenac 1% gel', 'nsaids-topical'],
    ['voltaren 1 % topical gel', 'nsaids-topical'],
    ['Diclofenac gel', 'nsaids-topical'],
    ['Oxycodone ER (OxyContin) 20 mg', 'opioids-extended-release'],
    ['Levothyroxine 50 mcg', 'levothyroxine'],
    ['Lisinopril 10 mg', 'ace-inhibitors-arbs'],
    ['Xanax 0.25 mg', 'benzodiazepines'],
    ['Flexeril 10 mg', 'muscle-relaxants'],
    ['Soma 350 mg', 'muscle-relaxants'],
    ['Mobic 15 mg', 'nsaids'],
    ['Dilaudid 2 mg', 'opioids'],
    ['Norco 5-325', 'opioids'],
    ['Norco 5-325', 'acetaminophen'],
    ['Oxycodone/APAP 5/325', 'acetaminophen-combinations'],
    ['Morphine 10 mg/5 mL oral solution', 'opioids-codeine-morphine'],
    ['PEG 3350 17 g', 'laxatives'],
    ['Senokot', 'laxatives'],
    ['Zoloft 50 mg', 'ssri-snri'],
    ['Lisinopril/HCTZ 20-12.5 mg', 'thiazide-diuretics'],
    ['Dexamethasone 4 mg tab', 'systemic-glucocorticoids'],
    ['Prednisolone 10 mg tablet', 'systemic-glucocorticoids'],
    ['Hydrocortisone 20 mg', 'systemic-glucocorticoids'],
    ['Triamcinolone 40 mg IM', 'systemic-glucocorticoids']
  ])('"%s" is in %s', (text, set) => {
    expect(medicationSetsNamedIn(text)).toContain(set)
  })
  it.each<[string, readonly ValueSetId[]]>([
    ['atorvastatin calcium 10 mg', ['calcium-supplements', 'calcium-products', 'calcium-with-vitamin-d']],
    ['rosuvastatin calcium 5 mg', ['calcium-supplements']],
    ['fenoprofen calcium 600 mg', ['calcium-supplements']],
    ['heparin calcium 5000 units', ['calcium-supplements']],
    ['calcium acetate 667 mg', ['calcium-supplements', 'calcium-products']],
    ['calcium channel blocker', ['calcium-supplements']],
    ['Diclofenac gel', ['nsaids']],
    ['diclofenac sodium ophthalmic 0.1 %', ['nsaids', 'nsaids-topical']],
    ['ketorolac ophthalmic solution', ['nsaids', 'ketorolac']],
    ['tobramycin eye drops', ['aminoglycosides']],
    ['ciprofloxacin otic', ['quinolones']],
    ['estradiol vaginal cream', ['estrogens']],
    ['heparin sodium flush', ['anticoagulants']],
    ['calcipotriene (vitamin D analog) cream', ['vitamin-d']],
    ['calcitriol (vitamin D)', ['vitamin-d']],
    ['Calcitriol 0.25 mcg', ['vitamin-d', 'calcium-supplements']],
    ['procalcitonin', ['calcitonin']],
    ['Somatropin 5 mg', ['muscle-relaxants']],
    ['Apomorphine 10 mg/mL', ['opioids']],
    ['Naloxone 4 mg nasal spray', ['opioids']],
    ['Amlodipine 5 mg', ['nsaids']],
    ['Magnesium citrate 100 mg tablet', ['laxatives']],
    ['Prednisolone acetate 1 % drops', ['systemic-glucocorticoids']],
    ['Triamcinolone 55 mcg nasal spray', ['systemic-glucocorticoids']],
    ['Hydrocortisone 2.5 % cream', ['systemic-glucocorticoids']],
    ['Hydrocortisone 25 mg suppository', ['systemic-glucocorticoids']],
    ['Dexamethasone 0.7 mg intravitreal implant', ['systemic-glucocorticoids']],
    ['metformin', ['nsaids', 'opioids', 'bisphosphonates']],
    ['', ['nsaids']]
  ])('"%s" is in none of %j', (text, sets) => {
    for (const set of sets) expect(medicationSetsNamedIn(text)).not.toContain(set)
  })
})
