/** The signs of infection that `rf-infection` weighs, each with its words. */
import type { IsoDate } from '../../facts/dates.js'
import type { Finding } from '../../facts/findings.js'
import type { Fracture } from '../../facts/fracture.js'
import { within, type FactName, type Facts } from '../../facts/index.js'
import type { Measured, Reading } from '../../facts/observations.js'
import type { Settings } from '../../facts/settings.js'
import { foreign, list, md, own, readingText, round, type Markdown } from '../text.js'
import { findingsText, isRaised, surestFirst, whenText } from './watched.js'

/** °C: clinical reference section 4. The margin holds the conversion from °F only. */
const FEVER = 38 - 0.005
/** mg/L, mm/h and 10⁹/L where the laboratory sends neither a range nor a verdict (general knowledge). */
const CRP_RAISED = 10
const ESR_RAISED = 30
const WHITE_CELLS_RAISED = 11

/** What the signs are read from. */
export const signFacts = [
  'spinalInfection',
  'spinalInfectionSuspected',
  'bloodstreamInfection',
  'injectionDrugUse',
  'tuberculosis',
  'spinalProcedure',
  'temperature',
  'crp',
  'esr',
  'whiteCells',
  'immunosuppression',
  'backPain',
  'immunosuppressantsTaken',
  'glucocorticoidsTaken',
  'dialysis',
  'asOf',
  'settings'
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof signFacts)[number]>

export interface Sign {
  /** Opens the summary: our own words with value or date. */
  readonly short: string
  readonly why: Markdown
  readonly byText: boolean
  /** A reason to look, no sign of infection by itself. */
  readonly isDefence?: true
}

/** All signs; beside a healed fracture only a recorded infection of the spine counts. */
export const infectionSigns = (facts: Known, live: readonly Fracture[]): readonly Sign[] =>
  live.length === 0 ? spinal(facts) : [...coded(facts, live), ...fever(facts), ...inflammation(facts), ...lowered(facts)]

const signOf = (label: string, found: readonly Finding[] | undefined): readonly Sign[] => {
  const [first] = surestFirst(found ?? [])
  return first === undefined
    ? []
    : [{ short: `${label} (${whenText(first)})`, why: findingsText(label, found ?? []), byText: first.byText }]
}

const lowered = ({ immunosuppression }: Known): readonly Sign[] =>
  signOf('Lowered immune defence on record', immunosuppression).map(sign => ({ ...sign, isDefence: true }))

const spinal = ({ spinalInfection }: Known): readonly Sign[] =>
  signOf(
    'Spinal infection on record',
    spinalInfection?.filter(({ sets }) => sets.has('spinal-infection'))
  )
const otherBone = ({ spinalInfection }: Known): readonly Sign[] =>
  signOf(
    'Bone infection on record',
    spinalInfection?.filter(({ sets }) => !sets.has('spinal-infection'))
  )

function coded(facts: Known, live: readonly Fracture[]): readonly Sign[] {
  const beforeFracture = (facts.spinalProcedure ?? []).filter(({ onset: day }) =>
    live.some(({ onset }) => day === undefined || onset === undefined || day.first < onset.first)
  )
  return [
    ...spinal(facts),
    ...otherBone(facts),
    ...signOf('Bloodstream infection on record', facts.bloodstreamInfection),
    ...signOf('Spinal infection suspected', facts.spinalInfectionSuspected),
    ...signOf('Injected drug use on record', facts.injectionDrugUse),
    ...signOf('Granulomatous infection on record', facts.tuberculosis),
    ...signOf('Spinal procedure', beforeFracture)
  ]
}

/** The highest temperature of the window: a normal one today does not take back yesterday's fever. */
function fever({ temperature, asOf, settings }: Known): readonly Sign[] {
  const readings = lately(temperature, settings, asOf).filter(({ value }) => value >= FEVER)
  const [highest] = [...readings].sort((a, b) => b.value - a.value)
  return highest === undefined
    ? []
    : [{ short: `Temperature ${round(highest.value)} °C on ${highest.date.text}`, why: readingText('Temperature', highest), byText: false }]
}

const lately = (measured: Measured | undefined, { infectionSignDays }: Settings, asOf: IsoDate | undefined): readonly Reading[] =>
  measured === undefined || asOf === undefined ? [] : measured.all.filter(reading => within(reading, infectionSignDays, asOf))

function inflammation(facts: Known): readonly Sign[] {
  const raised = (measured: Measured | undefined, general: number): Reading | undefined =>
    lately(measured, facts.settings, facts.asOf).find(reading => isRaised(reading, general))
  const crp = raised(facts.crp, CRP_RAISED)
  const esr = raised(facts.esr, ESR_RAISED)
  const whiteCells = raised(facts.whiteCells, WHITE_CELLS_RAISED)
  const weakened = [...(facts.immunosuppression ?? []), ...(facts.dialysis ?? []), ...(facts.spinalProcedure ?? [])]
  const medicines = (facts.immunosuppressantsTaken ?? []).map(({ medicine }) => medicine.name)
  const steroids = (facts.glucocorticoidsTaken ?? []).map(({ medicine }) => medicine.name)
  const protein = crp ?? esr
  const marker = protein ?? whiteCells
  const backPain = facts.backPain ?? []
  // White cells rise under a glucocorticoid by themselves.
  const isOwnComplaint = backPain.length > 0 && (protein !== undefined || steroids.length === 0)
  const mayBeInfection =
    weakened.length + medicines.length > 0 || isOwnComplaint || (protein !== undefined && (steroids.length > 0 || whiteCells !== undefined))
  if (marker === undefined || !mayBeInfection) return []

  const name = marker === crp ? 'CRP' : marker === esr ? 'ESR' : 'White cells'
  const values = [
    crp && readingText('CRP', crp),
    esr && readingText('ESR', esr),
    whiteCells && readingText('white cells', whiteCells)
  ].filter(value => value !== undefined)
  const names = [...[...weakened, ...backPain].map(finding => finding.name), ...medicines, ...steroids]
    .slice(0, 3)
    .map(known => md`${foreign(known)}`)
  const beside = names.length === 0 ? own('') : md`; beside ${list(names)}`
  return [
    {
      short: `${name} ${round(marker.value)} ${marker.unit} on ${marker.date.text}`,
      why: md`Raised: ${list(values)}${beside}`,
      byText: false
    }
  ]
}
