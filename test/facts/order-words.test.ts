import { describe, expect, it } from 'vitest'
import { asksFor, clausesOf, instructionWords, loadsAskedFor, manipulationWords, orderedWords } from '../../src/facts/order-words.js'

describe('the words of an order', () => {
  it('are those of every member that names what is ordered', () => {
    expect(
      orderedWords({
        resourceType: 'ServiceRequest',
        code: { text: 'Physical therapy' },
        orderDetail: [{ text: 'gentle' }, {}],
        title: 'Plan',
        description: 'for two weeks',
        activity: [{ detail: { code: { text: 'walking' }, description: 'daily' } }, {}]
      })
    ).toBe('Physical therapy · gentle · walking · daily · Plan · for two weeks')
    expect(orderedWords({ resourceType: 'DeviceRequest', codeCodeableConcept: { text: 'Brace' } })).toBe('Brace')
    expect(orderedWords({ resourceType: 'DeviceRequest', codeReference: { display: 'TLSO' } })).toBe('TLSO')
    expect(orderedWords({ resourceType: 'DeviceUseRequest', deviceReference: { display: 'LSO' } })).toBe('LSO')
    expect(orderedWords({ resourceType: 'ServiceRequest' })).toBe('')
  })
  it('have notes and instructions beside them', () => {
    expect(
      instructionWords({
        resourceType: 'ServiceRequest',
        note: [{ text: 'no bending' }, {}],
        notes: { text: 'gently' },
        patientInstruction: 'walk daily'
      })
    ).toBe('no bending · gently · walk daily')
    expect(instructionWords({ resourceType: 'ServiceRequest' })).toBe('')
  })
  it('fall into clauses', () => {
    expect(clausesOf('no traction; heat, then sit-ups. Walk')).toEqual(['no traction', 'heat', 'sit-ups', 'Walk'])
  })
})

describe('what an order asks for', () => {
  it.each([
    ['traction', true],
    ['Lumbar traction as tolerated', true],
    ['no heat, but traction', true],
    ['No traction', false],
    ['avoid lumbar traction', false],
    ['traction is contraindicated', false],
    ['traction to be avoided', false],
    ['Walk. No traction', false],
    ['No traction. Then traction', true],
    ['exercise', false]
  ])('"%s": traction %s', (words, asked) => {
    expect(asksFor(words, /\btraction\b/i)).toBe(asked)
  })
})

describe('what loads the spine', () => {
  it.each([
    ['Williams exercises', ['flexion exercises']],
    ['flexion-based program', ['flexion exercises']],
    ['lumbar flexion exercise', ['flexion exercises']],
    ['knees to chest', ['flexion exercises']],
    ['toe touches', ['flexion exercises']],
    ['sit-ups and traction', ['sit-ups', 'traction']],
    ['crunches', ['sit-ups']],
    ['flexion-distraction', ['traction']],
    ['spinal manipulation', ['manipulation']],
    ['knee flexion exercises', []],
    ['hip flexion program', []],
    ['lumbar flexion range of motion', []],
    ['cervical traction', []],
    ['extension exercises', []],
    ['no sit-ups', []],
    ['flexion precautions', []]
  ])('in "%s" is %j', (words, loads) => {
    expect(loadsAskedFor(words)).toEqual(loads)
  })
  it.each([
    'chiropractic care',
    'osteopathic treatment',
    'high-velocity thrust',
    'HVLA',
    'grade V mobilisation',
    'grade 5 mobilization',
    'thrust technique',
    'manipulation of the lumbar spine',
    'manipulative therapy',
    'spinal adjustment',
    'lumbar adjustments'
  ])('"%s" is manipulation', words => {
    expect(manipulationWords.test(words)).toBe(true)
  })
  it.each([
    'soft tissue manipulation',
    'shoulder manipulation',
    'neck manipulation',
    'manipulation under anaesthesia',
    'manipulation of the knee',
    'manipulation of soft tissue',
    'grade II mobilisation',
    'dose adjustment',
    'osteopathic physician'
  ])('"%s" is none', words => {
    expect(manipulationWords.test(words)).toBe(false)
  })
})
