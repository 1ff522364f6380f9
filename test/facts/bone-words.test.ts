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
