/** Signs that a vertebral fracture does not run the usual course, the gravest first. */
import { dayNumber, type DayInterval, type IsoDate } from '../../facts/dates.js'
import { distinctFractures } from '../../facts/distinct-fractures.js'
import { datedText, type Finding } from '../../facts/findings.js'
import type { FactName, Facts, FractureStory } from '../../facts/index.js'
import { fractureName } from '../fracture-text.js'
import { foreign, md, own, round, type Markdown } from '../text.js'
import { ageWords, ONE_YEAR, RELEVANT_PAIN, scoreOn, TWELVE_WEEKS } from './course.js'

/** Pain that should have eased (clinical reference B19): from 8 weeks at 4/10 or more, from 12 weeks any. */
export const EIGHT_WEEKS = 56
/** Opioid for longer than this (clinical reference B19). */
const FOUR_WEEKS = 28
/** A prescription that follows within a month continues the one before (design choice). */
const RENEWAL_DAYS = 31
const dispensed = new Set(['active', 'completed', 'stopped'])
/** Two fractures count as two when their onsets surely lie further apart (design choice). */
const APART_DAYS = 14

export interface LateSign {
  readonly kind: 'second' | 'healing' | 'pain' | 'deformity' | 'breathless' | 'satiety' | 'opioid'
  /** Plain words that open the summary. */
  readonly summary: string
  readonly why: Markdown
}

export const lateSignNeeds = [
  'painCourse',
  'deformity',
  'opioidsTaken',
  'analgesicOrders',
  'dyspnea',
  'earlySatiety'
] as const satisfies readonly FactName[]
type Inputs = Pick<Facts, (typeof lateSignNeeds)[number]>

const levelName = (levels: readonly string[]): string => (levels.length === 0 ? 'one' : levels.join('/'))

/** A second vertebral fracture within twelve months of the one before, itself no older than twelve months. */
function secondFracture(fracture: FractureStory, today: number): LateSign | undefined {
  const events = distinctFractures([fracture, ...fracture.others].filter(({ status }) => status !== 'suspected'))
  const dated = events.flatMap(({ levels, onset }) => (onset === undefined ? [] : [{ levels, onset }]))
  for (const [index, later] of dated.entries()) {
    const earlier = dated
      .slice(index + 1)
      .find(({ onset }) => later.onset.first - onset.last > APART_DAYS && later.onset.last - onset.first <= ONE_YEAR)
    if (earlier === undefined || today - later.onset.first > ONE_YEAR) continue
    const words = `${levelName(later.levels)} (${later.onset.text}) after ${levelName(earlier.levels)} (${earlier.onset.text})`
    return { kind: 'second', summary: `Second vertebral fracture within 12 months, ${words}`, why: own(`Vertebral fractures: ${words}`) }
  }
  return undefined
}

const healingOf = { G: 'delayed healing', K: 'non-union', P: 'malunion' } as const

function healingSign(fracture: FractureStory): LateSign | undefined {
  const { seventh } = fracture
  if (seventh !== 'G' && seventh !== 'K' && seventh !== 'P') return undefined
  const words = `coded as ${healingOf[seventh]} (seventh character ${seventh})`
  return { kind: 'healing', summary: `${fractureName(fracture)} ${words}`, why: own(`The fracture is ${words}`) }
}

function painSign(fracture: FractureStory, { painCourse }: Inputs): LateSign | undefined {
  const now = painCourse?.now
  if (now === undefined) return undefined
  const isLate = (fracture.age.min >= EIGHT_WEEKS && now.value >= RELEVANT_PAIN) || (fracture.age.min >= TWELVE_WEEKS && now.value > 0)
  return isLate
    ? {
        kind: 'pain',
        summary: `Pain ${scoreOn(now)}, ${fractureName(fracture)} ${ageWords(fracture)}`,
        why: own(`Pain ${scoreOn(now)}, when most fractures have eased`)
      }
    : undefined
}

function deformitySign(fracture: FractureStory, { deformity }: Inputs): LateSign | undefined {
  const { heightLoss, kyphosis = [] } = deformity ?? {}
  if (heightLoss !== undefined) {
    const words = `height fell ${round(heightLoss.cm)} cm (${heightLoss.from.date.text} to ${heightLoss.to.date.text})`
    return { kind: 'deformity', summary: `After ${fractureName(fracture)} ${words}`, why: own(words) }
  }
  const [bent] = kyphosis
  return bent === undefined
    ? undefined
    : {
        kind: 'deformity',
        summary: `Kyphosis on record with ${fractureName(fracture)}`,
        why: md`${foreign(bent.name)} (${own(bent.onset?.text ?? 'undated')})`
      }
}

/** A symptom of a changed shape, or of lying; one that is known to be older than the fracture is something else. */
function symptomSign(
  kind: 'breathless' | 'satiety',
  words: string,
  found: readonly Finding[] | undefined,
  fracture: FractureStory
): LateSign | undefined {
  const from = fracture.onset?.first
  const symptom = found?.find(({ onset, recorded }) => {
    const when = onset ?? recorded
    return from === undefined || when === undefined || when.last >= from
  })
  return symptom === undefined
    ? undefined
    : {
        kind,
        summary: `${words} (${datedText(symptom)}) with ${fractureName(fracture)}`,
        why: md`${foreign(symptom.name)} (${own(datedText(symptom))})`
      }
}

/** Since when opioids follow one another without a gap of a month: prescriptions are short, and renewed. */
function courseStart({ opioidsTaken, analgesicOrders }: Inputs): DayInterval | undefined {
  const begun = (records: Inputs['opioidsTaken']): readonly DayInterval[] =>
    (records ?? [])
      .filter(({ medicine, status }) => medicine.sets.has('opioids') && dispensed.has(status))
      .flatMap(({ start }) => (start === undefined ? [] : [start]))
      .sort((a, b) => b.last - a.last)
  let [since] = begun(opioidsTaken)
  for (const start of begun(analgesicOrders)) {
    if (since === undefined) return undefined
    if (start.last < since.last && since.last - start.last <= RENEWAL_DAYS) since = start
  }
  return since
}

function opioidSign(facts: Inputs, fracture: FractureStory, today: number): LateSign | undefined {
  const { opioidsTaken } = facts
  const long = opioidsTaken?.find(({ start }) => start !== undefined && today - start.last > FOUR_WEEKS)
  const since = long?.start ?? courseStart(facts)
  const record = long ?? opioidsTaken?.find(({ start }) => start !== undefined)
  if (since === undefined || record === undefined || today - since.last <= FOUR_WEEKS) return undefined
  return {
    kind: 'opioid',
    summary: `Opioid since ${since.text} with ${fractureName(fracture)}`,
    why: md`${foreign(record.medicine.name)}${own(long === undefined ? ', renewed' : '')} since ${own(since.text)}, over 4 weeks`
  }
}

/** Pain counts at any age of the fracture; codes, shape and opioids only within its first year. */
export function lateSigns(fracture: FractureStory, facts: Inputs, asOf: IsoDate): readonly LateSign[] {
  const today = dayNumber(asOf)
  const inFirstYear = fracture.age.min <= ONE_YEAR
  const signs = inFirstYear
    ? [
        secondFracture(fracture, today),
        healingSign(fracture),
        painSign(fracture, facts),
        deformitySign(fracture, facts),
        symptomSign('breathless', 'Breathless', facts.dyspnea, fracture),
        symptomSign('satiety', 'Early satiety', facts.earlySatiety, fracture),
        opioidSign(facts, fracture, today)
      ]
    : [painSign(fracture, facts)]
  return signs.filter(sign => sign !== undefined)
}
