import type { Finding } from '../../facts/findings.js'
import { isUpperThoracic, type Fracture } from '../../facts/fracture.js'
import { within, type FactName, type Facts } from '../../facts/index.js'
import { calciumText } from '../bone-health/treatment.js'
import { fractureName, unreadText } from '../fracture-text.js'
import { applies, dataRequired, defineRule, drugOrders, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { list, md, own, readingText, round, type Markdown } from '../text.js'
import { findingsText, fractureLine, isBoneDrug, isCalcitonin, isCalcium, isLowered, isRaised, liveFractures, someCoded, surestFirst, whenText } from './watched.js'

/** mg/dL (3.0 mmol/L), clinical reference section 4; the margin holds rounding of corrected values only. */
const SEVERE_CALCIUM = 12 - 1e-9
/** A healing fracture explains a raised alkaline phosphatase for twelve weeks (clinical reference 5.3; a design choice). */
const HEALING_DAYS = 84
const YEAR = 365

const needs = [
  'fractures', 'fracture', 'spinalTumor', 'cancer', 'cancerSuspected', 'mgus', 'calcium', 'hypercalcemiaDiagnosis', 'weightLoss', 'alkalinePhosphatase', 'liverDisease', 'boneMetabolicDisease',
  'hemoglobin', 'esr', 'osteoporosisDiagnosis', 'neuroDeficit', 'caudaEquina', 'asOf', 'unread'
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof needs)[number]>

/**
 * A vertebral fracture beside cancer at any time of life, a plasma cell disorder, high calcium or another sign of tumour is examined for tumour
 * before it is taken for a fragility fracture and before any bone drug.
 * A healed fracture counts only beside active cancer, myeloma, spinal tumour or high calcium: cancer of the past says little about it, and what
 * it means for a bone drug is decided where the drug is. Critical: known metastasis or tumour of spine or bone, calcium from 12 mg/dL, or a
 * neurological deficit beside a coded sign. Raised laboratory values count by the laboratory's own range or verdict only.
 * Does not cover non-melanoma skin cancer, PSA, globulin, pain at night, and lytic or epidural findings of imaging reports, which are not read.
 */
export const rfMalignancy = defineRule({
  id: 'rf-malignancy',
  title: 'Possible malignancy behind a vertebral fracture',
  kind: 'red-flag',
  topic: 'red-flag',
  about: 'signs of malignancy',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'DOWNIE-2013',
  evidence: ['DOWNIE-2013', 'SINS-2010', 'ACR-VCF-2018', 'CALC-CORR'],
  signOff: [
    'critical from calcium 12 mg/dL (3.0 mmol/L), MRI of the whole spine with contrast and suspicion above T4 rest on general knowledge',
    'any coded bone metastasis counts as spinal; plasma cell disease alone stays a warning',
    'alkaline phosphatase counts only outside the 12 weeks after a dated fracture and without liver or bone disease: a design choice',
    'a healed fracture is flagged only for active cancer, spinal tumour or high calcium: a design choice'
  ],
  needs,

  evaluate(facts) {
    const { fractures, cancer, calcium } = facts
    if (fractures === undefined) return dataRequired('fractures')
    const live = liveFractures(fractures)
    const fracture = live[0] ?? fractures[0]
    if (fracture === undefined) return notApplicable('no vertebral fracture')
    const signs = [...knownDisease(facts), ...calciumSigns(facts), ...(live.length === 0 ? [] : [...indirectSigns(facts, live), ...fractureSigns(facts, live)])]
      .filter(({ standing }) => standing || live.length > 0)
    const [first] = signs
    if (first === undefined) {
      if (cancer === undefined) return dataRequired('cancer')
      if (calcium === undefined) return dataRequired('calcium')
      return notApplicable(live.length > 0 ? 'no sign of malignancy found' : 'no active malignancy or high calcium beside a healed fracture')
    }

    const hasDeficit = live.length > 0 && someCoded([...(facts.neuroDeficit ?? []), ...(facts.caudaEquina ?? [])])
    const isCritical = someCoded(fractures) && signs.some(({ grave, byText }) => !byText && (grave || hasDeficit))
    const highCalcium = signs.some(({ kind }) => kind === 'calcium')
    return applies({
      indicator: isCritical ? 'critical' : 'warning',
      summary: `${first.short}, with ${live.length > 0 ? 'a' : 'an earlier'} vertebral fracture: consider malignancy before any bone drug.`,
      why: [...signs.map(({ why }) => why), fractureLine(fracture)],
      guidance: guidanceFor(signs, hasDeficit),
      notChecked: [own('Imaging reports, PSA, globulin and pain at night are not read from the chart'), unreadText(facts.unread, ['conditions', 'labs'])].filter(line => line !== undefined),
      ifYouDisagree: own('State that the question is settled, or correct the entry; bone drugs, calcitonin and therapy are offered again without it.'),
      proposals: proposalsFor(signs, facts),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'cleared-by-specialist', 'already-imaged'],
      silences: {
        cards: ['calcitonin-acute-pain', 'augmentation-consider'],
        orders: [...drugOrders, 'physical-therapy', ...(highCalcium ? calciumOrders : [])],
        reason: highCalcium ? 'high calcium is not explained' : 'a possible malignancy is not cleared',
        arguesAgainst: draft => isBoneDrug(draft) || isCalcitonin(draft) || (highCalcium && isCalcium(draft))
      }
    })
  }
})

const calciumOrders: readonly OrderId[] = ['calcium-carbonate', 'calcium-citrate']

interface Sign {
  readonly kind: 'tumour' | 'calcium' | 'cancer' | 'plasma-cell' | 'indirect'
  /** Opens the summary: our own words with value or date. */
  readonly short: string
  readonly why: Markdown
  /** Counts beside a healed fracture too. */
  readonly standing: boolean
  /** Makes the card critical by itself. */
  readonly grave: boolean
  readonly byText: boolean
}

const signOf = (kind: Sign['kind'], label: string, found: readonly Finding[], standing: boolean, grave = false): readonly Sign[] => {
  const [first] = surestFirst(found)
  return first === undefined ? [] : [{ kind, short: `${label} (${whenText(first)})`, why: findingsText(label, found), standing, grave, byText: first.byText }]
}

/** Not a code or words for the past, and not known to be over. */
const isActiveCancer = ({ active, sets, byText, name }: Finding): boolean =>
  active && !sets.has('cancer-history') && !(byText && /\b(history|h\/o|hx|previous|prior|remission|survivor)\b/i.test(name))

function knownDisease({ spinalTumor, cancer, cancerSuspected, mgus }: Known): readonly Sign[] {
  const tumours = spinalTumor ?? []
  const cancers = (cancer ?? []).filter(finding => !tumours.includes(finding))
  return [
    ...signOf('tumour', 'Spinal or bone tumour on record', tumours, true, true),
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
    return [{ kind: 'calcium', short: `${name} ${value} on ${date.text}`, why: md`Calcium above its range: ${calciumText(calcium)}`, standing: true, grave: severe, byText: false }]
  }
  return calcium?.status === 'normal' ? [] : signOf('calcium', 'Hypercalcaemia on the problem list', hypercalcemiaDiagnosis ?? [], true)
}

function indirectSigns(facts: Known, live: readonly Fracture[]): readonly Sign[] {
  const { weightLoss, alkalinePhosphatase, hemoglobin, esr, asOf } = facts
  const lab = (short: string, why: Markdown): Sign => ({ kind: 'indirect', short, why, standing: false, grave: false, byText: false })
  const signs = [...signOf('indirect', 'Weight loss on record', weightLoss ?? [], false)]
  if (asOf === undefined) return signs
  const alp = alkalinePhosphatase?.latest
  const isExplained = [...(facts.liverDisease ?? []), ...(facts.boneMetabolicDisease ?? [])].length > 0
  if (alp !== undefined && within(alp, YEAR, asOf) && isRaised(alp) && !isExplained && !live.some(fracture => mayBeHealing(fracture, alp.date))) {
    signs.push(lab(`Alkaline phosphatase ${round(alp.value)} U/L on ${alp.date.text}`, md`Not explained by the age of the fracture: ${readingText('alkaline phosphatase', alp)}`))
  }
  const [hb, rate] = [hemoglobin?.latest, esr?.latest]
  if (hb !== undefined && rate !== undefined && within(hb, YEAR, asOf) && within(rate, YEAR, asOf) && isLowered(hb) && isRaised(rate)) {
    signs.push(lab(`Anaemia (${round(hb.value)} g/dL on ${hb.date.text}) with raised ESR`, list([readingText('haemoglobin', hb), readingText('ESR', rate)])))
  }
  return signs
}

/** Whether the fracture may explain a value of that day: it lay within twelve weeks after onset, or the onset is not known. */
const mayBeHealing = ({ onset }: Fracture, day: { readonly first: number; readonly last: number }): boolean =>
  onset === undefined || (day.last >= onset.first && day.first <= onset.last + HEALING_DAYS)

/** T1–T3, or several levels at once without osteoporosis on record and without a high-energy cause. */
function fractureSigns({ fracture, osteoporosisDiagnosis }: Known, live: readonly Fracture[]): readonly Sign[] {
  const sign = (short: string, why: string, byText: boolean): Sign => ({ kind: 'indirect', short, why: own(why), standing: false, grave: false, byText })
  const upper = live.find(isUpperThoracic)
  if (upper !== undefined) return [sign(`Fracture above T4 (${upper.onset?.text ?? 'no date'})`, `${fractureName(upper)}: fragility fractures are uncommon above T4`, upper.byText)]
  const placed = live.filter(({ status, levels }) => status === 'current' && levels.length > 0)
  const apart = placed.filter((one, index) => placed.slice(0, index).every(other => !other.levels.some(level => one.levels.includes(level))))
  const isKnownWeakBone = osteoporosisDiagnosis === undefined || osteoporosisDiagnosis.length > 0 || fracture?.etiology === 'high-energy'
  if (apart.length < 2 || isKnownWeakBone) return []
  return [sign(`${String(apart.length)} current vertebral fractures`, `Several levels at once (${apart.flatMap(({ levels }) => levels).join(', ')}), no osteoporosis on the problem list`, !someCoded(apart))]
}

function guidanceFor(signs: readonly Sign[], hasDeficit: boolean): readonly Markdown[] {
  const has = (...kinds: readonly Sign['kind'][]): boolean => signs.some(({ kind }) => kinds.includes(kind))
  const lines = [own('Downie 2013 (review): of all red flags, only a history of cancer clearly raises the probability of spinal malignancy. Consider MRI and blood tests before naming a cause.')]
  if (has('tumour', 'cancer')) lines.push(own('SINS 2010 rates stability where tumour is found: 0–6 stable, 7–12 undetermined, 13–18 unstable; from 7 consider a surgical opinion. It is not for benign fractures.'))
  if (has('calcium')) lines.push(own('High calcium: consider myeloma, metastases and hyperparathyroidism. Hold calcium and vitamin D until it is explained.'))
  if (hasDeficit) lines.push(own('A neurological deficit is on record too: imaging and a spine opinion are urgent.'))
  return lines
}

function proposalsFor(signs: readonly Sign[], { calcium }: Known): readonly Proposal[] {
  const has = (...kinds: readonly Sign['kind'][]): boolean => signs.some(({ kind }) => kinds.includes(kind))
  const orders: readonly (readonly [string, OrderId])[] = [
    ['mri', 'spine-mri-contrast'],
    ['blood-count', 'blood-count'], ['esr', 'esr'], ['crp', 'crp'],
    ...(calcium === undefined || calcium.status === 'not-found' ? ([['calcium', 'calcium']] as const) : []),
    ...(has('calcium') ? ([['pth', 'pth']] as const) : []),
    ['alp', 'alkaline-phosphatase'], ['spep', 'protein-electrophoresis'], ['light-chains', 'free-light-chains'],
    ...(has('tumour', 'cancer', 'plasma-cell') ? ([['oncology', 'oncology-referral']] as const) : [])
  ]
  return orders.map(([key, order]) => ({ kind: 'order', key, order }))
}
