/** What serum calcium says about a drafted drug, in both directions. Clinical reference 0.3, 0.8, 3.2, 3.3. */
import { CALCIUM_HIGH, calciumAge, type CalciumFact } from '../../facts/calcium.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { calciumText } from '../bone-health/treatment.js'
import { md, own, round, type Markdown } from '../text.js'
import { ask, named, remove, type Objection } from './objections.js'

/** "Calcium 7.6 mg/dL (corrected) on 2026-11-10": the value that decides, in its own unit. */
export function calciumFinding(calcium: CalciumFact, side: 'low' | 'high'): string {
  const { total, corrected, ionized, highest, decidedBy } = calcium
  const totalIsHigh = highest !== undefined && highest > (total?.high ?? CALCIUM_HIGH)
  const byIonized = ionized !== undefined && (side === 'low' ? decidedBy === ionized : !totalIsHigh)
  const date = (byIonized ? ionized : (total ?? decidedBy))?.date.text ?? 'an unknown date'
  if (byIonized) return `Ionised calcium ${round(ionized.value, 2)} mmol/L on ${date}`
  const value = side === 'low' ? (corrected ?? total?.value) : highest
  const isCorrected = value !== undefined && value === corrected && value !== total?.value
  return `Calcium ${round(value ?? 0)} mg/dL${isCorrected ? ' (corrected)' : ''} on ${date}`
}

export interface LowCalciumWords {
  /** The drug in the middle of a sentence. */
  readonly drug: string
  /** What a low value means: "contraindicated per US label until corrected". */
  readonly verdict: string
  readonly guidance: Markdown
  /** Days for which a result counts. */
  readonly window: number
}

/** Low: critical. Missing, out of its window, or low without albumin: cannot confirm. */
export function lowCalciumRows(
  draft: Draft,
  all: readonly Draft[],
  { calcium, hypocalcemiaDiagnosis, asOf, settings }: Pick<Facts, 'calcium' | 'hypocalcemiaDiagnosis' | 'asOf' | 'settings'>,
  { drug, verdict, guidance, window }: LowCalciumWords
): readonly Objection[] {
  if (calcium?.status === 'low') {
    return [
      {
        draft,
        indicator: 'critical',
        summary: `${calciumFinding(calcium, 'low')} is low: ${verdict}.`,
        why: calciumText(calcium),
        guidance,
        proposals: [remove(draft, all), ...ask('calcium', 'vitamin-d-level', 'pth')]
      }
    ]
  }
  const found: Objection[] = []
  if (calcium === undefined || calcium.status === 'not-found') {
    found.push({
      draft,
      indicator: 'warning',
      summary: `Cannot confirm calcium: none found in ${windowText(settings.calciumDays)}. Check it before ${drug}.`,
      why: own(`No calcium found in the last ${windowText(settings.calciumDays)}`),
      guidance,
      proposals: ask('calcium', 'albumin')
    })
  } else if (calcium.status === 'low-unconfirmed') {
    found.push({
      draft,
      indicator: 'warning',
      summary: `Cannot confirm calcium: ${calciumFinding(calcium, 'low').replace('Calcium', 'total calcium')} is low, but no albumin is there.`,
      why: md`${calciumText(calcium)}; albumin not found, so low calcium cannot be excluded`,
      guidance,
      proposals: ask('albumin', 'ionized-calcium')
    })
  } else if (asOf !== undefined && calciumAge(calcium, asOf) > window) {
    const days = calciumAge(calcium, asOf)
    found.push({
      draft,
      indicator: 'warning',
      summary: `Cannot confirm calcium: the last result is ${String(days)} days old. Check it again before ${drug}.`,
      why: md`${calciumText(calcium)}, ${days} days ago; counted here for ${window} days`,
      guidance,
      proposals: ask('calcium', 'albumin')
    })
  }
  const diagnosed = (hypocalcemiaDiagnosis ?? []).map(({ name }) => name)
  if (diagnosed.length > 0) {
    found.push({
      draft,
      indicator: 'warning',
      summary: `Hypocalcaemia is on the problem list: confirm that it is corrected before ${drug}.`,
      why: md`On the problem list: ${named(diagnosed)}`,
      guidance,
      proposals: ask('calcium', 'albumin')
    })
  }
  return found
}

/** High: do not add. High on the problem list without a value: cannot confirm. A missing value alone says nothing. */
export function highCalciumRows(
  draft: Draft,
  all: readonly Draft[],
  { calcium, hypercalcemiaDiagnosis, settings }: Pick<Facts, 'calcium' | 'hypercalcemiaDiagnosis' | 'settings'>,
  { drug, verdict }: { readonly drug: string; readonly verdict: string }
): readonly Objection[] {
  const guidance = own('A vertebral fracture with high calcium is a malignancy and parathyroid question before it is a bone question.')
  if (calcium?.status === 'high') {
    return [
      {
        draft,
        indicator: 'critical',
        summary: `${calciumFinding(calcium, 'high')} is high: ${verdict}.`,
        why: calciumText(calcium),
        guidance,
        proposals: [remove(draft, all), ...ask('pth', 'calcium', 'protein-electrophoresis')]
      }
    ]
  }
  const diagnosed = (hypercalcemiaDiagnosis ?? []).map(({ name }) => name)
  if (diagnosed.length === 0 || (calcium !== undefined && calcium.status !== 'not-found')) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Cannot confirm calcium: hypercalcaemia is on the problem list. Check it before ${drug}.`,
      why: md`On the problem list: ${named(diagnosed)}; no calcium in the last ${own(windowText(settings.calciumDays))}`,
      guidance,
      proposals: ask('calcium', 'albumin', 'pth')
    }
  ]
}
