import { describe, expect, it } from 'vitest'
import { orderTemplate, writeOrder } from '../../src/cards/orders.js'
import { orderIds } from '../../src/rules/rule.js'
import { valueSetsOf } from '../../src/terminology/index.js'
import { r4Problems } from '../r4.js'

const context = { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }

describe('orders', () => {
  it.each(orderIds)('%s is a valid R4 draft for this patient', id => {
    const resource = writeOrder(id, context)
    expect(r4Problems(resource)).toEqual([])
    expect(resource).toMatchObject({
      status: 'draft',
      intent: 'order',
      subject: { reference: 'Patient/p1' },
      reasonReference: [{ reference: 'Condition/fx' }]
    })
  })

  it.each(orderIds)('%s tells alone what would be ordered, on a short button', id => {
    const { label, description } = orderTemplate(id)
    expect(label.length).toBeLessThanOrEqual(40)
    expect(description.length).toBeGreaterThan(15)
  })

  it('names the fracture in words when it has no id', () => {
    const resource = writeOrder('alendronate', { ...context, fractureRef: undefined })
    expect(resource).toMatchObject({ reasonCode: [{ text: 'Vertebral compression fracture' }] })
    expect(resource).not.toHaveProperty('reasonReference')
    expect(r4Problems(resource)).toEqual([])
  })

  it('codes drugs in RxNorm with codes that our own value sets hold', () => {
    for (const id of orderIds) {
      const resource = writeOrder(id, context)
      if (resource.resourceType !== 'MedicationRequest') continue
      const [coding] = (resource['medicationCodeableConcept'] as { coding: { system: string; code: string }[] }).coding
      expect(coding?.system).toBe('http://www.nlm.nih.gov/research/umls/rxnorm')
      expect(valueSetsOf(coding?.system ?? '', coding?.code ?? ''), id).not.toEqual([])
    }
  })
})

describe('the validator itself', () => {
  it.each([
    ['a status outside its value set', { ...writeOrder('calcium', context), status: 'nope' }],
    ['a missing intent', { ...writeOrder('calcium', context), intent: undefined }],
    ['an unknown member', { ...writeOrder('calcium', context), dose: 1 }],
    [
      'a wrong unit of time',
      {
        ...writeOrder('alendronate', context),
        dosageInstruction: [{ timing: { repeat: { frequency: 1, period: 1, periodUnit: 'fortnight' } } }]
      }
    ]
  ])('refuses %s', (_name, resource) => {
    expect(r4Problems(JSON.parse(JSON.stringify(resource)))).not.toEqual([])
  })
})
