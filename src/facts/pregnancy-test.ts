/** Pregnancy tests, which answer in words or as an amount of hormone. */
import type { FhirResource } from '../cds-hooks/response.js'
import { dayNumber, type IsoDate } from './dates.js'
import { member, number, objects, statusCode, text } from './fhir.js'
import { observedOn } from './observations.js'

const positiveWords = /^(pos|positive|detected|10828004|260373001)$/i
/** Units in which human chorionic gonadotropin is counted; from 25 a test is positive. */
const gonadotropinUnits = /^(m\[?iu\]?\/ml|\[?iu\]?\/l)$/i

function isPositiveAmount(quantity: unknown): boolean {
  const value = number(member(quantity, 'value'))
  const unit = text(member(quantity, 'code')) ?? text(member(quantity, 'unit')) ?? ''
  return (
    value !== undefined && value >= 25 && gonadotropinUnits.test(unit) && text(member(quantity, 'comparator'))?.startsWith('<') !== true
  )
}

/** The date of a pregnancy test that was reported positive within so many days, else undefined. */
export function positiveOn(observation: FhirResource, days: number, asOf: IsoDate): string | undefined {
  const date = observedOn(observation)
  const today = dayNumber(asOf)
  if (date === undefined || today - date.last > days || date.first > today + 1) return undefined
  const answers = [observation['valueCodeableConcept'], ...objects(observation['interpretation'])]
  const words = answers.flatMap(answer => [statusCode(answer), text(member(answer, 'text'))]).concat(text(observation['valueString']))
  const positive = words.some(word => word !== undefined && positiveWords.test(word.trim()))
  return positive || isPositiveAmount(observation['valueQuantity']) ? date.text : undefined
}
