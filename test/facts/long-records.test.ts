/** What a long record costs: six times as many results take about six times as long, not thirty-six times. */
import { expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { inOrder } from '../../src/facts/chart.js'
import { indexObservations } from '../../src/facts/observations.js'
import { chartOf, given } from '../rules/facts-of.js'

const creatinine = (index: number): FhirResource => ({
  ...given.observation('2160-0', 0.8, 'mg/dL', '2026-03-01'),
  id: `result-${String(index)}`
})

const many = (count: number, result: (index: number) => FhirResource): readonly FhirResource[] =>
  Array.from({ length: count }, (_, index) => result(index))

/** One result with so many parts. */
const panel = (parts: number): readonly FhirResource[] => {
  const { code, valueQuantity } = creatinine(0)
  return [{ ...creatinine(0), component: Array.from({ length: parts }, () => ({ code, valueQuantity })) }]
}

/** The least of four in CPU time, so that a busy machine counts little. */
function cost(resources: readonly FhirResource[]): number {
  const times = [1, 2, 3, 4].map(() => {
    const before = process.cpuUsage()
    indexObservations(resources)
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...times)
}

it.each([
  ['many results of one test', 10_000, (count: number) => many(count, creatinine)],
  ['many parts of one result', 5000, panel]
])('%s', (_name, count, record) => {
  const few = cost(record(count))
  expect(cost(record(6 * count))).toBeLessThan(few * 16)
})

it('an observation with two codes of one value set is indexed once', () => {
  const twice = { ...creatinine(0), code: { coding: [...codingsOf(creatinine(0)), ...codingsOf(creatinine(0))] } }
  expect(indexObservations([twice, creatinine(1)]).get('lab-creatinine-serum')).toEqual([twice, creatinine(1)])
})

it('results without ids are told apart by their content, which is looked at once', () => {
  const COUNT = 1000
  let looks = 0
  const withoutId = (index: number): FhirResource => ({
    resourceType: 'Observation',
    get comment() {
      looks += 1
      return `note ${String((index * 7919) % COUNT)}`
    }
  })
  inOrder(chartOf({ resources: many(COUNT, withoutId) }))
  expect(looks).toBe(COUNT)
})

function codingsOf({ code }: FhirResource): readonly unknown[] {
  return (code as { readonly coding: readonly unknown[] }).coding
}
