/** Osteoporosis medicines past and present, with the windows in which each counts as current. Clinical reference 0.8. */
import type { ValueSetId } from '../terminology/index.js'
import { dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { suppliedDays } from './drafts.js'
import type { Finding } from './findings.js'
import type { MedicationRecord } from './medications.js'
import type { Settings } from './settings.js'

export type BoneAgent =
  | 'oral bisphosphonate'
  | 'zoledronic acid'
  | 'other intravenous bisphosphonate'
  | 'denosumab'
  | 'romosozumab'
  | 'parathyroid hormone analogue'
  | 'raloxifene or bazedoxifene'

const setsOfAgent: readonly (readonly [BoneAgent, ValueSetId])[] = [
  ['zoledronic acid', 'zoledronic-acid'],
  ['denosumab', 'denosumab'],
  ['romosozumab', 'romosozumab'],
  ['parathyroid hormone analogue', 'parathyroid-hormone-analogs'],
  ['raloxifene or bazedoxifene', 'serm'],
  ['oral bisphosphonate', 'bisphosphonates-oral'],
  ['other intravenous bisphosphonate', 'bisphosphonates-iv'],
  // A code that names the class or leaves the route open, such as ibandronic acid in ATC.
  ['oral bisphosphonate', 'bisphosphonates']
]

/** Days since the last dose within which a dosed agent is current, as the site has set them. */
export const doseWindows = ({ zoledronateDays, denosumabLapseDays, romosozumabDays }: Settings): DoseWindows => ({
  'zoledronic acid': zoledronateDays,
  'other intravenous bisphosphonate': 122, // given every three months
  denosumab: denosumabLapseDays, // later is lapsed
  romosozumab: romosozumabDays
})
export type DoseWindows = Readonly<Partial<Record<BoneAgent, number>>>

export interface BoneTherapy {
  readonly agent: BoneAgent
  readonly name: string
  readonly state: 'current' | 'lapsed' | 'past' | 'on-hold'
  /** The last dose, order or report that dates it. */
  readonly last: DayInterval | undefined
  /** Earliest known start. */
  readonly since: DayInterval | undefined
  readonly ref: string | undefined
}

export const agentOf = (sets: ReadonlySet<ValueSetId>): BoneAgent | undefined => setsOfAgent.find(([, set]) => sets.has(set))?.[0]

const lastDay = (a: DayInterval | undefined, b: DayInterval | undefined): DayInterval | undefined =>
  a === undefined ? b : b === undefined || a.last >= b.last ? a : b
const firstDay = (a: DayInterval | undefined, b: DayInterval | undefined): DayInterval | undefined =>
  a === undefined ? b : b === undefined || a.first <= b.first ? a : b

/** Day on which the last supply ended, as stated or as ordered. */
function lastSupply({ start, end, resource }: MedicationRecord): number | undefined {
  if (end !== undefined) return end.last
  const days = suppliedDays(resource)
  return start === undefined || days === undefined ? undefined : start.last + days
}

/** Orders that never led to a dose. */
const neverGiven = new Set(['cancelled', 'revoked', 'draft', 'unknown', 'intended'])

export function readBoneTherapies(
  records: readonly MedicationRecord[],
  administrations: readonly Finding[],
  asOf: IsoDate,
  settings: Settings
): readonly BoneTherapy[] {
  const byAgent = new Map<BoneAgent, { records: MedicationRecord[]; given: Finding[] }>()
  const at = (agent: BoneAgent): { records: MedicationRecord[]; given: Finding[] } => {
    const entry = byAgent.get(agent) ?? { records: [], given: [] }
    byAgent.set(agent, entry)
    return entry
  }
  for (const record of records) {
    const agent = agentOf(record.medicine.sets)
    if (agent !== undefined && (record.active || !neverGiven.has(record.status))) at(agent).records.push(record)
  }
  for (const finding of administrations) {
    const agent = agentOf(finding.sets)
    if (agent !== undefined) at(agent).given.push(finding)
  }
  return [...byAgent].map(([agent, { records: ordered, given }]) => therapyOf(agent, ordered, given, asOf, settings))
}

function therapyOf(
  agent: BoneAgent,
  records: readonly MedicationRecord[],
  given: readonly Finding[],
  asOf: IsoDate,
  settings: Settings
): BoneTherapy {
  const today = dayNumber(asOf)
  const window = doseWindows(settings)[agent]
  let last: DayInterval | undefined
  let since: DayInterval | undefined
  const isPast = (day: DayInterval | undefined): day is DayInterval => day !== undefined && day.first <= today
  const note = (day: DayInterval | undefined): void => {
    if (!isPast(day)) return
    last = lastDay(last, day)
    since = firstDay(since, day)
  }
  for (const { kind, status, start, end } of records) {
    // A held order is no dose, and the end of an order's validity is none either.
    if (window !== undefined && status === 'on-hold') continue
    note(start)
    if (end !== undefined && end.last <= today && (window === undefined || kind === 'statement')) note(end)
  }
  for (const { onset } of given) note(onset)
  const active = records.some(record => record.active)
  const onHold = records.some(({ status }) => status === 'on-hold')
  const state = ((): BoneTherapy['state'] => {
    if (window !== undefined) {
      if (last === undefined) return active ? 'current' : onHold ? 'on-hold' : 'past'
      // "2026-04" may be the first of April: a lapse is not to be missed, nor another drug given twice.
      if (today - (agent === 'denosumab' ? last.first : last.last) <= window) return 'current'
      if (agent === 'denosumab' || active) return 'lapsed'
      return onHold ? 'on-hold' : 'past'
    }
    if (active) return 'current'
    const tail =
      agent === 'oral bisphosphonate' &&
      records.some(record => {
        // Without a length, the supply ended no sooner than it was ordered.
        const until = record.status === 'completed' ? (lastSupply(record) ?? record.start?.last) : undefined
        return until !== undefined && today - until <= settings.oralBisphosphonateTailDays
      })
    return tail ? 'current' : onHold ? 'on-hold' : 'past'
  })()
  const record = records.find(({ active: isActive }) => isActive) ?? records[0]
  return { agent, name: record?.medicine.name ?? given[0]?.name ?? agent, state, last, since, ref: record?.ref ?? given[0]?.ref }
}
