import { describe, expect, it } from 'vitest'
import { classify } from '../../src/facts/medications.js'
import { isRepletion } from '../../src/facts/vitamin-d-dose.js'

describe('a repleting dose', () => {
  const record = (name: string, dose?: readonly [number, string], repeat?: object) => {
    const concept = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '2418' }], text: name }
    const dosage = {
      ...(repeat === undefined ? {} : { timing: { repeat } }),
      ...(dose === undefined ? {} : { doseAndRate: [{ doseQuantity: { value: dose[0], unit: dose[1] } }] })
    }
    return {
      medicine: classify([concept]),
      resource: { resourceType: 'MedicationRequest', medicationCodeableConcept: concept, dosageInstruction: [dosage] }
    }
  }
  const each = (period: number, periodUnit: string) => ({ frequency: 1, period, periodUnit })
  it.each([
    ['4000 IU daily is a supplement', record('cholecalciferol', [4000, 'IU'], each(1, 'd')), false],
    ['6000 IU daily repletes', record('cholecalciferol', [6000, 'IU'], each(1, 'd')), true],
    ['50 000 IU weekly repletes', record('cholecalciferol', [50000, 'IU'], each(1, 'wk')), true],
    ['50 000 IU monthly does not', record('cholecalciferol 50000 UNT Oral Capsule', undefined, each(1, 'mo')), false],
    ['25 micrograms daily does not', record('cholecalciferol', [25, 'ug'], each(1, 'd')), false],
    ['two capsules of 1.25 mg without a schedule do', record('cholecalciferol 1.25 MG Oral Capsule', [2, 'capsule']), true],
    [
      'calcium 1250 mg with 0.01 mg of the vitamin does not',
      record('calcium carbonate 1250 MG / cholecalciferol 0.01 MG Oral Tablet', [1, 'tablet'], each(1, 'd')),
      false
    ],
    ['"50,000 IU weekly" in words does', record('Vitamin D3 50,000 IU capsule', undefined, each(1, 'wk')), true],
    ['a dose that nothing tells does not', record('cholecalciferol'), false]
  ])('%s', (_name, order, expected) => {
    expect(isRepletion(order)).toBe(expected)
  })
})
