/** What speaks against an oral NSAID on this chart, with the value; the first is the one a summary names. */
import type { Facts } from '../../facts/index.js'
import { renalText } from '../bone-health/treatment.js'
import { foreign, md, own, readingText, round, type Markdown } from '../text.js'

/** NOGG advises against NSAIDs in older people; the reference draws the line between 65 and 75, the lower end is taken. */
const OLDER = 65
/** KDIGO: no prolonged NSAID below 60, avoid below 30 mL/min. */
const KIDNEY_LIMIT = 60

export const nsaidNeeds = [
  'patient',
  'renal',
  'anticoagulantsTaken',
  'gastrointestinalBleed',
  'heartFailure',
  'strokeOrInfarction',
  'nsaidAsthma',
  'allergies',
  'antiplateletsTaken',
  'glucocorticoidsTaken',
  'pregnancy'
] as const
type Inputs = Pick<Facts, (typeof nsaidNeeds)[number]>

export interface NsaidCaution {
  /** Plain words for a summary: "eGFR 38". */
  readonly short: string
  readonly line: Markdown
}

function kidney({ renal }: Inputs): readonly NsaidCaution[] {
  if (renal === undefined || renal.band === 'not-found') return []
  if (renal.dialysis) return [{ short: 'dialysis', line: own('On dialysis') }]
  const { crcl, egfr, creatinine } = renal
  // The limit is one of GFR: a heavy body lifts CrCl above it. An eGFR older than the creatinine no longer counts.
  const isLatest = egfr !== undefined && (crcl === undefined || creatinine === undefined || egfr.date.last >= creatinine.date.last)
  if (isLatest && egfr.value < KIDNEY_LIMIT)
    return [{ short: `eGFR ${round(egfr.value, 0)} mL/min/1.73m²`, line: readingText('eGFR', egfr) }]
  if (crcl !== undefined && crcl < KIDNEY_LIMIT) return [{ short: `CrCl ${round(crcl, 0)} mL/min`, line: renalText(renal) }]
  return renal.acuteInjury ? [{ short: 'kidney injury', line: own('Acute kidney injury') }] : []
}

const named = (short: string, items: readonly { readonly name: string }[] | undefined): readonly NsaidCaution[] =>
  (items ?? []).slice(0, 1).map(({ name }) => ({ short, line: md`${foreign(name)}` }))
const taken = (short: string, records: Inputs['anticoagulantsTaken'] | undefined): readonly NsaidCaution[] =>
  named(
    short,
    records?.map(({ medicine }) => medicine)
  )

export function nsaidCautions(facts: Inputs): readonly NsaidCaution[] {
  const age = facts.patient?.age?.max
  return [
    ...kidney(facts),
    ...taken('anticoagulant', facts.anticoagulantsTaken),
    ...named('ulcer or GI bleed', facts.gastrointestinalBleed),
    ...named('heart failure', facts.heartFailure),
    ...named('MI or stroke', facts.strokeOrInfarction),
    ...named('NSAID asthma', facts.nsaidAsthma),
    ...named(
      'NSAID allergy',
      facts.allergies?.filter(({ sets }) => sets.has('nsaids') || sets.has('aspirin'))
    ),
    ...named('pregnancy', facts.pregnancy),
    ...taken('antiplatelet', facts.antiplateletsTaken),
    ...taken('glucocorticoid', facts.glucocorticoidsTaken),
    ...(age !== undefined && age >= OLDER ? [{ short: `age ${String(age)}`, line: own(`Age ${String(age)}`) }] : [])
  ]
}

/** Kidney function and age are known and nothing speaks against a short course. */
export const mayTakeNsaid = (facts: Inputs): boolean =>
  nsaidCautions(facts).length === 0 &&
  facts.renal?.inOralWindow === true &&
  facts.renal.band === 'acceptable' &&
  facts.patient?.age !== undefined
