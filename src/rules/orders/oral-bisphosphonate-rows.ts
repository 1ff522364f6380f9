/** What may stand against a drafted oral bisphosphonate: the rows of the clinical reference 3.2. */
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import { perDayOfWords } from '../../facts/frequency.js'
import type { Facts } from '../../facts/index.js'
import { VITAMIN_D_DEFICIENT } from '../../facts/vitamin-d.js'
import { renalText } from '../bone-health/treatment.js'
import { crclText, dated, foreign, md, own, readingText, round } from '../text.js'
import { lowCalciumRows } from './calcium-rows.js'
import { productName } from './doses.js'
import { alongside, ask, keyFor, named, remove, replace, type Objection } from './objections.js'
import { allergyRows, boneHistoryRows, childRows, fertilityRows, pregnancyRows } from './patient-rows.js'
import { starting } from './stop-orders.js'

export const oralBisphosphonateNeeds = [
  'drafts',
  'hook',
  'asOf',
  'patient',
  'renal',
  'calcium',
  'vitaminD',
  'oralRoute',
  'pregnancy',
  'pregnancyTest',
  'jawNecrosis',
  'atypicalFemurFracture',
  'allergies',
  'nsaidsTaken',
  'aspirinTaken',
  'hypocalcemiaDiagnosis',
  'postmenopausal',
  'dentalExtraction',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof oralBisphosphonateNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

export const isOralBisphosphonate = ({ sets }: Draft): boolean => sets.has('bisphosphonates-oral')
const isIbandronate = ({ sets }: Draft): boolean => sets.has('ibandronate-oral')
const isAlendronate = ({ sets }: Draft): boolean => sets.has('alendronate') || sets.has('alendronate-cholecalciferol')

/** An older kidney result is missing, not low. Fixed: a bad result is not forgotten sooner where a site wants newer good ones. */
const LONGEST_DAYS = 365

/** Labels: alendronate not below CrCl 35; risedronate and ibandronate not below 30. */
const renalRow: Row = (draft, all, { renal, asOf }) => {
  const limits = own('US labels limit oral bisphosphonates by CrCl: 35 mL/min for alendronate, 30 for risedronate and ibandronate.')
  const age = renal?.decidedBy === undefined || asOf === undefined ? undefined : dayNumber(asOf) - renal.decidedBy.date.first
  // Dialysis or a coded stage needs no result.
  const isBelow30 = renal?.band === 'below-30' && (renal.dialysis || age === undefined || age <= LONGEST_DAYS)
  if (renal === undefined || renal.band === 'not-found' || (!renal.inOralWindow && !isBelow30)) {
    const old = renal?.decidedBy === undefined ? own('No creatinine found') : md`Latest is too old: ${renalText(renal)}`
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm kidney function: check creatinine before the first bisphosphonate dose.',
        why: old,
        guidance: limits,
        proposals: ask('creatinine', 'weight')
      }
    ]
  }
  if (isBelow30) {
    return [
      {
        draft,
        indicator: 'critical',
        summary:
          renal.crcl === undefined
            ? 'No oral bisphosphonate is recommended at this kidney function (below 30 mL/min).'
            : `CrCl ${crclText(renal.crcl)} mL/min (${dated(renal.decidedBy?.date)}): no oral bisphosphonate is recommended below 30.`,
        why: renalText(renal),
        guidance: own(
          'US labels: not recommended below 30 mL/min. Zoledronic acid is contraindicated below 35; denosumab carries a boxed warning in advanced kidney disease. Ask nephrology or a bone specialist.'
        ),
        proposals: [remove(draft, all), ...ask('bone-specialist-referral', 'nephrology-referral')]
      }
    ]
  }
  if (renal.band === 'grey') {
    const summary =
      renal.weight === undefined
        ? 'Cannot confirm CrCl: weight is missing. Calculate CrCl before the first dose.'
        : 'Cannot confirm CrCl: the findings disagree. Calculate CrCl before the first dose.'
    return [
      {
        draft,
        indicator: 'warning',
        summary,
        why: renalText(renal),
        guidance: own('eGFR is not CrCl; in small old people the two diverge widely.'),
        proposals: renal.weight === undefined ? ask('weight') : ask('creatinine')
      }
    ]
  }
  if (renal.band === '30-34' && isAlendronate(draft)) {
    return [
      {
        draft,
        indicator: 'warning',
        summary: `CrCl ${crclText(renal.crcl)} mL/min (${dated(renal.decidedBy?.date)}): alendronate is not recommended below 35.`,
        why: renalText(renal),
        guidance: own('US label: alendronate not recommended below 35 mL/min; risedronate is labelled from 30.'),
        proposals: [replace(draft, all, 'risedronate'), ...ask('bone-specialist-referral')]
      }
    ]
  }
  return []
}

const calciumRow: Row = (draft, all, facts) =>
  lowCalciumRows(draft, all, facts, {
    drug: 'the first bisphosphonate dose',
    verdict: 'oral bisphosphonate contraindicated per US label until corrected',
    guidance: own('US labels: contraindicated in hypocalcaemia; correct it and find its cause first.'),
    window: facts.settings.calciumDays
  })

const vitaminDRow: Row = (draft, _all, { vitaminD, settings }) => {
  const reading = vitaminD?.reading
  if (reading === undefined || reading.value >= settings.vitaminDOralHold) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `25-OH vitamin D ${round(reading.value)} ng/mL on ${reading.date.text}: replete first, hypocalcaemia risk.`,
      why: readingText('25-OH vitamin D', reading),
      guidance: own(
        reading.value < VITAMIN_D_DEFICIENT
          ? 'Below 12 ng/mL osteomalacia is possible; replete before a potent antiresorptive.'
          : `At this site an oral bisphosphonate waits until ${String(settings.vitaminDOralHold)} ng/mL.`
      ),
      proposals: ask('cholecalciferol-weekly')
    }
  ]
}

/** Contraindicated: oesophagus that does not empty, or cannot stay upright for 30 minutes (60 for ibandronate). */
const routeRow: Row = (draft, all, { oralRoute }) => {
  const minutes = isIbandronate(draft) ? 60 : 30
  return (oralRoute?.blocked ?? []).map(obstacle => {
    const isPosture = obstacle.kind === 'upright' || obstacle.kind === 'bed-rest'
    const isSurgery = obstacle.kind === 'bariatric'
    const byWords = obstacle.finding?.byText === true
    const date = obstacle.finding?.onset
    return {
      draft,
      indicator: byWords || isSurgery ? 'warning' : 'critical',
      summary: isPosture
        ? `Cannot stay upright ${String(minutes)} minutes (${obstacle.kind === 'bed-rest' ? 'bed rest ordered' : 'recorded'}): oral bisphosphonate contraindicated per US label.`
        : isSurgery
          ? 'Gastric bypass or sleeve on record: prefer a non-oral bisphosphonate.'
          : 'Oesophageal disease on record: oral bisphosphonate contraindicated per US label.',
      why: md`${own(isPosture ? 'Upright tolerance not met' : 'On record')}: ${foreign(obstacle.name)}${own(date === undefined ? '' : ` (${date.text})`)}`,
      guidance: own(
        isPosture
          ? `US labels: not for anyone who cannot stand or sit upright for at least ${String(minutes)} minutes. Hold it until that is possible.`
          : isSurgery
            ? 'After bypass or sleeve surgery absorption is uncertain and the anastomosis may ulcerate.'
            : 'US labels: contraindicated where an abnormal oesophagus delays emptying.'
      ),
      proposals: isPosture
        ? [remove(draft, all), replace(draft, all, 'zoledronic-acid')]
        : [replace(draft, all, 'zoledronic-acid'), remove(draft, all)],
      partners: obstacle.draft === undefined ? [] : [obstacle.draft]
    } satisfies Objection
  })
}

const stomachRow: Row = (draft, all, { oralRoute, nsaidsTaken, aspirinTaken, drafts }) => {
  const found: Objection[] = (oralRoute?.caution ?? []).slice(0, 2).map(({ name }) => ({
    draft,
    indicator: 'warning',
    summary: 'Upper-GI disease on record: prefer a non-oral bisphosphonate.',
    why: md`On record: ${foreign(name)}`,
    guidance: own('US labels: caution with active upper gastrointestinal problems.'),
    proposals: [replace(draft, all, 'zoledronic-acid')]
  }))
  const { names, drafted } = alongside(draft, drafts, [nsaidsTaken, aspirinTaken], 'nsaids', 'aspirin')
  if (names.length > 0) {
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Aspirin or an NSAID with an oral bisphosphonate raises the upper-GI risk: review it, or protect.',
      why: md`Active or drafted: ${named(names)}`,
      guidance: own('US label: caution with aspirin and NSAIDs. Review the need; consider a proton pump inhibitor.'),
      partners: drafted
    })
  }
  return found
}

const historyRow: Row = (draft, all, facts) => [
  ...boneHistoryRows(draft, all, facts, 'critical'),
  ...(facts.dentalExtraction ?? []).slice(0, 1).map(({ name, onset }): Objection => ({
    draft,
    indicator: 'warning',
    summary: `Tooth extraction or implant${onset === undefined ? '' : ` ${onset.text}`}: let it heal and ask the dentist before a bisphosphonate.`,
    why: md`Within 3 months: ${foreign(name)}`,
    guidance: own('US labels: invasive dental work is a risk factor for osteonecrosis of the jaw.')
  })),
  ...allergyRows(draft, all, facts.allergies, ['allergen-bisphosphonates', 'bisphosphonates', 'bisphosphonates-oral'], {
    allergen: 'bisphosphonates',
    guidance: own('US labels: contraindicated after hypersensitivity.')
  })
]

const personRow: Row = (draft, all, facts) => [
  ...pregnancyRows(draft, all, facts, {
    drug: 'bisphosphonate',
    indicator: 'critical',
    guidance: own('UKTIS 2022: bisphosphonates stay in bone for years and fetal risk is uncertain.')
  }),
  ...childRows(draft, all, facts.patient, { drug: 'bisphosphonate', indicator: 'critical' }),
  ...fertilityRows(draft, facts)
]

const ibandronateRow: Row = (draft, all, { patient }) => {
  if (!isIbandronate(draft)) return []
  const isMale = patient?.sex === 'male'
  return [
    {
      draft,
      indicator: isMale ? 'warning' : 'info',
      summary: isMale
        ? 'Ibandronate is not labelled for men: alendronate or risedronate fits better.'
        : 'Ibandronate has no proven hip or non-vertebral benefit: alendronate or risedronate comes first.',
      why: own(isMale ? 'Male patient' : 'Ibandronate drafted'),
      guidance: own(
        'Endocrine Society 2019 does not advise ibandronate to lower hip or non-vertebral fracture risk; ASBMR 2019 names alendronate or risedronate first.'
      ),
      proposals: [replace(draft, all, 'alendronate'), replace(draft, all, 'risedronate')]
    }
  ]
}

/** Weekly tablets: alendronate 35 or 70 mg, risedronate 35 mg. Monthly: ibandronate and risedronate 150 mg. */
const weeklyStrength = /\b(70|35)\s?mg\b/i
const monthlyStrength = /\b150\s?mg\b/i
/** A little above once a week, once a month. */
const WEEKLY = 1.5 / 7
const MONTHLY = 1.5 / 28

/** A stated schedule counts on both hooks; a missing one only at signing. */
const scheduleRow: Row = (draft, all, { drafts, hook }) => {
  const found: Objection[] = []
  const { dose } = draft.dosing
  const name = productName(draft)
  const perDay = draft.dosing.perDay ?? perDayOfWords(name)
  const inWords = /\d ?mg\b/i.test(name) || dose !== undefined ? '' : draft.dosing.text
  const strength = `${name} ${dose?.unit?.toLowerCase() === 'mg' ? `${String(dose.value)} mg` : ''} ${inWords}`
  const isWeekly = weeklyStrength.test(strength) && !isIbandronate(draft)
  const isMonthly = monthlyStrength.test(strength)
  const guidance = own(isMonthly ? 'US label: one 150 mg tablet a month.' : 'US labels: one tablet a week.')
  const correction = isMonthly
    ? [remove(draft, all)]
    : [{ kind: 'change', key: keyFor('once-weekly', draft, all), draft, change: 'once-weekly' } as const]
  if (perDay !== undefined && ((isWeekly && perDay > WEEKLY) || (isMonthly && perDay > MONTHLY))) {
    const often = perDay >= 0.9 ? 'daily' : 'too often'
    found.push({
      draft,
      indicator: 'critical',
      summary: `${isMonthly ? 'Monthly' : 'Weekly'} bisphosphonate tablet ordered ${often}: correct the frequency.`,
      why: md`${foreign(draft.name)} drafted ${own(perDay === 1 ? 'once a day' : `${round(perDay, 2)} times a day`)}`,
      guidance,
      proposals: correction
    })
  } else if (perDay === undefined && hook === 'order-sign') {
    const usual = isMonthly ? ': this tablet is taken once a month' : isWeekly ? ': this tablet is taken once a week' : ''
    found.push({
      draft,
      indicator: 'warning',
      summary: `Bisphosphonate without a schedule drafted${usual === '' ? ': state dose and frequency' : usual}.`,
      why: md`${foreign(draft.name)} drafted without a frequency`,
      guidance: usual === '' ? own('US labels: daily, weekly and monthly tablets differ in strength.') : guidance,
      proposals: isWeekly && !isMonthly ? correction : []
    })
  }
  const twins = starting(drafts).filter(other => other !== draft && isOralBisphosphonate(other))
  if (twins.length > 0) {
    found.push({
      draft,
      indicator: 'critical',
      summary: 'Two oral bisphosphonates are drafted together: keep one.',
      why: md`Also drafted: ${named(
        twins.map(({ name }) => name),
        2
      )}`,
      proposals: [remove(draft, all)],
      partners: twins
    })
  }
  return found
}

const rows: readonly Row[] = [renalRow, calciumRow, vitaminDRow, routeRow, stomachRow, historyRow, personRow, ibandronateRow, scheduleRow]

export const oralBisphosphonateRows: Row = (draft, all, facts) => rows.flatMap(row => row(draft, all, facts))
