/** What makes a vertebral fracture very high risk (clinical reference B5): each finding in words, the gravest first. */
import { dayNumber, isoDate, type DayInterval } from '../../facts/dates.js'
import type { FractureEvent } from '../../facts/distinct-fractures.js'
import type { Facts } from '../../facts/index.js'
import { within } from '../../facts/observations.js'
import { windowText } from '../../facts/settings.js'
import { dated, foreign, md, own, readingText, round, type Markdown } from '../text.js'

/** "Twelve months" in days. */
const YEAR = 365
/** AACE 2020, and NOGG (both from general knowledge). */
export const T_SCORE_AACE = -3.0
export const T_SCORE_NOGG = -3.5
/** Ten-year probabilities in %, AACE 2020 (from general knowledge). */
const FRAX_MAJOR = 30
const FRAX_HIP = 4.5
/** mg of prednisone a day over three months (clinical reference B5). */
const STEROID_MG = 7.5
const STEROID_DAYS = 91

export interface RiskFinding {
  readonly kind: 'fractures' | 'on-therapy' | 'other-fracture' | 't-score' | 'frax' | 'glucocorticoid' | 'long-course'
  /** For the summary: our words, with value and date. */
  readonly short: string
  readonly words: Markdown
  /** Two fractures in the last twelve months. */
  readonly urgent: boolean
}

type Inputs = Pick<
  Facts,
  | 'distinctFractures'
  | 'boneCourses'
  | 'boneTherapies'
  | 'otherFragilityFractures'
  | 'tScore'
  | 'fraxMajor'
  | 'fraxHip'
  | 'glucocorticoidDoses'
  | 'asOf'
  | 'settings'
>

const daysApart = (a: DayInterval, b: DayInterval): number => Math.max(a.last, b.last) - Math.min(a.first, b.first)
const nameOf = ({ levels, onset }: FractureEvent): string => [...(levels.length === 0 ? [] : [levels.join('/')]), dated(onset)].join(', ')

/** Both within the last twelve months, and so within twelve months of one another. */
const bothRecent = (a: DayInterval | undefined, b: DayInterval | undefined, asOf: string): boolean =>
  a !== undefined && b !== undefined && dayNumber(asOf) - Math.min(a.first, b.first) <= YEAR

/** Two or more, by level or by date. */
function severalFractures({ distinctFractures: events = [], asOf = '' }: Inputs): readonly RiskFinding[] {
  const [first, second] = events
  if (first === undefined || second === undefined) return []
  const urgent = bothRecent(first.onset, second.onset, asOf)
  const recent = events.filter(({ onset }) => bothRecent(onset, onset, asOf)).length
  const count = (number: number): string => (number === 2 ? 'Two' : String(number))
  return [
    {
      kind: 'fractures',
      short: `${urgent ? `${count(recent)} vertebral fractures in 12 months` : `${count(events.length)} vertebral fractures`} (${nameOf(first)}; ${nameOf(second)}): very high risk`,
      words: own(`${count(events.length)} vertebral fractures, told apart by level or date: ${events.slice(0, 4).map(nameOf).join('; ')}`),
      urgent
    }
  ]
}

/** Twelve months or more of unbroken bone medicine before the fracture; less is no failure of treatment. */
function onTherapy({ distinctFractures: events = [], boneCourses = [] }: Inputs): readonly RiskFinding[] {
  for (const { current, onset } of events) {
    const course =
      onset === undefined || !current
        ? undefined
        : boneCourses.find(({ from, until }) => onset.first - from.last >= YEAR && until >= onset.first)
    if (course === undefined || onset === undefined) continue
    return [
      {
        kind: 'on-therapy',
        short: `Vertebral fracture (${onset.text}) on ${course.agents[0] ?? 'bone medicine'} since ${course.from.text}: very high risk`,
        words: own(
          `Fracture of ${onset.text} after 12 months or more of ${course.agents.join(', then ')} (since ${course.from.text}); check adherence, absorption and secondary causes before calling it a failure`
        ),
        urgent: false
      }
    ]
  }
  return []
}

/** Another fragility fracture within twelve months, on either side. */
function otherFracture({
  distinctFractures: events = [],
  otherFragilityFractures: others = [],
  asOf = ''
}: Inputs): readonly RiskFinding[] {
  for (const { onset } of events) {
    const other = others.find(finding => onset !== undefined && finding.onset !== undefined && daysApart(onset, finding.onset) <= YEAR)
    if (onset === undefined || other === undefined) continue
    return [
      {
        kind: 'other-fracture',
        short: `Vertebral fracture (${onset.text}) within 12 months of another fracture (${dated(other.onset)}): very high risk`,
        words: md`Within 12 months of ${foreign(other.name)} (${own(dated(other.onset))})`,
        urgent: bothRecent(onset, other.onset, asOf)
      }
    ]
  }
  return []
}

/** The lowest T-score of the newest scan; it counts as long as a DXA does (clinical reference 0.8). */
function lowDensity({ tScore, settings, asOf = '' }: Inputs): readonly RiskFinding[] {
  const scores = (tScore?.all ?? []).filter(reading => within(reading, settings.dxaDays, asOf))
  const lowest = scores.filter(({ date }) => date.last === scores[0]?.date.last).sort((a, b) => a.value - b.value)[0]
  if (lowest === undefined || lowest.value > T_SCORE_AACE) return []
  const bodies = lowest.value <= T_SCORE_NOGG ? 'AACE limit −3.0, NOGG limit −3.5' : 'AACE limit −3.0; NOGG draws it at −3.5'
  return [
    {
      kind: 't-score',
      short: `Vertebral fracture with T-score ${round(lowest.value)} on ${lowest.date.text}: very high risk`,
      words: md`${readingText('T-score', lowest)} (${own(bodies)})`,
      urgent: false
    }
  ]
}

/** Counts as long as the DXA it may rest on. No percentages in the summary. */
function highProbability({ fraxMajor, fraxHip, settings, asOf = '' }: Inputs): readonly RiskFinding[] {
  const both = [
    { name: 'FRAX, major osteoporotic fracture', limit: FRAX_MAJOR, reading: fraxMajor?.latest },
    { name: 'FRAX, hip fracture', limit: FRAX_HIP, reading: fraxHip?.latest }
  ]
  return both.flatMap(({ name, limit, reading }): readonly RiskFinding[] =>
    reading === undefined || !within(reading, settings.dxaDays, asOf) || reading.value < limit
      ? []
      : [
          {
            kind: 'frax',
            short: `Vertebral fracture with a FRAX of ${reading.date.text} at the AACE limit or above: very high risk`,
            words: md`${readingText(name, reading)} (AACE limit ${limit} %)`,
            urgent: false
          }
        ]
  )
}

/** Only a daily dose that the order states counts. */
function steroid({ glucocorticoidDoses = [] }: Inputs): readonly RiskFinding[] {
  const high = glucocorticoidDoses.find(
    ({ dailyMg, days }) => dailyMg !== undefined && dailyMg >= STEROID_MG && days !== undefined && days >= STEROID_DAYS
  )
  if (high === undefined) return []
  const dose = `${round(high.dailyMg ?? 0)} mg a day since ${high.since ?? ''}`
  return [
    {
      kind: 'glucocorticoid',
      short: `Vertebral fracture on prednisone ${dose}: very high risk`,
      words: md`${foreign(high.name)}: ${own(dose)}`,
      urgent: false
    }
  ]
}

/** Five years or more, or stopped within two years after three or more (clinical reference B3): no fresh start, so a review. */
function longCourse({ boneTherapies = [], asOf = '' }: Inputs): readonly RiskFinding[] {
  for (const { agent, state, since, last } of boneTherapies) {
    if (!agent.includes('bisphosphonate') && agent !== 'zoledronic acid') continue
    if (since === undefined || last === undefined || state === 'on-hold' || state === 'current') continue
    const years = (last.last - since.first) / 365.25
    if (years < 5 && (years < 3 || dayNumber(asOf) - last.last > 2 * YEAR)) continue
    return [
      {
        kind: 'long-course',
        short: `Fracture after years of ${agent} (${since.text} to ${isoDate(last.last)}): not a fresh start`,
        words: own(`${agent} from ${since.text} to ${last.text}: what comes next is a review, not a fresh start`),
        urgent: false
      }
    ]
  }
  return []
}

export const riskFindings = (facts: Inputs): readonly RiskFinding[] =>
  [severalFractures, onTherapy, otherFracture, lowDensity, highProbability, steroid, longCourse]
    .flatMap(read => read(facts))
    .sort((a, b) => Number(b.urgent) - Number(a.urgent))

/** What could not be decided although something is on record. */
export function openQuestions({
  distinctFractures: events = [],
  otherFragilityFractures: others = [],
  glucocorticoidDoses = [],
  tScore,
  settings,
  asOf = ''
}: Inputs): readonly Markdown[] {
  const lines: Markdown[] = []
  const undatedOther = others.find(({ onset }) => onset === undefined)
  if (undatedOther !== undefined) lines.push(md`${foreign(undatedOther.name)} has no date: whether it lies within 12 months is not known`)
  const undated = events.filter(({ onset }) => onset === undefined).length
  if (undated > 0) lines.push(own(`${String(undated)} vertebral ${undated === 1 ? 'fracture' : 'fractures'} without an onset date`))
  const unclear = glucocorticoidDoses.find(({ dailyMg, days }) => dailyMg === undefined || (dailyMg >= STEROID_MG && days === undefined))
  if (unclear !== undefined)
    lines.push(md`${foreign(unclear.name)}: daily prednisone dose or duration is not stated, so 7.5 mg over 3 months is not checked`)
  const old = tScore?.latest
  if (old !== undefined && !within(old, settings.dxaDays, asOf))
    lines.push(md`${readingText('T-score', old)} is older than ${own(windowText(settings.dxaDays))} and not used`)
  return lines
}
