/** Nephrotoxic medicines, dehydration and age beside drafted zoledronic acid: the rows of the clinical reference 3.2. */
import type { Draft } from '../../facts/drafts.js'
import { datedText } from '../../facts/findings.js'
import type { Facts } from '../../facts/index.js'
import { INFUSION_CARE_AGE } from '../bone-health/treatment.js'
import { foreign, md, own } from '../text.js'
import { alongside, named, type Objection } from './objections.js'

type Known = Pick<Facts, 'patient' | 'drafts' | 'dehydration' | 'nsaidsTaken' | 'aminoglycosidesTaken' | 'loopDiureticsTaken'>

export const zoledronateCompanyRow = (
  draft: Draft,
  _all: readonly Draft[],
  { patient, drafts, dehydration, nsaidsTaken, aminoglycosidesTaken, loopDiureticsTaken }: Known
): readonly Objection[] => {
  const found: Objection[] = []
  const guidance = own(
    'US label: dehydration and nephrotoxic medicines raise the risk of kidney failure. Hydrate first, stop what can be stopped.'
  )
  const { names, drafted } = alongside(
    draft,
    drafts,
    [nsaidsTaken, aminoglycosidesTaken, loopDiureticsTaken],
    'nsaids',
    'aminoglycosides',
    'loop-diuretics'
  )
  if (names.length > 0) {
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Zoledronic acid beside an NSAID, aminoglycoside or loop diuretic: hydrate, and pause it where possible.',
      why: md`Active or drafted: ${named(names)}`,
      guidance,
      partners: drafted
    })
  }
  const [dry] = dehydration ?? []
  if (dry !== undefined)
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Dehydration on record: correct it before zoledronic acid, which may harm a dry kidney.',
      why: md`On record: ${foreign(dry.name)} (${own(datedText(dry))})`,
      guidance
    })
  const age = patient?.age?.min
  if (age !== undefined && age >= INFUSION_CARE_AGE)
    found.push({
      draft,
      indicator: 'warning',
      summary: `Age ${String(age)}: hydrate well and check creatinine close to the zoledronic acid dose.`,
      why: own(`Age ${String(age)}`),
      guidance
    })
  return found
}
