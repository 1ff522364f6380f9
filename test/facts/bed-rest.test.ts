import { describe, expect, it } from 'vitest'
import { factsOf, given } from '../rules/facts-of.js'

const bedRest = (more: Readonly<Record<string, unknown>>, fracture: Readonly<Record<string, unknown>> = {}) =>
  factsOf({
    resources: [
      given.patient(74),
      given.fracture('M80.08XA', '2026-11-12', fracture),
      given.service('Strict bed rest', { authoredOn: '2026-11-18', ...more })
    ]
  }).bedRest?.[0]
const coded = (code: string, display?: string) => ({
  reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code, ...(display === undefined ? {} : { display }) }] }]
})

describe('bed rest in force', () => {
  it('counts calendar days from its order', () => {
    expect(bedRest({})).toMatchObject({ days: 4, otherReason: undefined })
  })
  it('counts from its own start where it states one', () => {
    expect(bedRest({ occurrencePeriod: { start: '2026-11-20' } })?.days).toBe(2)
  })
  it('counts from the start of its timing', () => {
    expect(bedRest({ authoredOn: undefined, occurrenceTiming: { repeat: { boundsPeriod: { start: '2026-11-17' } } } })?.days).toBe(5)
  })
  it('counts a partial date by the least it can be', () => {
    expect(bedRest({ authoredOn: '2026-10' })?.days).toBe(22)
  })
  it('has no days where nothing dates it', () => {
    expect(bedRest({ authoredOn: undefined })?.days).toBeUndefined()
  })
  it.each([
    ['a coded reason elsewhere is another reason', coded('I26.99', 'Pulmonary embolism'), 'Pulmonary embolism'],
    ['pain of the back is not', coded('M54.5', 'Low back pain'), undefined],
    ['a code without words decides nothing', coded('I26.99'), undefined],
    ['words without a code decide nothing', { reasonCode: [{ text: 'Pulmonary embolism' }] }, undefined],
    [
      'a reference to the fracture is not, whatever else is coded',
      { ...coded('I26.99', 'Pulmonary embolism'), reasonReference: [{ reference: 'Condition/fx' }] },
      undefined
    ]
  ])('%s', (_name, more, reason) => {
    expect(bedRest(more)?.otherReason).toBe(reason)
  })
  it('is not known where orders could not be read', () => {
    expect(factsOf({ resources: [given.patient(74), given.fracture()], unread: { serviceRequests: 'failed' } }).bedRest).toBeUndefined()
  })
})
