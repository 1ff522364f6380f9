/** What may stand against drafted zoledronic acid: the rows of the clinical reference 3.2. */
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { renalText } from '../bone-health/treatment.js'
import { crclText, foreign, md, own, readingText, round } from '../text.js'
import { lowCalciumRows } from './calcium-rows.js'
import { ask, keyFor, named, remove, type Objection } from './objections.js'
import { zoledronateCompanyRow } from './zoledronate-company.js'
import { allergyRows, boneHistoryRows, childRows, fertilityRows, pregnancyRows } from './patient-rows.js'
import { starting } from './stop-orders.js'

export const zoledronateNeeds = [
  'drafts',
  'hook',
  'asOf',
  'patient',
  'renal',
  'calcium',
  'hypocalcemiaDiagnosis',
  'vitaminD',
  'zoledronateDoses',
  'nsaidsTaken',
  'aminoglycosidesTaken',
  'loopDiureticsTaken',
  'dehydration',
  'asthma',
  'nsaidAsthma',
  'allergies',
  'pregnancy',
  'pregnancyTest',
  'postmenopausal',
  'jawNecrosis',
  'atypicalFemurFracture',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof zoledronateNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

export const isZoledronate = ({ sets }: Draft): boolean => sets.has('zoledronic-acid')
const isOncology = ({ sets }: Draft): boolean => sets.has('zoledronic-acid-oncology')

/** An older result is missing, not low. Fixed: a bad result is not forgotten sooner where a site wants newer good ones. */
const LONGEST_DAYS = 365
/** Eleven months. */
const INTERVAL_DAYS = 335
const LEAST_MINUTES = 15

const kidneyLimits = own(
  'US label: contraindicated below CrCl 35 mL/min and in acute renal impairment; creatinine belongs before each dose.'
)

const renalRow: Row = (draft, all, { renal, asOf, settings }) => {
  const labs = ask('creatinine', 'weight')
  const age = renal?.decidedBy === undefined || asOf === undefined ? undefined : dayNumber(asOf) - renal.decidedBy.date.first
  if (renal?.acuteInjury === true) {
    return [
      {
        draft,
        indicator: 'critical',
        summary: 'Acute kidney injury on record: zoledronic acid is contraindicated per US label.',
        why: md`Acute kidney injury, by code or by rising creatinine; ${renalText(renal)}`,
        guidance: kidneyLimits,
        proposals: [remove(draft, all), ...ask('creatinine')]
      }
    ]
  }
  const isLow = renal !== undefined && (renal.band === 'below-30' || renal.band === '30-34')
  // Dialysis or a coded stage needs no result; a result out of every window is missing.
  if (isLow && (renal.dialysis || age === undefined || age <= LONGEST_DAYS)) {
    const measured =
      renal.crcl !== undefined
        ? `CrCl ${crclText(renal.crcl)} mL/min on ${renal.decidedBy?.date.text ?? ''}`
        : renal.egfr !== undefined
          ? `eGFR ${round(renal.egfr.value)} on ${renal.egfr.date.text}`
          : 'Severe kidney disease on record'
    return [
      {
        draft,
        indicator: 'critical',
        summary: `${renal.dialysis ? 'On dialysis' : measured}: zoledronic acid is contraindicated per US label (CrCl below 35).`,
        why: renalText(renal),
        guidance: kidneyLimits,
        proposals: [remove(draft, all), ...ask('bone-specialist-referral', 'nephrology-referral')]
      }
    ]
  }
  if (renal === undefined || renal.band === 'not-found' || age === undefined || age > LONGEST_DAYS) {
    const why = renal?.decidedBy === undefined ? own('No creatinine found') : md`The latest result is too old: ${renalText(renal)}`
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm kidney function: check creatinine and CrCl before zoledronic acid.',
        why,
        guidance: kidneyLimits,
        proposals: labs
      }
    ]
  }
  const found: Objection[] = []
  if (renal.band === 'grey') {
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Cannot confirm CrCl: it is unclear from what is recorded. Calculate it before zoledronic acid.',
      why: renalText(renal),
      guidance: own('eGFR is not CrCl; in small old people the two diverge widely.'),
      proposals: labs
    })
  }
  // Label: creatinine before each dose (clinical reference 0.8).
  if (age > settings.infusionLabDays) {
    found.push({
      draft,
      indicator: 'warning',
      summary: `Creatinine is ${String(age)} days old: check it within ${String(settings.infusionLabDays)} days before zoledronic acid.`,
      why: md`${renalText(renal)}, ${age} days ago`,
      guidance: kidneyLimits,
      proposals: ask('creatinine')
    })
  }
  return found
}

const calciumRow: Row = (draft, all, facts) =>
  lowCalciumRows(draft, all, facts, {
    drug: 'zoledronic acid',
    verdict: 'zoledronic acid is contraindicated per US label until corrected',
    guidance: own('US label: contraindicated in hypocalcaemia; correct it, and its cause, first.'),
    window: facts.settings.infusionLabDays
  })

const vitaminDRow: Row = (draft, _all, { vitaminD, settings }) => {
  const hold = settings.vitaminDHold
  const guidance = own(
    `Consensus: replete to ${String(hold)} ng/mL or more before a potent intravenous bisphosphonate, which may lower calcium.`
  )
  const reading = vitaminD?.reading
  if (reading === undefined) {
    const stale = vitaminD?.stale
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm vitamin D: check 25-OH vitamin D before zoledronic acid.',
        why: stale === undefined ? own('No 25-OH vitamin D found') : md`Out of its window: ${readingText('25-OH vitamin D', stale)}`,
        guidance,
        proposals: ask('vitamin-d-level')
      }
    ]
  }
  if (reading.value >= hold) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `25-OH vitamin D ${round(reading.value)} ng/mL on ${reading.date.text}: replete before zoledronic acid (hypocalcaemia risk).`,
      why: readingText('25-OH vitamin D', reading),
      guidance,
      proposals: ask('cholecalciferol-weekly', 'vitamin-d-level')
    }
  ]
}

/** One dose a year; the oncology product is the same substance. */
const repeatRow: Row = (draft, all, { zoledronateDoses, drafts, asOf }) => {
  const found: Objection[] = []
  const guidance = own('US label: 5 mg once a year, and not together with other products of zoledronic acid.')
  const proposals = [remove(draft, all)]
  const twins = starting(drafts).filter(other => other !== draft && isZoledronate(other))
  if (twins.length > 0)
    found.push({
      draft,
      indicator: 'critical',
      summary: 'Zoledronic acid is drafted twice: keep one.',
      why: md`Also drafted: ${named(
        twins.map(({ name }) => name),
        2
      )}`,
      guidance,
      proposals,
      partners: twins
    })
  const doses = zoledronateDoses ?? []
  const oncology = doses.find(dose => dose.oncology && dose.active)
  // An oncology draft within a running oncology course is the next dose, not a duplicate.
  if (oncology !== undefined && isOncology(draft)) return found
  if (oncology !== undefined) {
    found.push({
      draft,
      indicator: 'critical',
      summary: 'Oncology zoledronic acid is active: duplicate of the same substance, contrary to the US label.',
      why: md`Active: ${foreign(oncology.name)}${own(oncology.date === undefined ? '' : ` since ${oncology.date.text}`)}`,
      guidance,
      proposals
    })
    return found
  }
  const today = asOf === undefined ? undefined : dayNumber(asOf)
  const isRecent =
    today === undefined
      ? undefined
      : doses.find(({ date, certain }) => certain && date !== undefined && today - date.first <= INTERVAL_DAYS)
  const mayBeRecent =
    today === undefined ? undefined : doses.find(({ date, active }) => (date === undefined ? active : today - date.last <= INTERVAL_DAYS))
  if (isRecent?.date !== undefined) {
    found.push({
      draft,
      indicator: 'critical',
      summary: `Zoledronic acid was given or ordered on ${isRecent.date.text}: the next dose is due after 12 months.`,
      why: md`On record: ${foreign(isRecent.name)} (${own(isRecent.date.text)})`,
      guidance,
      proposals
    })
  } else if (mayBeRecent !== undefined) {
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Cannot confirm the last zoledronic acid dose: check that 12 months have passed.',
      why: md`On record: ${foreign(mayBeRecent.name)} (${own(mayBeRecent.date?.text ?? 'no date')})`,
      guidance,
      proposals
    })
  }
  return found
}

/** A stated time counts on both hooks; a missing one only at signing. */
const rateRow: Row = (draft, all, { hook }) => {
  const minutes = draft.dosing.infusionMinutes
  const proposals = [{ kind: 'change', key: keyFor('infuse-15-minutes', draft, all), draft, change: 'infuse-15-minutes' }] as const
  const guidance = own('US label: infuse over no less than 15 minutes, at a constant rate; faster infusion harms the kidney.')
  if (minutes === undefined) {
    return hook === 'order-sign'
      ? [
          {
            draft,
            indicator: 'warning',
            summary: 'Infusion time not stated: zoledronic acid takes at least 15 minutes.',
            why: own('The draft states no rate or duration'),
            guidance,
            proposals
          }
        ]
      : []
  }
  if (minutes >= LEAST_MINUTES) return []
  return [
    {
      draft,
      indicator: 'critical',
      summary: `${minutes === 0 ? 'Push injection' : `Infusion over ${round(minutes)} minutes`} drafted: zoledronic acid takes at least 15 minutes (US label).`,
      why: own(minutes === 0 ? 'Drafted as a push injection' : `Drafted over ${round(minutes)} minutes`),
      guidance,
      proposals
    }
  ]
}

const asthmaRow: Row = (draft, _all, { nsaidAsthma, asthma, allergies }) => {
  const reaction = (asthma ?? []).length === 0 ? undefined : allergies?.find(({ sets }) => sets.has('aspirin') || sets.has('nsaids'))
  const names = [...(nsaidAsthma ?? []).map(({ name }) => name), ...(reaction === undefined ? [] : [`asthma with ${reaction.name}`])]
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Aspirin-sensitive asthma on record: bronchospasm has been reported with bisphosphonates.',
      why: md`On record: ${named(names, 2)}`,
      guidance: own('US label: use with caution in aspirin-sensitive asthma.')
    }
  ]
}

const patientRow: Row = (draft, all, facts) => [
  ...pregnancyRows(draft, all, facts, {
    drug: 'bisphosphonate',
    indicator: 'critical',
    guidance: own('UKTIS 2022: bisphosphonates stay in bone for years and fetal risk is uncertain.')
  }),
  ...fertilityRows(draft, facts),
  ...childRows(draft, all, facts.patient, { drug: 'zoledronic acid', indicator: 'warning' }),
  ...boneHistoryRows(draft, all, facts, 'warning'),
  ...allergyRows(draft, all, facts.allergies, ['allergen-bisphosphonates', 'bisphosphonates', 'bisphosphonates-iv', 'zoledronic-acid'], {
    allergen: 'bisphosphonates',
    guidance: own('US label: contraindicated after hypersensitivity to zoledronic acid.')
  })
]

const rows: readonly Row[] = [renalRow, calciumRow, repeatRow, rateRow, vitaminDRow, zoledronateCompanyRow, asthmaRow, patientRow]

export const zoledronateRows: Row = (draft, all, facts) => rows.flatMap(row => row(draft, all, facts))
