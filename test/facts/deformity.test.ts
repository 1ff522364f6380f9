import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import type { Deformity } from '../../src/facts/deformity.js'
import { factsOf, given } from '../rules/facts-of.js'

const height = (value: number, date: string): FhirResource => given.observation('8302-2', value, 'cm', date)
const deformity = (resources: readonly FhirResource[], fracture = given.fracture('M80.08XA', '2026-06-01')): Deformity => {
  const { deformity: found } = factsOf({ resources: [given.patient(74), fracture, ...resources] })
  if (found === undefined) throw new Error('no fracture')
  return found
}
const undatedFracture = given.fracture('M80.08XA', '', { onsetDateTime: undefined })

describe('height lost since the fracture', () => {
  it.each([
    [165, 163, 2],
    [165, 162.95, 2.1],
    [165, 160, 5],
    [165, 163.1, undefined],
    [160, 165, undefined]
  ])('from %d to %d cm is %s', (before, after, cm) => {
    expect(deformity([height(before, '2026-06-10'), height(after, '2026-11-01')]).heightLoss?.cm).toBe(cm)
  })
  it('is taken from the tallest of the earlier heights', () => {
    const loss = deformity([height(164, '2026-06-10'), height(166, '2026-07-10'), height(165, '2026-08-10'), height(162, '2026-11-01')])
    expect(loss.heightLoss).toMatchObject({ cm: 4, from: { value: 166 }, to: { value: 162 } })
  })
  it('leaves out heights from before the fracture', () => {
    expect(deformity([height(170, '2026-05-31'), height(165, '2026-11-01')]).heightLoss).toBeUndefined()
    expect(deformity([height(170, '2026-06-01'), height(165, '2026-11-01')]).heightLoss?.cm).toBe(5)
  })
  it('needs a height of the last 180 days', () => {
    const old = given.fracture('M80.08XA', '2025-12-01')
    expect(deformity([height(170, '2026-01-01'), height(165, '2026-05-26')], old).heightLoss?.cm).toBe(5)
    expect(deformity([height(170, '2026-01-01'), height(165, '2026-05-25')], old).heightLoss).toBeUndefined()
  })
  it('without an onset looks back a year', () => {
    expect(deformity([height(170, '2025-11-22'), height(165, '2026-11-01')], undatedFracture).heightLoss?.cm).toBe(5)
    expect(deformity([height(170, '2025-11-21'), height(165, '2026-11-01')], undatedFracture).heightLoss).toBeUndefined()
  })
  it('needs two days', () => {
    expect(deformity([height(165, '2026-11-01')]).heightLoss).toBeUndefined()
    expect(deformity([height(170, '2026-11-01'), height(165, '2026-11-01')]).heightLoss).toBeUndefined()
    expect(deformity([]).heightLoss).toBeUndefined()
  })
})

describe('kyphosis', () => {
  const counts = (more: Readonly<Record<string, unknown>>, fracture?: FhirResource): readonly [number, number] => {
    const { newKyphosis, kyphosis } = deformity([given.icd('M40.204', more)], fracture)
    return [newKyphosis.length, kyphosis.length]
  }
  it.each([
    [{ onsetDateTime: '2026-06-02' }, [1, 1]],
    [{ onsetDateTime: '2026-06-01' }, [0, 1]],
    [{ onsetDateTime: '2026-05-31' }, [0, 0]],
    [{ onsetDateTime: '2026-06' }, [0, 1]],
    [{ recordedDate: '2026-06-02' }, [1, 1]],
    [{ recordedDate: '2026-05-31' }, [0, 1]],
    [{}, [0, 1]]
  ] as const)('%j is new, and may be of the fracture: %j', (more, expected) => {
    expect(counts(more)).toEqual(expected)
  })
  it('that is over counts for nothing', () => {
    expect(counts({ onsetDateTime: '2026-06-02', clinicalStatus: { coding: [{ code: 'resolved' }] } })).toEqual([0, 0])
  })
  it('is never new where the fracture has no onset', () => {
    expect(counts({ onsetDateTime: '2020-01-01' }, undatedFracture)).toEqual([0, 1])
  })
})
