import { describe, expect, it } from 'vitest'
import { conditionFinding, procedureFinding } from '../../src/facts/findings.js'
import { factsOf, given } from '../rules/facts-of.js'

const found = (text: string): readonly string[] => {
  const finding = conditionFinding(given.icd('', { code: { text } }), '2026-11-22')
  expect(finding?.byText).toBe((finding?.sets.size ?? 0) > 0)
  return [...(finding?.sets ?? [])]
}

describe('an uncoded Condition that stands against a bone medicine or a supplement', () => {
  it.each([
    ['Unable to sit upright for 30 minutes', 'upright-intolerance'],
    ['Unable to sit or stand upright', 'upright-intolerance'],
    ['Cannot sit up', 'upright-intolerance'],
    ["Can't remain upright 30 min", 'upright-intolerance'],
    ['Inability to stand or sit upright', 'upright-intolerance'],
    ['Patient not able to stay in an upright posture', 'upright-intolerance'],
    ['Does not tolerate upright position', 'upright-intolerance'],
    ['Bedbound', 'upright-intolerance'],
    ['Bed-ridden since the fracture', 'upright-intolerance'],
    ['Achalasia', 'esophageal-obstruction-dysmotility'],
    ['Oesophageal stricture', 'esophageal-obstruction-dysmotility'],
    ['Stricture of esophagus', 'esophageal-obstruction-dysmotility'],
    ['Esophageal dysmotility', 'esophageal-obstruction-dysmotility'],
    ['Esophageal varices', 'esophageal-obstruction-dysmotility'],
    ["Barrett's esophagus", 'esophageal-mucosal-disease'],
    ['Erosive esophagitis', 'esophageal-mucosal-disease'],
    ['Chronic gastritis', 'gastritis'],
    ['Peptic ulcer disease', 'peptic-ulcer-gi-bleed'],
    ['Dysphagia', 'dysphagia'],
    ['Unable to swallow tablets', 'dysphagia'],
    ['Difficulty swallowing', 'dysphagia'],
    ['Status post Roux-en-Y gastric bypass 2015', 'bariatric-surgery'],
    ['History of sleeve gastrectomy', 'bariatric-surgery'],
    ['Osteonecrosis of the jaw', 'osteonecrosis-of-jaw'],
    ['MRONJ 2021', 'osteonecrosis-of-jaw'],
    ['Atypical femoral fracture, healed', 'atypical-femoral-fracture'],
    ['Hypocalcaemia', 'hypocalcemia'],
    ['Hypercalcemia', 'hypercalcemia'],
    ['Primary hyperparathyroidism', 'hyperparathyroidism'],
    ['Pulmonary sarcoidosis', 'sarcoidosis'],
    ['History of kidney stones', 'nephrolithiasis'],
    ['Calcium oxalate stones, recurrent', 'nephrolithiasis'],
    ['Idiopathic hypercalciuria', 'hypercalciuria'],
    ["Paget's disease of bone", 'paget-disease'],
    ['Chronic kidney disease, stage 4 (severe)', 'ckd-stage-4-5-esrd'],
    ['Stage V chronic kidney disease', 'ckd-stage-4-5-esrd'],
    ['ESRD on hemodialysis', 'ckd-stage-4-5-esrd'],
    ['Kidney failure, on dialysis', 'ckd-stage-4-5-esrd'],
    ['Acute kidney injury', 'acute-kidney-injury'],
    ['Osteomalacia', 'osteomalacia'],
    ['Osteogenesis imperfecta', 'osteogenesis-imperfecta']
  ])('%s', (text, set) => {
    expect(found(text)).toContain(set)
  })

  it.each([
    'No dysphagia',
    'Able to sit upright without help',
    'No longer unable to sit upright',
    'Not bedbound',
    'Cannot be left alone for 30 minutes',
    'Unable to stand on tiptoe',
    'GERD without esophagitis',
    "Barrett's esophagus ruled out",
    'History of gastritis',
    'Hypocalcemia, resolved',
    'Being considered for bariatric surgery',
    'Family history of sarcoidosis',
    'Mother with achalasia',
    'Fear of osteonecrosis of the jaw',
    'Risk of kidney stones',
    'Secondary hyperparathyroidism',
    "Paget's disease of the breast",
    'CKD stage 3',
    'Acute kidney injury, resolved',
    'Considering dialysis',
    'Gallstones'
  ])('%s is none', text => {
    expect(found(text)).toEqual([])
  })

  it('a procedure under a code that is not ours counts by its words', () => {
    const code = {
      coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '43644', display: 'Laparoscopic gastric bypass, Roux-en-Y' }]
    }
    const procedure = procedureFinding({ resourceType: 'Procedure', id: 'p', status: 'completed', code })
    expect([...(procedure?.sets ?? [])]).toEqual(['bariatric-surgery'])
  })

  it('kidney disease in words is kept apart: it withholds an order and is no coded stage', () => {
    const facts = factsOf({ resources: [given.icd('', { code: { text: 'End-stage renal disease' } }), given.icd('N17.9')] })
    expect([facts.kidneySaid?.length, facts.ckdSevere?.length, facts.kidneyInjury?.length]).toEqual([1, 0, 1])
  })

  it('words are not read beside a code that decides', () => {
    const code = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'K21.9' }], text: 'Reflux; dysphagia discussed' }
    expect([...(conditionFinding(given.icd('', { code }), '2026-11-22')?.sets ?? [])]).toEqual(['gerd'])
  })
})

describe('an entry in words that withholds a drug', () => {
  it.each([
    ['Achalasia', 'esophageal-obstruction-dysmotility'],
    ['Esophageal stricture', 'esophageal-obstruction-dysmotility'],
    ['Stricture of oesophagus', 'esophageal-obstruction-dysmotility'],
    ['Status post Roux-en-Y gastric bypass', 'bariatric-surgery'],
    ['Laparoscopic sleeve gastrectomy', 'bariatric-surgery'],
    ['Kidney stones', 'nephrolithiasis'],
    ['History of calcium oxalate stones', 'nephrolithiasis'],
    ['Pulmonary sarcoidosis', 'sarcoidosis'],
    ['Primary hyperparathyroidism', 'hyperparathyroidism'],
    ['Hypercalcaemia', 'hypercalcemia'],
    ['Hypocalcemia', 'hypocalcemia'],
    ['Osteonecrosis of the jaw', 'osteonecrosis-of-jaw'],
    ['MRONJ', 'osteonecrosis-of-jaw'],
    ['Atypical femoral fracture, left', 'atypical-femoral-fracture'],
    ['MGUS', 'mgus'],
    ['Vertebral osteomyelitis L2', 'spinal-infection'],
    ['Spondylodiscitis', 'spinal-infection'],
    ['ESRD', 'ckd-stage-4-5-esrd'],
    ['CKD stage 4', 'ckd-stage-4-5-esrd'],
    ['Chronic kidney disease (CKD), stage G5', 'ckd-stage-4-5-esrd'],
    ['On hemodialysis since 2024', 'ckd-stage-4-5-esrd'],
    ['Pregnant', 'pregnancy'],
    ['Twin pregnancy', 'pregnancy'],
    ['DVT left leg 2008', 'vte'],
    ['Old myocardial infarction', 'stroke-mi-history']
  ])('"%s" belongs to %s', (text, set) => {
    expect(found(text)).toContain(set)
  })
  it.each([
    'No achalasia',
    'Gastric bypass evaluation',
    'Family history of kidney stones',
    'Secondary hyperparathyroidism',
    'History of hypercalcemia',
    'Familial hypocalciuric hypercalcemia',
    'Osteonecrosis of femoral head',
    'Femoral fracture',
    'MGUS ruled out',
    'Treated discitis',
    'CKD stage 3',
    'CKD stage 3b',
    'Dialysis education',
    'Pregnancy test negative',
    'Not pregnant',
    'History of pregnancy',
    'Planning pregnancy',
    'DVT prophylaxis',
    'Heat stroke'
  ])('"%s" is none', text => {
    expect(found(text)).toEqual([])
  })
  it('leaves kidney function open, neither well nor surely too low', () => {
    const patient = given.patient(75)
    const good = [given.observation('2160-0', 0.8, 'mg/dL', '2026-11-10'), given.observation('29463-7', 65, 'kg', '2026-11-10')]
    const said = given.icd('', { code: { text: 'CKD stage 4' } })
    const renal = (...more: Parameters<typeof factsOf>[0]['resources']) => factsOf({ resources: [patient, said, ...more] }).renal
    expect(renal(...good)?.band).toBe('grey')
    expect(renal()?.band).toBe('grey')
    expect(renal(given.observation('98979-8', 75, 'mL/min/{1.73_m2}', '2026-11-10'))?.band).toBe('grey')
    expect(renal(given.observation('98979-8', 24, 'mL/min/{1.73_m2}', '2026-11-10'))?.band).toBe('below-30')
  })
})
