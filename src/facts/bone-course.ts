/** Unbroken courses of bone medicine, so that a fracture under treatment is told from one under a new prescription. */
import { agentOf, doseWindows, type BoneAgent, type DoseWindows } from './bone-therapy.js'
import { dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { suppliedDays } from './drafts.js'
import type { Finding } from './findings.js'
import type { MedicationRecord } from './medications.js'
import type { Settings } from './settings.js'

export interface BoneCourse {
  readonly agents: readonly BoneAgent[]
  /** Start of the first order, report or dose; a partial date counts by its last day. */
  readonly from: DayInterval
  /** Day number to which orders and doses reach without a break. */
  readonly until: number
}

interface Stretch {
  readonly agent: BoneAgent
  readonly from: DayInterval
  readonly until: number
}

const taken = new Set(['active', 'completed', 'stopped', 'on-hold'])

function stretchOf(record: MedicationRecord, today: number, coverOfDose: DoseWindows): Stretch | undefined {
  const agent = agentOf(record.medicine.sets)
  const { start, end, status } = record
  if (agent === undefined || start === undefined || !taken.has(status)) return undefined
  const cover = coverOfDose[agent]
  const supplied = status === 'stopped' ? 0 : (suppliedDays(record.resource) ?? 0)
  // Without a stated end, what was stopped or completed counts only as long as it was surely supplied.
  const ended = end?.last ?? start.last + supplied
  const until =
    record.active && cover === undefined ? Math.min(end?.last ?? today, today) : Math.min(Math.max(ended, start.last + (cover ?? 0)), today)
  return { agent, from: start, until }
}

function doseOf({ sets, onset }: Finding, today: number, coverOfDose: DoseWindows): Stretch | undefined {
  const agent = agentOf(sets)
  return agent === undefined || onset === undefined
    ? undefined
    : { agent, from: onset, until: Math.min(onset.last + (coverOfDose[agent] ?? 0), today) }
}

/** Courses of any bone agent, one agent following another included, earliest first. */
export function readBoneCourses(
  records: readonly MedicationRecord[],
  administrations: readonly Finding[],
  asOf: IsoDate,
  settings: Settings
): readonly BoneCourse[] {
  const today = dayNumber(asOf)
  // One dose works as long as it counts as current.
  const cover = doseWindows(settings)
  const stretches = [
    ...records.map(record => stretchOf(record, today, cover)),
    ...administrations.map(finding => doseOf(finding, today, cover))
  ]
    .filter(stretch => stretch !== undefined)
    .sort((a, b) => a.from.last - b.from.last)
  const courses: BoneCourse[] = []
  for (const { agent, from, until } of stretches) {
    const last = courses.at(-1)
    if (last === undefined || from.last - last.until > settings.oralBisphosphonateTailDays) courses.push({ agents: [agent], from, until })
    else
      courses[courses.length - 1] = {
        agents: last.agents.includes(agent) ? last.agents : [...last.agents, agent],
        from: last.from,
        until: Math.max(last.until, until)
      }
  }
  return courses
}
