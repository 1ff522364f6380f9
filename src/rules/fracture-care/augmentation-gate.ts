/** What must hold before augmentation is even spoken of: no contraindication, a trial of care, pain that does not let go. */
import { dayNumber, type DayInterval, type IsoDate } from '../../facts/dates.js'
import type { FactName, Facts, FractureStory } from '../../facts/index.js'
import { within, type Reading } from '../../facts/observations.js'
import { own, readingText, type Markdown } from '../text.js'
import { RELEVANT_PAIN, SEVERE_PAIN, WORSENING } from './course.js'
import { isPregnant } from './imaging-due.js'

/** Clinical reference 3.1: INR > 1.5, platelets < 50 ×10⁹/L (general knowledge). */
const INR_LIMIT = 1.5
const PLATELET_LIMIT = 50
/** A result older than this says nothing about coagulation now (design choice; fixed, for a bad result must not be forgotten sooner). */
const COAGULATION_DAYS = 90

export const contraindicationNeeds = [
  'spinalInfection',
  'spinalInfectionSuspected',
  'bloodstreamInfection',
  'sepsis',
  'anticoagulantsTaken',
  'inr',
  'platelets',
  'coagulopathy',
  'allergies',
  'caudaEquina',
  'neuroDeficit',
  'cancer',
  'mgus',
  'pregnancy',
  'pregnancyTest'
] as const
type Inputs = Pick<Facts, (typeof contraindicationNeeds)[number]>

const fresh = (latest: Reading | undefined, asOf: IsoDate): Reading | undefined =>
  latest !== undefined && within(latest, COAGULATION_DAYS, asOf) ? latest : undefined
const some = (list: readonly unknown[] | undefined): boolean => (list ?? []).length > 0

const cementOrContrast = /\b(poly ?methyl ?-?methacrylate|methyl ?methacrylate|PMMA|(bone|acrylic) cement|contrast|iodinated|gadolin\w*)\b/i

/** The first contraindication on record, in our words. */
export function contraindication(fracture: FractureStory, facts: Inputs, asOf: IsoDate): string | undefined {
  const inr = fresh(facts.inr?.latest, asOf)
  const platelets = fresh(facts.platelets?.latest, asOf)
  if (some(facts.spinalInfection) || some(facts.spinalInfectionSuspected) || some(facts.bloodstreamInfection) || some(facts.sepsis))
    return 'infection'
  if (some(facts.neuroDeficit) || some(facts.caudaEquina)) return 'neurological deficit'
  if (some(facts.anticoagulantsTaken)) return 'anticoagulant in force'
  if (inr !== undefined && inr.value > INR_LIMIT) return `INR ${String(inr.value)} above 1.5`
  if (platelets !== undefined && platelets.value < PLATELET_LIMIT) return `platelets ${String(platelets.value)} below 50`
  if (some(facts.coagulopathy)) return 'bleeding disorder'
  if (facts.allergies?.some(({ name }) => cementOrContrast.test(name)) === true) return 'allergy to cement or contrast'
  if (some(facts.cancer) || some(facts.mgus)) return 'cancer or MGUS not cleared as the cause'
  if (isPregnant(facts)) return 'pregnancy'
  if (fracture.sets.has('vertebral-fracture-burst')) return 'burst fracture: posterior wall'
  return undefined
}

/** What is not known about coagulation, as lines. */
export function coagulationLines({ inr, platelets }: Pick<Facts, 'inr' | 'platelets'>, asOf: IsoDate): readonly Markdown[] {
  const line = (name: string, latest: Reading | undefined): Markdown | undefined =>
    latest === undefined
      ? own(`${name} not found`)
      : fresh(latest, asOf) === undefined
        ? readingText(`${name} too old:`, latest)
        : undefined
  return [line('INR', inr?.latest), line('Platelets', platelets?.latest)].filter(words => words !== undefined)
}

/** Bed-confined since the fracture, by a dated entry. */
const cannotMobilise = (intolerance: Facts['uprightIntolerance'] | undefined, { onset }: FractureStory): boolean =>
  onset !== undefined && (intolerance ?? []).some(finding => finding.onset !== undefined && finding.onset.first >= onset.first)

export interface LastingPain {
  readonly now: Reading
  readonly confined: boolean
}

/** Pain ≥ 7, or ≥ 4 and bed-confined since the fracture, at a score of the last 14 days (default) that is not falling. */
export function lastingPain(
  fracture: FractureStory,
  { painCourse, uprightIntolerance, settings }: Pick<Facts, 'painCourse' | 'uprightIntolerance' | 'settings'>,
  asOf: IsoDate
): LastingPain | string {
  const now = painCourse?.now
  if (now === undefined || !within(now, settings.augmentationPainDays, asOf))
    return `no pain score of the last ${String(settings.augmentationPainDays)} days`
  const confined = cannotMobilise(uprightIntolerance, fracture)
  if (now.value < SEVERE_PAIN && !(confined && now.value >= RELEVANT_PAIN))
    return 'pain is below 7, and no bed confinement since the fracture is recorded'
  if ((painCourse?.fall ?? 0) >= WORSENING) return 'pain is improving'
  return { now, confined }
}

export const trialNeeds = [
  'analgesicOrders',
  'physiotherapyOrders',
  'physiotherapySessions',
  'spineCare',
  'settings'
] as const satisfies readonly FactName[]

export interface Trial {
  readonly kind: 'Analgesia' | 'Physical therapy' | 'Brace'
  readonly name: string
  readonly start: DayInterval
}

const used = new Set(['active', 'completed', 'stopped', 'on-hold'])

/** What was tried for this fracture: an analgesic, therapy or a brace, begun so many days ago or earlier, and not over before the onset. */
export function careTrial(
  { analgesicOrders, physiotherapyOrders, physiotherapySessions, spineCare, settings }: Pick<Facts, (typeof trialNeeds)[number]>,
  { onset, age }: FractureStory,
  asOf: IsoDate
): Trial | undefined {
  const today = dayNumber(asOf)
  const from = onset?.first ?? today - age.max
  const isLong = (start: DayInterval): boolean => start.last <= today - settings.analgesicTrialDays
  for (const { medicine, status, active, start, end } of analgesicOrders ?? []) {
    if (!used.has(status) || start === undefined || !isLong(start)) continue
    const isOfThisFracture = active ? end === undefined || end.last >= from : (end ?? start).last >= from
    if (isOfThisFracture) return { kind: 'Analgesia', name: medicine.name, start }
  }
  const therapies = [
    ...(physiotherapyOrders ?? []).map(({ name, status, date }) => ({
      name,
      date,
      done: status === 'completed',
      begun: status === 'active'
    })),
    ...(physiotherapySessions ?? []).map(({ name, active, onset: date }) => ({ name, date, done: !active, begun: active }))
  ]
  for (const { name, date, done, begun } of therapies)
    if (date !== undefined && date.last >= from && (done || (begun && isLong(date)))) return { kind: 'Physical therapy', name, start: date }
  for (const { kind, name, state, date } of spineCare ?? [])
    if (kind === 'brace' && state !== 'held' && date !== undefined && date.last >= from && isLong(date))
      return { kind: 'Brace', name, start: date }
  return undefined
}
