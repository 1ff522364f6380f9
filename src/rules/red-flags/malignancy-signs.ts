/** The signs of malignancy that `rf-malignancy` weighs: each with its words, and whether it is grave or counts beside a healed fracture. */
import type { Finding } from '../../facts/findings.js'
import { isUpperThoracic, type Fracture } from '../../facts/fracture.js'
import { within, type FactName, type Facts } from '../../facts/index.js'
import type { Reading } from '../../facts/observations.js'
import { calciumText } from '../bone-health/treatment.js'
import { fractureName } from '../fracture-text.js'
import { list, md, own, readingText, round, type Markdown } from '../text.js'
import { findingsText, isLowered, isRaised, someCoded, surestFirst, whenText } from './watched.js'

/** mg/dL (3.0 mmol/L), clinical reference section 4; the margin holds rounding of corrected values only. */
const SEVERE_CALCIUM = 12 - 1e-9
/** A healing fracture explains a raised alkaline phosphatase for twelve weeks (clinical reference 5.3; a design choice). */
const HEALING_DAYS = 84
const YEAR = 365
/** g/dL, mm/h, U/L and ng/mL where the laboratory sends neither a range nor a verdict (general knowledge; the first two as in `secondary-cause-workup`). */
const ANAEMIA = 12
const ESR_RAISED = 30
const ALP_RAISED = 150
/** Up to here a large prostate alone is common. */
const PSA_RAISED = 10

/** What the signs are read from. */
export const signFacts = [
  'fracture',
  'spinalTumor',
  'cancer',
  'cancerSuspected',
  'mgus',
  'calcium',
  'hypercalcemiaDiagnosis',
  'weightLoss',
  'alkalinePhosphatase',
  'liverDisease',
  'boneMetabolicDisease',
  'hemoglobin',
  'esr',
  'psa',
  'osteoporosisDiagnosis',
  'asOf'
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof signFacts)[number]>

export interface Sign {
  readonly kind: 'tumour' | 'calcium' | 'cancer' | 'plasma-cell' | 'indirect'
  /** The sign is the fracture itself, which the summary need not name twice. */
  readonly ofFracture?: true
  /** Opens the summary: our own words with value or date. */
  readonly short: string
  readonly why: Markdown
  /** Counts beside a healed fracture too. */
  readonly standing: boolean
  /** Makes the card critical by itself. */
  readonly grave: boolean
  readonly byText: boolean
}

/** All signs, those first that make a critical card; without a current or suspected fracture only those that count beside a healed one. */
export function malignancySigns(facts: Known, live: readonly Fracture[]): readonly Sign[] {
  const standing = [...knownDisease(facts), ...calciumSigns(facts)]
  const signs =
    live.length === 0 ? standing.filter(sign => sign.standing) : [...standing, ...indirectSigns(facts, live), ...fractureSigns(facts, live)]
  return [...signs].sort((a, b) => Number(b.grave) - Number(a.grave))
}

const signOf = (kind: Sign['kind'], label: string, found: readonly Finding[], standing: boolean, grave = false): readonly Sign[] => {
  const [first] = surestFirst(found)
  return first === undefined
    ? []
    : [{ kind, short: `${label} (${whenText(first)})`, why: findingsText(label, found), standing, grave, byText: first.byText }]
}

/** Not a code or words for the past, and not known to be over. */
const isActiveCancer = ({ active, sets, byText, name }: Finding): boolean =>
  active && !sets.has('cancer-history') && !(byText && /\b(history|h\/o|hx|previous|prior|remission|survivor)\b/i.test(name))

function knownDisease({ spinalTumor, cancer, cancerSuspected, mgus }: Known): readonly Sign[] {
  const tumours = spinalTumor ?? []
  const lesions = (cancer ?? []).filter(({ sets, byText }) => byText && sets.has('spinal-malignancy'))
  const cancers = (cancer ?? []).filter(finding => !tumours.includes(finding) && !lesions.includes(finding))
  return [
    ...signOf('tumour', 'Spinal or bone tumour on record', tumours, true, true),
    ...signOf('tumour', 'Suspicious lesion of spine or bone', lesions, true),
    ...signOf('cancer', cancers.some(isActiveCancer) ? 'Cancer on record' : 'Cancer in the history', cancers, cancers.some(isActiveCancer)),
    ...signOf('plasma-cell', 'Monoclonal gammopathy on record', mgus ?? [], false),
    ...signOf('cancer', 'Cancer suspected', cancerSuspected ?? [], false)
  ]
}

function calciumSigns({ calcium, hypercalcemiaDiagnosis }: Known): readonly Sign[] {
  const { highest, decidedBy, ionized, total, corrected } = calcium ?? {}
  const severe = highest !== undefined && highest >= SEVERE_CALCIUM
  if (calcium !== undefined && decidedBy !== undefined && (severe || calcium.status === 'high')) {
    const byIonized = !severe && decidedBy === ionized
    const name = byIonized ? 'Ionised calcium' : highest === corrected && highest !== total?.value ? 'Corrected calcium' : 'Calcium'
    const value = byIonized ? `${round(ionized.value, 2)} mmol/L` : `${round(highest ?? decidedBy.value)} mg/dL`
    const date = byIonized ? decidedBy.date : (total ?? decidedBy).date
    return [
      {
        kind: 'calcium',
        short: `${name} ${value} on ${date.text}`,
        why: md`Calcium above its range: ${calciumText(calcium)}`,
        standing: true,
        grave: severe,
        byText: false
      }
    ]
  }
  return calcium?.status === 'normal' ? [] : signOf('calcium', 'Hypercalcaemia on the problem list', hypercalcemiaDiagnosis ?? [], true)
}

function indirectSigns(facts: Known, live: readonly Fracture[]): readonly Sign[] {
  const { weightLoss, alkalinePhosphatase, hemoglobin, esr, psa, asOf } = facts
  const lab = (short: string, why: Markdown): Sign => ({ kind: 'indirect', short, why, standing: false, grave: false, byText: false })
  const signs = [...signOf('indirect', 'Weight loss on record', weightLoss ?? [], false)]
  if (asOf === undefined) return signs
  const alp = alkalinePhosphatase?.latest
  const isExplained = [...(facts.liverDisease ?? []), ...(facts.boneMetabolicDisease ?? [])].length > 0
  if (
    alp !== undefined &&
    within(alp, YEAR, asOf) &&
    isRaised(alp, ALP_RAISED) &&
    !isExplained &&
    !live.some(fracture => mayBeHealing(fracture, alp.date))
  ) {
    signs.push(
      lab(
        `Alkaline phosphatase ${round(alp.value)} U/L on ${alp.date.text}`,
        md`Not explained by the age of the fracture: ${readingText('alkaline phosphatase', alp)}`
      )
    )
  }
  const antigen = psa?.latest
  if (antigen !== undefined && within(antigen, YEAR, asOf) && isRaised(antigen, PSA_RAISED))
    signs.push(lab(`PSA ${round(antigen.value)} ng/mL on ${antigen.date.text}`, md`Raised: ${readingText('PSA', antigen)}`))
  const [hb, rate] = [hemoglobin?.latest, esr?.latest]
  if (hb !== undefined && rate !== undefined && within(hb, YEAR, asOf) && within(rate, YEAR, asOf) && isAnaemic(hb) && isFast(rate)) {
    signs.push(
      lab(
        `Anaemia (${round(hb.value)} g/dL on ${hb.date.text}) with raised ESR`,
        list([readingText('haemoglobin', hb), readingText('ESR', rate)])
      )
    )
  }
  return signs
}

const isAnaemic = (hb: Reading): boolean => isLowered(hb, ANAEMIA)
const isFast = (rate: Reading): boolean => isRaised(rate, ESR_RAISED)

/** Whether the fracture may explain a value of that day: it lay within twelve weeks after onset, or the onset is not known. */
const mayBeHealing = ({ onset }: Fracture, day: { readonly first: number; readonly last: number }): boolean =>
  onset === undefined || (day.last >= onset.first && day.first <= onset.last + HEALING_DAYS)

/** T1–T3, or several levels at once without osteoporosis on record and without a high-energy cause. */
function fractureSigns({ fracture, osteoporosisDiagnosis }: Known, live: readonly Fracture[]): readonly Sign[] {
  const sign = (short: string, why: string, byText: boolean): Sign => ({
    kind: 'indirect',
    ofFracture: true,
    short,
    why: own(why),
    standing: false,
    grave: false,
    byText
  })
  const upper = live.find(isUpperThoracic)
  if (upper !== undefined)
    return [
      sign(
        `Fracture above T4 (${upper.onset?.text ?? 'no date'})`,
        `${fractureName(upper)}: fragility fractures are uncommon above T4`,
        upper.byText
      )
    ]
  const placed = live.filter(({ status, levels }) => status === 'current' && levels.length > 0)
  const apart = placed.filter((one, index) =>
    placed.slice(0, index).every(other => !other.levels.some(level => one.levels.includes(level)))
  )
  const isExplained = (osteoporosisDiagnosis ?? []).length > 0 || fracture?.etiology === 'high-energy'
  if (apart.length < 2 || isExplained) return []
  const where = osteoporosisDiagnosis === undefined ? 'what was read of the problem list' : 'the problem list'
  return [
    sign(
      `${String(apart.length)} current vertebral fractures`,
      `Several levels at once (${apart.flatMap(({ levels }) => levels).join(', ')}), no osteoporosis on ${where}`,
      !someCoded(apart)
    )
  ]
}
