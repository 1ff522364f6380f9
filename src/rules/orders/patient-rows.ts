/** What allergies, pregnancy, age and history say about a drafted drug. Clinical reference 3.2 to 3.4, 4. */
import type { Indicator } from '../../cds-hooks/response.js'
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import { codings } from '../../facts/fhir.js'
import type { Finding } from '../../facts/findings.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'
import { foreign, md, own, type Markdown } from '../text.js'
import { ask, named, remove, type Objection } from './objections.js'

/**
 * High criticality or anaphylaxis is critical, anything milder a warning (3.4). Where the label forbids the drug
 * after any allergic reaction, `anyReaction` makes every recorded allergy critical, and `airwaysOrHives` one whose reaction was asthma or
 * urticaria; an intolerance never is.
 */
export function allergyRows(
  draft: Draft,
  all: readonly Draft[],
  allergies: Facts['allergies'],
  sets: readonly ValueSetId[],
  {
    allergen,
    guidance,
    anyReaction = false,
    airwaysOrHives = false,
    verdict = 'contraindicated per US label'
  }: {
    readonly allergen: string
    readonly guidance: Markdown
    readonly anyReaction?: boolean
    readonly airwaysOrHives?: boolean
    readonly verdict?: string
  }
): readonly Objection[] {
  const matching = (allergies ?? []).filter(allergy => sets.some(set => allergy.sets.has(set)))
  const grave = matching.find(
    ({ severe, intolerance, allergicReaction }) => !intolerance && (severe || anyReaction || (airwaysOrHives && allergicReaction))
  )
  const allergy = grave ?? matching[0]
  if (allergy === undefined) return []
  const summary =
    grave !== undefined
      ? `${grave.severe ? 'Severe a' : 'A'}llergy to ${allergen} on record: ${verdict}.`
      : `${allergy.intolerance ? 'Intolerance' : 'Allergy'} to ${allergen} on record: confirm the reaction before ordering.`
  return [
    {
      draft,
      indicator: grave === undefined ? 'warning' : 'critical',
      summary,
      why: md`Allergy list: ${foreign(allergy.name)}`,
      guidance,
      proposals: [remove(draft, all)]
    }
  ]
}

/** Pregnancy on the problem list, or a positive test that nobody coded yet. */
export function pregnancyRows(
  draft: Draft,
  all: readonly Draft[],
  { pregnancy, pregnancyTest }: Pick<Facts, 'pregnancy' | 'pregnancyTest'>,
  { drug, indicator, guidance }: { readonly drug: string; readonly indicator: Indicator; readonly guidance: Markdown }
): readonly Objection[] {
  const names = (pregnancy ?? []).map(({ name }) => name)
  const isCoded = (pregnancy ?? []).some(({ byText }) => !byText)
  const proposals = [remove(draft, all), ...ask('obstetric-referral')]
  if (names.length > 0)
    return [
      {
        draft,
        // Words alone make no critical card (design section 8).
        indicator: indicator === 'critical' && !isCoded ? 'warning' : indicator,
        summary: `Pregnancy on record: no ${drug} without specialist advice.`,
        why: md`On record: ${named(names, 2)}`,
        guidance,
        proposals
      }
    ]
  const [tested] = pregnancyTest ?? []
  if (tested === undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Positive pregnancy test on ${tested}: confirm before ${drug}.`,
      why: own(`Pregnancy test positive on ${tested}`),
      guidance,
      proposals
    }
  ]
}

const WEEKS_CODE = /^Z3A\.?([0-4]\d)$/i
/** Supervision of a pregnancy in its third trimester: from 28 weeks (ICD-10-CM, chapter 15). */
const THIRD_TRIMESTER = /^(Z34\.?[089]3|O09\.?[0-9A][0-9]?3)$/i
const THIRD_TRIMESTER_WEEKS = 28
/** No pregnancy lasts longer: an entry that would make it so says nothing of today. */
const LONGEST_WEEKS = 44

export interface Gestation {
  readonly weeks: number
  /** "about 24 weeks" by a code of weeks, else "at least 28 weeks". */
  readonly words: string
}

/**
 * The least gestation that entries allow: weeks by code, the third trimester, or the time since an entry began or was written down.
 * Undefined where none tells.
 */
export function gestationOf(pregnancy: readonly Finding[], asOf: IsoDate | undefined): Gestation | undefined {
  const found = pregnancy.flatMap(({ resource, onset, recorded }): Gestation[] => {
    const date = onset ?? recorded
    const since = date === undefined || asOf === undefined ? 0 : Math.max(0, Math.floor((dayNumber(asOf) - date.last) / 7))
    const codes = codings(resource['code']).map(({ code }) => code)
    const stated = codes.map(code => Number(WEEKS_CODE.exec(code)?.[1] ?? 0)).find(weeks => weeks > 0)
    const weeks = since + (stated ?? (codes.some(code => THIRD_TRIMESTER.test(code)) ? THIRD_TRIMESTER_WEEKS : 0))
    return weeks === 0 || weeks > LONGEST_WEEKS
      ? []
      : [{ weeks, words: `${stated === undefined ? 'at least' : 'about'} ${String(weeks)} weeks` }]
  })
  return [...found].sort((a, b) => b.weeks - a.weeks)[0]
}

/** A woman of 12 to 50 whose menopause and contraception are not recorded. */
export function fertilityRows(
  draft: Draft,
  { patient, postmenopausal, pregnancy }: Pick<Facts, 'patient' | 'postmenopausal' | 'pregnancy'>
): readonly Objection[] {
  const age = patient?.age
  const isFertile = patient?.sex === 'female' && age !== undefined && age.min >= 12 && age.min <= 50 && (postmenopausal ?? []).length === 0
  if (!isFertile || (pregnancy ?? []).length > 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Woman of ${String(age.min)}, contraception not recorded: discuss pregnancy plans before a bisphosphonate.`,
      why: own(`Female, age ${String(age.min)}; menopause and contraception not recorded`),
      guidance: own('UKTIS 2022: bisphosphonates stay in bone for years and fetal risk is uncertain.')
    }
  ]
}

/** Below 18 a bone drug is a paediatric specialist's. */
export function childRows(
  draft: Draft,
  all: readonly Draft[],
  patient: Facts['patient'],
  { drug, indicator }: { readonly drug: string; readonly indicator: Indicator }
): readonly Objection[] {
  const age = patient?.age?.max
  if (age === undefined || age >= 18) return []
  return [
    {
      draft,
      indicator,
      summary: `Age ${String(age)}: ${drug} below 18 is for specialist paediatric use only.`,
      why: own(`Age ${String(age)}`),
      proposals: [remove(draft, all), ...ask('paediatric-referral')]
    }
  ]
}

/** Jaw osteonecrosis or an atypical femoral fracture on record. */
export function boneHistoryRows(
  draft: Draft,
  all: readonly Draft[],
  { jawNecrosis, atypicalFemurFracture }: Pick<Facts, 'jawNecrosis' | 'atypicalFemurFracture'>,
  indicator: Indicator
): readonly Objection[] {
  const rows = [
    { what: 'Jaw osteonecrosis', findings: jawNecrosis ?? [] },
    { what: 'Atypical femoral fracture', findings: atypicalFemurFracture ?? [] }
  ]
  return rows.flatMap(({ what, findings }) => {
    const finding = findings.find(({ byText }) => !byText) ?? findings[0]
    if (finding === undefined) return []
    return [
      {
        draft,
        indicator: finding.byText && indicator === 'critical' ? 'warning' : indicator,
        summary: `${what} on record: hold the bisphosphonate and ask a bone specialist.`,
        why: md`On record: ${foreign(finding.name)}`,
        proposals: [remove(draft, all), ...ask('bone-specialist-referral')]
      } satisfies Objection
    ]
  })
}
