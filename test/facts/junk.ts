/** Resources that hold anything but what belongs there, and which facts they break: none. */
import { expect } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { isObject } from '../../src/facts/fhir.js'
import { ChartView, factNames, readFacts, type Chart, type FactName } from '../../src/facts/index.js'
import { prefetchKeys } from '../../src/facts/prefetch.js'

export const odd = [
  undefined,
  null,
  0,
  5,
  NaN,
  '',
  '  ',
  'text',
  true,
  [],
  [[]],
  [null],
  {},
  { coding: null },
  { coding: 'x' },
  { coding: [null, 5, [], {}] }
]

/** A chart whose every part holds the same junk. */
function chartOfJunk(junk: unknown): Chart {
  const resources = [junk, { resourceType: 'Condition', ...(isObject(junk) ? junk : {}) }].filter(
    isObject
  ) as unknown as readonly FhirResource[]
  return {
    asOf: '2026-11-22',
    hook: 'order-sign',
    patientId: 'p1',
    parts: Object.fromEntries(prefetchKeys.map(key => [key, { state: 'sent', resources }])),
    medications: new Map(),
    draftOrders: resources,
    selections: undefined,
    jurisdiction: 'US'
  }
}

export const members = [
  'code',
  'status',
  'clinicalStatus',
  'verificationStatus',
  'onsetDateTime',
  'onsetAge',
  'onsetPeriod',
  'abatementString',
  'recordedDate',
  'bodySite',
  'subject',
  'birthDate',
  'gender',
  'valueQuantity',
  'valueInteger',
  'referenceRange',
  'interpretation',
  'component',
  'effectiveDateTime',
  'effectivePeriod',
  'medicationCodeableConcept',
  'medicationReference',
  'contained',
  'ingredient',
  'dosageInstruction',
  'dosage',
  'dispenseRequest',
  'authoredOn',
  'reaction',
  'category',
  'orderDetail',
  'activity',
  'occurrencePeriod',
  'occurrenceTiming',
  'period',
  'intent',
  'performedDateTime',
  'reasonCode',
  'reasonReference',
  'deceasedDateTime',
  'deceasedBoolean',
  'title',
  'description',
  'taken'
]
export const types = [
  'Patient',
  'Condition',
  'Observation',
  'MedicationRequest',
  'MedicationStatement',
  'AllergyIntolerance',
  'Procedure',
  'ServiceRequest',
  'CarePlan',
  'MedicationOrder',
  'constructor'
]

/** The facts that throw on it. */
export function throwing(junk: unknown): readonly FactName[] {
  const facts = readFacts(new ChartView(chartOfJunk(junk)))
  const thrown: FactName[] = []
  const values: unknown[] = []
  for (const name of factNames) {
    try {
      values.push(facts[name])
    } catch {
      thrown.push(name)
    }
  }
  expect(values).toHaveLength(factNames.length - thrown.length)
  return thrown
}
