/** Drafts changed as a whole: an `update` carries the complete resource (CDS Hooks 2.0.1, "Action"). */
import type { FhirResource } from '../cds-hooks/response.js'
import { isoDate, dayNumber } from '../facts/dates.js'
import { isObject, objects } from '../facts/fhir.js'
import type { ChangeId } from '../rules/rule.js'

interface Change {
  readonly label: string
  readonly description: string
  readonly apply: (draft: FhirResource, asOf: string) => FhirResource
}

const UCUM = 'http://unitsofmeasure.org'

/** The draft with its first dosage instruction changed; objects where R4 has arrays become arrays. */
function withDosage(draft: FhirResource, text: string, repeat: Readonly<Record<string, unknown>>, dose?: Readonly<Record<string, unknown>>): FhirResource {
  const [first = {}, ...rest] = objects(draft['dosageInstruction'])
  const timing = isObject(first['timing']) ? first['timing'] : {}
  const { doseAndRate, doseQuantity, ...instruction } = first as Record<string, unknown>
  const oldDose = doseAndRate ?? (doseQuantity === undefined ? undefined : [{ doseQuantity }])
  const newDose = dose === undefined ? oldDose : [{ doseQuantity: dose }]
  return {
    ...draft,
    dosageInstruction: [{ ...instruction, text, timing: { ...timing, repeat }, ...(newDose === undefined ? {} : { doseAndRate: newDose }) }, ...rest]
  }
}

const bounded = (days: number): Readonly<Record<string, unknown>> => ({ value: days, unit: 'days', system: UCUM, code: 'd' })
const supplied = (draft: FhirResource, days: number): FhirResource => {
  const { validityPeriod: _period, ...dispense } = (isObject(draft['dispenseRequest']) ? draft['dispenseRequest'] : {}) as Record<string, unknown>
  return { ...draft, dispenseRequest: { ...dispense, numberOfRepeatsAllowed: 0, expectedSupplyDuration: bounded(days) } }
}

const changes: Readonly<Record<ChangeId, Change>> = {
  'end-rest-within-48h': {
    label: 'Limit to 48 hours',
    description: 'Change the rest order: end within 48 hours, then out of bed with assistance and activity as tolerated',
    apply: (draft, asOf) => {
      const { occurrenceTiming: _timing, occurrenceDateTime: _at, ...rest } = draft
      const note = { text: 'Rest for at most 48 hours, then out of bed with assistance and activity as tolerated.' }
      return { ...rest, resourceType: draft.resourceType, occurrencePeriod: { start: asOf, end: isoDate(dayNumber(asOf) + 2) }, note: [...objects(draft['note']), note] }
    }
  },
  'once-weekly': {
    label: 'Change to once weekly',
    description: 'Change the frequency: one tablet by mouth once weekly, 4 tablets per 28 days',
    apply: draft => {
      const weekly = withDosage(draft, '1 tablet by mouth once weekly', { frequency: 1, period: 1, periodUnit: 'wk' }, { value: 1, unit: 'tablet', system: UCUM, code: '{tbl}' })
      const dispense = isObject(draft['dispenseRequest']) ? draft['dispenseRequest'] : {}
      return { ...weekly, dispenseRequest: { ...dispense, quantity: { value: 4, unit: 'tablet', system: UCUM, code: '{tbl}' }, expectedSupplyDuration: bounded(28) } }
    }
  },
  'limit-to-28-days': {
    label: 'Limit to 28 days, no refills',
    description: 'Change the order: once daily for 28 days, no refills, then stop',
    apply: draft =>
      supplied(withDosage(draft, 'once daily for 28 days, then stop', { boundsDuration: bounded(28), frequency: 1, period: 1, periodUnit: 'd' }), 28)
  },
  'calcium-500-daily': {
    label: 'Change to 500 mg once daily',
    description: 'Change the dose: 500 mg elemental calcium by mouth once daily with a meal',
    apply: draft => withDosage(draft, '500 mg elemental calcium by mouth once daily with a meal', { frequency: 1, period: 1, periodUnit: 'd' }, { value: 500, unit: 'mg', system: UCUM, code: 'mg' })
  },
  'infuse-15-minutes': {
    label: 'Infuse over at least 15 minutes',
    description: 'Change the rate: intravenously over at least 15 minutes, one dose',
    apply: draft => withDosage(draft, 'intravenously over at least 15 minutes, one dose', { count: 1, duration: 15, durationUnit: 'min' })
  },
  'vitamin-d-1000-daily': {
    label: 'Change to 1000 IU daily',
    description: 'Change the dose: 1000 IU by mouth once daily',
    apply: draft => withDosage(draft, '1000 IU by mouth once daily', { frequency: 1, period: 1, periodUnit: 'd' }, { value: 1000, unit: 'IU', system: UCUM, code: '[iU]' })
  },
  'limit-to-10-days': {
    label: 'Limit to 10 days',
    description: 'Change the order: at most 10 days, no refills, then review',
    apply: draft => {
      const [first] = objects(draft['dosageInstruction'])
      const timing = isObject(first?.['timing']) ? first['timing'] : {}
      const { boundsPeriod: _period, boundsRange: _range, ...repeat } = (isObject(timing['repeat']) ? timing['repeat'] : {}) as Record<string, unknown>
      const words = typeof first?.['text'] === 'string' ? first['text'] : 'as ordered'
      return supplied(withDosage(draft, `${words}; for at most 10 days`, { ...repeat, boundsDuration: bounded(10) }), 10)
    }
  }
}

export const changeLabel = (id: ChangeId): string => changes[id].label
export const changeDescription = (id: ChangeId): string => changes[id].description
export const changed = (id: ChangeId, draft: FhirResource, asOf: string): FhirResource => asR4(changes[id].apply(draft, asOf))

const lists = ['category', 'reasonCode', 'reasonReference', 'dosageInstruction', 'note', 'identifier', 'orderDetail', 'bodySite', 'insurance', 'supportingInfo']

/** A careless client's lone objects become the arrays that R4 asks for, empty members go, `intent` is filled in. */
export function asR4(draft: FhirResource): FhirResource {
  const whole: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(draft)) {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue
    whole[name] = lists.includes(name) && isObject(value) ? [value] : value
  }
  return { ...whole, resourceType: draft.resourceType, ...(draft['intent'] === undefined && 'subject' in draft ? { intent: 'order' } : {}) }
}
