/** The secondary-cause work-up: its tests, when it counts as done, what makes it pressing, and the medicines that weaken bone. */
import { dayNumber } from '../../facts/dates.js'
import type { Facts } from '../../facts/index.js'
import { within, type Reading } from '../../facts/observations.js'
import { isOpen } from '../../facts/orders.js'
import type { ValueSetId } from '../../terminology/index.js'
import type { OrderId } from '../rule.js'
import { crclText, dated, foreign, list, md, own, readingText, round, type Markdown } from '../text.js'

/** A sign counts for twelve months (clinical reference B8); fixed, for a bad result must not be forgotten sooner. */
const SIGN_DAYS = 365
/** g/dL, where the laboratory gives no range (WHO; from general knowledge). */
const ANAEMIA = { female: 12, male: 13 } as const
/** mm/h, where the laboratory gives no range; a design choice. */
const ESR_RAISED = 30
/** mL/min, by eGFR or CrCl; a design choice. */
const RENAL_IMPAIRMENT = 60

export interface Test {
  readonly order: OrderId
  readonly name: string
  /** Any of these done or ordered answers the test. */
  readonly sets: readonly ValueSetId[]
}

const erythrocytes: Test = { order: 'esr', name: 'ESR', sets: ['lab-esr', 'lab-crp'] }
const thyroid: Test = { order: 'tsh', name: 'TSH', sets: ['lab-tsh'] }
const parathyroid: Test = { order: 'pth', name: 'parathyroid hormone', sets: ['lab-pth'] }

/** Everyone's tests, in the order of the clinical reference; ESR or CRP, one of them is enough. */
const routine: readonly Test[] = [
  { order: 'blood-count', name: 'blood count', sets: ['lab-cbc-panel', 'lab-hemoglobin'] },
  erythrocytes,
  { order: 'crp', name: 'C-reactive protein', sets: erythrocytes.sets },
  { order: 'calcium', name: 'calcium', sets: ['lab-calcium-total', 'lab-calcium-corrected', 'lab-calcium-ionized'] },
  { order: 'phosphate', name: 'phosphate', sets: ['lab-phosphate'] },
  { order: 'alkaline-phosphatase', name: 'alkaline phosphatase', sets: ['lab-alp'] },
  { order: 'creatinine', name: 'creatinine', sets: ['lab-creatinine-serum', 'lab-egfr'] },
  { order: 'vitamin-d-level', name: '25-OH vitamin D', sets: ['lab-25oh-vitamin-d'] },
  thyroid,
  parathyroid
]
/** Where myeloma is a question. */
const myeloma: readonly Test[] = [
  { order: 'protein-electrophoresis', name: 'protein electrophoresis', sets: ['lab-spep'] },
  { order: 'free-light-chains', name: 'free light chains', sets: ['lab-free-light-chains'] }
]
const core: readonly OrderId[] = ['blood-count', 'calcium', 'alkaline-phosphatase', 'creatinine']

type Inputs = Pick<
  Facts,
  | 'labDates'
  | 'workUpOrders'
  | 'drafts'
  | 'asOf'
  | 'settings'
  | 'patient'
  | 'confirmedFracture'
  | 'hemoglobin'
  | 'esr'
  | 'calcium'
  | 'renal'
  | 'tScore'
  | 'glucocorticoidsTaken'
  | 'aromataseInhibitorsTaken'
  | 'androgenDeprivationTaken'
  | 'protonPumpInhibitorTaken'
  | 'enzymeInducersTaken'
  | 'thiazolidinedionesTaken'
  | 'levothyroxineTaken'
  | 'antidepressantsTaken'
>

const isDone = ({ labDates, settings, asOf = '' }: Inputs, { sets }: Test): boolean =>
  sets.some(set => {
    const date = labDates?.get(set)
    return date !== undefined && dayNumber(asOf) - date.first <= settings.workUpDays
  })

const isOrdered = ({ workUpOrders, drafts }: Inputs, { sets }: Test): boolean =>
  (workUpOrders ?? []).some(order => isOpen(order) && sets.some(set => order.sets.has(set))) ||
  (drafts ?? []).some(draft => sets.some(set => draft.sets.has(set)))

/** Blood count, calcium, creatinine, alkaline phosphatase, and TSH or parathyroid hormone: all of them answered by `answered`. */
const coreBy = (answered: (test: Test) => boolean): boolean =>
  routine.filter(({ order }) => core.includes(order)).every(answered) && [thyroid, parathyroid].some(answered)

export type WorkUpState = 'done' | 'ordered' | 'missing'

export function workUpState(facts: Inputs): WorkUpState {
  if (coreBy(test => isDone(facts, test))) return 'done'
  return coreBy(test => isDone(facts, test) || isOrdered(facts, test)) ? 'ordered' : 'missing'
}

/** Tests neither done within the window nor ordered. */
export const missingTests = (facts: Inputs, withMyeloma: boolean): readonly Test[] =>
  [...routine, ...(withMyeloma ? myeloma : [])].filter(test => !isDone(facts, test) && !isOrdered(facts, test))

export interface LabSign {
  readonly short: string
  readonly words: Markdown
  /** Makes the card a warning; kidney function alone only asks the myeloma question. */
  readonly grave: boolean
}

const isLow = ({ value, low, interpretation }: Reading, fallback: number): boolean =>
  interpretation?.startsWith('L') === true || value < (low ?? fallback)
const isHigh = ({ value, high, interpretation }: Reading, fallback: number): boolean =>
  interpretation?.startsWith('H') === true || value > (high ?? fallback)

/** Anaemia, high calcium, raised ESR, kidney impairment; each within twelve months. */
export function labSigns(facts: Inputs): readonly LabSign[] {
  const { hemoglobin, esr, calcium, renal, patient, asOf = '' } = facts
  const signs: LabSign[] = []
  const sign = (name: string, reading: Reading, grave: boolean, digits = 1): void => {
    signs.push({
      short: `${name} ${round(reading.value, digits)} ${reading.unit} on ${reading.date.text}`,
      words: readingText(name, reading, digits),
      grave
    })
  }
  const blood = hemoglobin?.latest
  if (blood !== undefined && within(blood, SIGN_DAYS, asOf) && isLow(blood, ANAEMIA[patient?.sex ?? 'female']))
    sign('haemoglobin', blood, true)
  if (calcium?.status === 'high' && calcium.decidedBy !== undefined) {
    const { decidedBy, ionized, highest } = calcium
    if (decidedBy === ionized || highest === undefined) sign('ionised calcium', decidedBy, true, 2)
    else sign(highest > decidedBy.value ? 'corrected calcium' : 'calcium', { ...decidedBy, value: highest, written: String(highest) }, true)
  }
  const sedimentation = esr?.latest
  if (sedimentation !== undefined && within(sedimentation, SIGN_DAYS, asOf) && isHigh(sedimentation, ESR_RAISED))
    sign('ESR', sedimentation, true)
  const filtration = renal?.egfr
  if (filtration !== undefined && within(filtration, SIGN_DAYS, asOf) && filtration.value < RENAL_IMPAIRMENT)
    sign('eGFR', filtration, false)
  else if (
    renal?.creatinine !== undefined &&
    renal.crcl !== undefined &&
    within(renal.creatinine, SIGN_DAYS, asOf) &&
    renal.crcl < RENAL_IMPAIRMENT
  ) {
    const words = md`CrCl ${own(crclText(renal.crcl))} mL/min (creatinine of ${own(dated(renal.creatinine.date))})`
    signs.push({ short: `CrCl ${crclText(renal.crcl)} mL/min on ${dated(renal.creatinine.date)}`, words, grave: false })
  }
  return signs
}

/** Medicines on the list that can weaken bone, by what they are. */
export function drugCauses(facts: Inputs): readonly Markdown[] {
  const causes = [
    ['glucocorticoid', facts.glucocorticoidsTaken],
    ['aromatase inhibitor', facts.aromataseInhibitorsTaken],
    ['androgen deprivation', facts.androgenDeprivationTaken],
    ['enzyme-inducing antiepileptic', facts.enzymeInducersTaken],
    ['thiazolidinedione', facts.thiazolidinedionesTaken],
    ['acid suppression, if long-term', facts.protonPumpInhibitorTaken],
    ['thyroid hormone, if in excess', facts.levothyroxineTaken],
    ['SSRI or SNRI', facts.antidepressantsTaken]
  ] as const
  return causes.flatMap(([kind, records]) =>
    (records ?? []).slice(0, 1).map(({ medicine }) => md`${foreign(medicine.name)} (${own(kind)})`)
  )
}

export const drugCauseText = (causes: readonly Markdown[]): readonly Markdown[] =>
  causes.length === 0 ? [] : [md`Medicines that can weaken bone: ${list(causes)}`]
