import { expect, it } from 'vitest'
import { mayTakeNsaid } from '../../../src/rules/fracture-care/nsaid-caution.js'
import { chartWith, type Changes } from '../chart-with.js'
import { given } from '../facts-of.js'

it.each<[string, Changes, boolean]>([
  ['a healthy woman of 60', { age: 60 }, true],
  ['no creatinine', { age: 60, results: { creatinine: null } }, false],
  ['an old creatinine', { age: 60, results: { creatinine: [0.8, 'mg/dL', '2025-01-01'] } }, false],
  ['a kidney that filters little', { age: 60, results: { creatinine: 2.5 } }, false],
  ['heart failure', { age: 60, more: [given.icd('I50.9')] }, false],
  ['an age that nobody knows', { patient: { resourceType: 'Patient', id: 'p1', gender: 'female' } }, false]
])('%s', (_name, changes, may) => {
  expect(mayTakeNsaid(chartWith(changes))).toBe(may)
})
