import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { factsOf, given } from '../rules/facts-of.js'

const counts = (order: FhirResource): string => {
  const { boneReferrals, fallsOrders, densityOrders, spineReferrals, spinalPrecautions } = factsOf({ resources: [order] })
  return [
    ...(boneReferrals ?? []).map(() => 'bone'),
    ...(fallsOrders ?? []).map(() => 'falls'),
    ...(densityOrders ?? []).map(() => 'density'),
    ...(spineReferrals ?? []).map(() => 'spine'),
    ...(spinalPrecautions ?? []).map(() => 'precautions')
  ].join(' ')
}

describe('an order known by its words', () => {
  it.each([
    ['Referral to fracture liaison service', 'bone'],
    ['FLS', 'bone'],
    ['Bone health clinic', 'bone'],
    ['Metabolic bone referral', 'bone'],
    ['Osteoporosis consultation', 'bone'],
    ['Osteoporosis education', ''],
    ['Bone scan', ''],
    ['Falls risk assessment', 'falls'],
    ['Fall prevention program', 'falls'],
    ['Falls clinic', 'falls'],
    ['Home safety visit', 'falls'],
    ['Fall', ''],
    ['Home oxygen', ''],
    ['DXA hip and spine', 'density'],
    ['DEXA', 'density'],
    ['Bone mineral density', 'density'],
    ['Bone density scan', 'density'],
    ['Densitometry', 'density'],
    ['Optical density', ''],
    ['Spine surgery consultation', 'spine'],
    ['Neurosurgery referral', 'spine'],
    ['Spine X-ray review', ''],
    ['Spinal precautions until cleared', 'precautions'],
    ['Spine immobilization', 'precautions'],
    ['Log roll only', 'precautions'],
    ['Bed rest, strict log-roll precautions', 'precautions'],
    ['No spinal precautions', ''],
    ['Discontinue spinal precautions', ''],
    ['Spinal precautions discontinued', ''],
    ['Spine precautions education', ''],
    ['Spine not cleared - spinal precautions', 'precautions'],
    ['Spinal precautions: no bending, lifting or twisting', 'precautions'],
    ['Teach log roll', ''],
    ['Physical therapy with spine precautions', ''],
    ['Chest X-ray', '']
  ])('"%s" is one for "%s"', (text, kinds) => {
    expect(counts(given.service(text))).toBe(kinds)
  })
})

describe('a referral to endocrinology', () => {
  const code = { coding: [{ system: 'http://snomed.info/sct', code: '306118006' }] }
  const referral = (...reasons: readonly string[]): string =>
    counts(given.service('', { code, reasonCode: reasons.map(text => ({ text })) }))
  it('is for bone where it states no other reason', () => {
    expect(referral()).toBe('bone')
    expect(referral('')).toBe('bone')
    expect(referral('Osteoporosis')).toBe('bone')
    expect(referral('Diabetes', 'Vertebral fracture')).toBe('bone')
  })
  it('is for something else where it says so', () => {
    expect(referral('Type 2 diabetes')).toBe('')
  })
})
