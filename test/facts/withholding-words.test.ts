import { describe, expect, it } from 'vitest'
import { conditionFinding } from '../../src/facts/findings.js'
import type { ValueSetId } from '../../src/terminology/index.js'
import { factsOf, given } from '../rules/facts-of.js'

const setsOf = (text: string): readonly ValueSetId[] => [...(conditionFinding(given.icd('', { code: { text } }), '2026-11-22')?.sets ?? [])]

describe('an entry in words that withholds a drug', () => {
  it.each<[string, ValueSetId]>([
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
    expect(setsOf(text)).toContain(set)
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
    expect(setsOf(text)).toEqual([])
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
