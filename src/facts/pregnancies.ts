/** Entries that speak of a pregnancy now, or of the year after one. Clinical reference, section 4: "postpartum 12 months". */
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { member } from './fhir.js'
import { beganWithin, type Finding } from './findings.js'

/** An entry older than this is no pregnancy any more, whatever its status says (design choice). */
const PREGNANCY_DAYS = 300
const YEAR = 365

export const isPregnancyNow = (finding: Finding, asOf: IsoDate): boolean =>
  finding.active && beganWithin(finding, PREGNANCY_DAYS, asOf, true)

/** An entry of lactation or of the time after birth, itself not over a year old; one that is closed counts by its date. */
export const isAfterBirth = (finding: Finding, asOf: IsoDate): boolean => beganWithin(finding, YEAR, asOf, finding.active)

const abatedOn = ({ resource }: Finding): DayInterval | undefined =>
  dayInterval(resource['abatementDateTime']) ?? dayInterval(member(resource['abatementPeriod'], 'end'))

/** A pregnancy that ended within a year: closed, or left open for longer than a pregnancy lasts. */
export function endedWithinYear(finding: Finding, asOf: IsoDate): boolean {
  const today = dayNumber(asOf)
  const abated = abatedOn(finding)
  if (!finding.active && abated !== undefined) return today - abated.last <= YEAR
  const began = finding.onset ?? finding.recorded
  if (began === undefined) return false
  const days = today - began.last
  return finding.active ? days > PREGNANCY_DAYS && days <= PREGNANCY_DAYS + YEAR : days <= YEAR
}
