/** Pregnancy as observations and ended entries tell it: status, expected date of delivery, gestational age, a pregnancy that is over. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { codings, member, number, resourceKey, text } from './fhir.js'
import { beganWithin, type Finding } from './findings.js'
import { observedOn } from './observations.js'

/** Days: a pregnancy entry or status counts so long; full term and two weeks; a birth counts for twelve months (clinical reference 4). */
const PREGNANCY_DAYS = 300
const TERM_DAYS = 294
const OVERDUE_DAYS = 14
const AFTER_BIRTH_DAYS = 365

const STATUS = '82810-3'
const DELIVERY_DATE = '11778-8'
const GESTATIONAL_AGE = '18185-9'
/** "Pregnant" in SNOMED CT and in LOINC answers. */
const pregnantCodes: ReadonlySet<string> = new Set(['77386006', 'LA15173-0'])

/** What observations of the mother say on the day; `birth` is a delivery expected in the past twelve months. */
export interface PregnancyObserved {
  readonly pregnant: readonly Finding[]
  readonly birth: readonly Finding[]
}

const daysOf = (quantity: unknown): number | undefined => {
  const value = number(member(quantity, 'value'))
  const unit = text(member(quantity, 'code')) ?? text(member(quantity, 'unit')) ?? ''
  if (value === undefined) return undefined
  if (/^w/i.test(unit)) return value * 7
  return /^d/i.test(unit) ? value : undefined
}

const findingOf = (resource: FhirResource, name: string, set: ValueSetId): Finding => ({
  name,
  ref: resourceKey(resource),
  sets: new Set([set]),
  byText: false,
  active: true,
  suspected: false,
  onset: undefined,
  recorded: observedOn(resource),
  resource
})

/** The newest observation of each kind decides: a later "not pregnant" takes back an earlier "pregnant". */
export function readPregnancyObserved(observations: readonly FhirResource[], asOf: IsoDate): PregnancyObserved {
  const today = dayNumber(asOf)
  const newest = (code: string): { readonly resource: FhirResource; readonly date: DayInterval | undefined } | undefined =>
    observations
      .filter(({ code: concept }) => codings(concept).some(coding => coding.code === code))
      .map(resource => ({ resource, date: observedOn(resource) }))
      .filter(({ date }) => date === undefined || date.first <= today + 1)
      .sort((a, b) => (b.date?.last ?? -Infinity) - (a.date?.last ?? -Infinity))[0]
  const pregnant: Finding[] = []
  const birth: Finding[] = []

  const status = newest(STATUS)
  if (
    status?.date !== undefined &&
    today - status.date.last <= PREGNANCY_DAYS &&
    codings(status.resource['valueCodeableConcept']).some(({ code }) => pregnantCodes.has(code))
  )
    pregnant.push(findingOf(status.resource, 'pregnancy status: pregnant', 'pregnancy'))

  const delivery = newest(DELIVERY_DATE)
  const due = dayInterval(delivery?.resource['valueDateTime'])
  if (delivery !== undefined && due !== undefined && due.first - today <= PREGNANCY_DAYS) {
    const name = `delivery expected on ${due.text}`
    if (today - due.last <= OVERDUE_DAYS) pregnant.push(findingOf(delivery.resource, name, 'pregnancy'))
    else if (today - due.last <= AFTER_BIRTH_DAYS) birth.push(findingOf(delivery.resource, name, 'lactation-postpartum'))
  }

  const gestation = newest(GESTATIONAL_AGE)
  const age = daysOf(gestation?.resource['valueQuantity'])
  if (gestation?.date !== undefined && age !== undefined && today - gestation.date.last + age <= TERM_DAYS)
    pregnant.push(findingOf(gestation.resource, 'gestational age', 'pregnancy'))
  return { pregnant, birth }
}

export const isPregnancyNow = (finding: Finding, asOf: IsoDate): boolean =>
  finding.active && beganWithin(finding, PREGNANCY_DAYS, asOf, true)

/** An entry of lactation or of the time after birth, itself not over a year old; one that is closed counts by its date. */
export const isAfterBirth = (finding: Finding, asOf: IsoDate): boolean => beganWithin(finding, AFTER_BIRTH_DAYS, asOf, finding.active)

/** A pregnancy that ended within twelve months: closed, or left open for longer than a pregnancy lasts. Dated by the day that tells so. */
export function endedLately(finding: Finding, asOf: IsoDate): readonly Finding[] {
  const { abatementDateTime, abatementPeriod } = finding.resource
  const abated = finding.active ? undefined : (dayInterval(abatementDateTime) ?? dayInterval(member(abatementPeriod, 'end')))
  const told = abated ?? finding.onset ?? finding.recorded
  if (told === undefined) return []
  const days = dayNumber(asOf) - told.last
  const isEnded = finding.active ? days > PREGNANCY_DAYS && days <= PREGNANCY_DAYS + AFTER_BIRTH_DAYS : days <= AFTER_BIRTH_DAYS
  return isEnded ? [{ ...finding, name: `${finding.name}, over`, onset: told }] : []
}
