/** What every drafted bone drug that is no bisphosphonate is checked against: jaw and femur, age, pregnancy, allergy. Clinical reference 3.4. */
import type { Indicator } from '../../cds-hooks/response.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'
import { md, own, type Markdown } from '../text.js'
import { ask, named, type Objection } from './objections.js'
import { allergyRows, childRows, pregnancyRows } from './patient-rows.js'

export const boneDrugNeeds = ['patient', 'pregnancy', 'pregnancyTest', 'allergies'] as const
type Known = Pick<Facts, (typeof boneDrugNeeds)[number]>

export interface BoneDrugWords {
  /** The drug in the middle of a sentence. */
  readonly drug: string
  readonly sets: readonly ValueSetId[]
  readonly pregnancy: { readonly indicator: Indicator; readonly guidance: Markdown }
  readonly child: Indicator
}

/** Pregnancy, age below 18, allergy to the drug itself. */
export const boneDrugRows = (
  draft: Draft,
  all: readonly Draft[],
  facts: Known,
  { drug, sets, pregnancy, child }: BoneDrugWords
): readonly Objection[] => [
  ...pregnancyRows(draft, all, facts, { drug, ...pregnancy }),
  ...childRows(draft, all, facts.patient, { drug, indicator: child }),
  ...allergyRows(draft, all, facts.allergies, sets, {
    allergen: drug,
    guidance: own('US label: contraindicated after hypersensitivity to the drug.')
  })
]

/** Jaw osteonecrosis or an atypical femoral fracture on record: the labels of denosumab and romosozumab warn of both. */
export function jawAndFemurRows(
  draft: Draft,
  { jawNecrosis, atypicalFemurFracture }: Pick<Facts, 'jawNecrosis' | 'atypicalFemurFracture'>,
  drug: string
): readonly Objection[] {
  const rows = [
    { what: 'Jaw osteonecrosis', names: (jawNecrosis ?? []).map(({ name }) => name) },
    { what: 'Atypical femoral fracture', names: (atypicalFemurFracture ?? []).map(({ name }) => name) }
  ]
  return rows.flatMap(({ what, names }): readonly Objection[] =>
    names.length === 0
      ? []
      : [
          {
            draft,
            indicator: 'warning',
            summary: `${what} on record: ask a bone specialist before ${drug}.`,
            why: md`On record: ${named(names, 2)}`,
            guidance: own('The US label warns of jaw osteonecrosis and atypical femoral fracture under this drug.'),
            proposals: ask('bone-specialist-referral')
          }
        ]
  )
}
