import { describe, expect, it } from 'vitest'
import {
  asksFor,
  clausesOf,
  instructionWords,
  keepsSpineStill,
  loadsAskedFor,
  manipulationWords,
  orderedWords
} from '../../src/facts/order-words.js'

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
    expect(orderedWords({ resourceType: 'ServiceRequest', code: { text: 'MRI' }, bodySite: [{ text: 'Lumbar spine' }] })).toBe(
      'MRI · Lumbar spine'
    )
    expect(orderedWords({ resourceType: 'CommunicationRequest', payload: [{ contentString: 'Strict bed rest' }, {}] })).toBe(
      'Strict bed rest'
    )
    const contained = [{ resourceType: 'Device', id: 'd', type: { text: 'TLSO' }, deviceName: [{ name: 'Jewett' }] }]
    expect(orderedWords({ resourceType: 'DeviceRequest', codeReference: { reference: '#d' }, contained })).toBe('TLSO · Jewett')
    expect(orderedWords({ resourceType: 'DeviceRequest', codeReference: { reference: '#e' }, contained })).toBe('')
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

describe('a spine kept still', () => {
  it.each([
    ['Spinal precautions', true],
    ['Strict bed rest with spine precautions until cleared by neurosurgery', true],
    ['Log-roll precautions', true],
    ['Bed rest until spine clearance', true],
    ['Unstable spine, spinal precautions', true],
    ['Maintain spinal immobilization', true],
    ['Bed rest, log roll only', true],
    ['Teach log roll', false],
    ['Spinal precautions education', false],
    ['Strict bed rest until spine consult', true],
    ['Bed rest pending neurosurgery evaluation', true],
    ['Bed rest until cleared by orthopedics', true],
    ['Bed rest for spine fracture, re-evaluate in the morning', false],
    ['No spinal precautions', false],
    ['Discontinue spinal precautions', false],
    ['Spinal precautions lifted', false],
    ['Spine precautions are no longer needed', false],
    ['Fall precautions', false]
  ])('"%s": %s', (words, still) => {
    expect(keepsSpineStill(words)).toBe(still)
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
    'OMT, lumbar',
    'spinal adjustment',
    'lumbar adjustments'
  ])('"%s" is manipulation', words => {
    expect(manipulationWords.test(words)).toBe(true)
  })
  it.each([
    'Manipulation of closed distal radius fracture',
    'Closed reduction with manipulation, wrist fracture',
    'OMT, jaw',
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
