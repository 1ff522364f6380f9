import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { VITAMIN_D_CEILING } from '../../facts/vitamin-d.js'
import { windowText } from '../../facts/settings.js'
import { unreadText } from '../fracture-text.js'
import { defineRule, type Proposal } from '../rule.js'
import { md, own, readingText, round } from '../text.js'
import { highCalciumRows } from './calcium-rows.js'
import { courseDays, vitaminDPerDose, vitaminDStrength } from './doses.js'
import { kidneyOf } from './kidney.js'
import { allergyRows } from './patient-rows.js'
import { ask, judge, keyFor, named, objectionsAmong, remove, replace, type Objection } from './objections.js'

const needs = [
  'drafts',
  'hook',
  'asOf',
  'calcium',
  'hypercalcemiaDiagnosis',
  'hypocalcemiaDiagnosis',
  'hypoparathyroidism',
  'vitaminD',
  'granulomatousDisease',
  'kidneyDisease',
  'ckdSevere',
  'boneMetabolicDisease',
  'renal',
  'allergies',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof needs)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** More than this every day for more than twelve weeks is a high dose. */
const HIGH_PER_DAY = 4000
const LONG_DAYS = 84
/** One dose of this size or more is a mega-dose. */
const MEGA_DOSE = 100_000

const isNative = ({ sets }: Draft): boolean =>
  (['vitamin-d', 'cholecalciferol-ergocalciferol-products', 'calcium-with-vitamin-d', 'alendronate-cholecalciferol'] as const).some(set =>
    sets.has(set)
  )
const isActive = ({ sets }: Draft): boolean => sets.has('active-vitamin-d')

/**
 * Drafted vitamin D is checked against high calcium, allergy, a level above target, granulomatous disease and its dose;
 * calcitriol and alfacalcidol also against having no indication. A missing laboratory value alone never warns.
 * Does not cover multivitamins, whose vitamin D is small.
 */
export const orderVitaminD = defineRule({
  id: 'order-vitamin-d',
  title: 'Vitamin D: safety check',
  kind: 'order-check',
  topic: 'supplements',
  about: 'safety of the drafted vitamin D',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'IOM-2011', 'ES-VITD-2024', 'SARC-2016'],
  signOff: [
    '4000 IU a day as the limit, twelve weeks as long and 100 000 IU as a mega-dose rest on general knowledge',
    'critical above 50 ng/mL is the reading of a target ceiling',
    'calcitriol counts as meant for kidney disease already at eGFR below 60'
  ],
  needs,
  concerns: draft => isNative(draft) || isActive(draft),

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(
      facts.drafts,
      draft => isNative(draft) || isActive(draft),
      (draft, all) => rows.flatMap(row => row(draft, all, facts))
    )
    return judge(subjects, objections, {
      none: 'no vitamin D among the drafts',
      clear: 'the drafted vitamin D meets no objection',
      ifYouDisagree: own('Keep the order and state the reason; a specialist may have chosen this regimen.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'dose-intended', 'specialist-managing'],
      notChecked: [
        facts.calcium === undefined || facts.calcium.status === 'not-found'
          ? own(`No serum calcium in the last ${windowText(facts.settings.calciumDays)}`)
          : undefined,
        facts.vitaminD?.reading === undefined ? own('No 25-OH vitamin D inside its window') : undefined,
        unreadText(facts.unread, ['labs', 'conditions', 'allergies', 'medicationStatements'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

/** Alendronate with vitamin D is better swapped for plain alendronate than dropped. */
const takeBack = (draft: Draft, all: readonly Draft[]): Proposal =>
  draft.sets.has('alendronate-cholecalciferol') ? replace(draft, all, 'alendronate') : remove(draft, all)

const highRow: Row = (draft, all, facts) =>
  highCalciumRows(draft, all, facts, { drug: 'vitamin D', verdict: 'do not add vitamin D before it is explained' }).map(objection => ({
    ...objection,
    proposals: (objection.proposals ?? []).map(proposal => (proposal.kind === 'remove' ? takeBack(draft, all) : proposal))
  }))

const allergyRow: Row = (draft, all, { allergies }) =>
  allergyRows(draft, all, allergies, isActive(draft) ? ['active-vitamin-d'] : ['vitamin-d', 'cholecalciferol-ergocalciferol-products'], {
    allergen: 'vitamin D',
    verdict: 'do not give it',
    guidance: own('A supplement is never worth an allergic reaction; ask what it was a reaction to.')
  }).map(objection => ({ ...objection, proposals: [takeBack(draft, all)] }))

const levelRow: Row = (draft, all, { vitaminD }) => {
  const reading = vitaminD?.reading
  // Calcitriol does not raise 25-OH vitamin D, so its level says nothing about it.
  if (reading === undefined || reading.value <= VITAMIN_D_CEILING || !isNative(draft)) return []
  return [
    {
      draft,
      indicator: 'critical',
      summary: `25-OH vitamin D ${round(reading.value)} ng/mL on ${reading.date.text} is above target (30-50): do not add vitamin D.`,
      why: readingText('25-OH vitamin D', reading),
      guidance: own('BHOF 2022 aims at 30 to 50 ng/mL; above that more vitamin D brings harm without benefit. Check calcium.'),
      proposals: [takeBack(draft, all), ...ask('calcium')]
    }
  ]
}

const granulomaRow: Row = (draft, _all, { granulomatousDisease }) => {
  const names = (granulomatousDisease ?? []).map(({ name }) => name)
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Granulomatous disease or lymphoma on record: check calcium and 1,25-(OH)2 vitamin D before vitamin D.',
      why: md`On record: ${named(names, 2)}`,
      guidance: own(
        'Such tissue makes active vitamin D by itself: in sarcoidosis, hypercalcaemia was more frequent with supplements. A small trial in people with normal calcium was reassuring, so this is a decision for the specialist.'
      ),
      proposals: ask('calcium', 'vitamin-d-level', 'calcitriol-level')
    }
  ]
}

/** What is stated counts on both hooks; a high dose without an end only at signing. */
const doseRow: Row = (draft, all, { hook }) => {
  if (!isNative(draft)) return []
  const perDose = vitaminDPerDose(draft)
  if (perDose === undefined) return []
  const guidance = own(
    'IOM 2011 sets the upper limit for daily intake at 4000 IU. Large single doses have meant more falls and fractures in trials; repletion courses last about eight weeks.'
  )
  const strength = vitaminDStrength(draft)
  // A strong capsule cannot be dosed at 1000 IU: then the product changes.
  const lower: Proposal =
    strength !== undefined && strength > 1000
      ? replace(draft, all, 'cholecalciferol')
      : { kind: 'change', key: keyFor('vitamin-d-1000-daily', draft, all), draft, change: 'vitamin-d-1000-daily' }
  const objection = (summary: string, why: string): readonly Objection[] => [
    { draft, indicator: 'warning', summary, why: own(why), guidance, proposals: [lower] }
  ]
  if (perDose >= MEGA_DOSE)
    return objection(
      `Single vitamin D dose of ${round(perDose, 0)} IU drafted: avoid doses of 100 000 IU or more.`,
      `Drafted: ${round(perDose, 0)} IU per dose`
    )
  const { perDay } = draft.dosing
  const daily = perDay === undefined ? undefined : perDose * perDay
  if (daily === undefined || daily <= HIGH_PER_DAY + 0.5) return []
  const days = courseDays(draft)
  if (days === undefined) {
    return hook === 'order-sign'
      ? objection(
          `About ${round(daily, 0)} IU vitamin D a day drafted without an end: limit it to 12 weeks, or lower it.`,
          `Drafted: about ${round(daily, 0)} IU a day, no duration stated`
        )
      : []
  }
  return days > LONG_DAYS
    ? objection(
        `About ${round(daily, 0)} IU vitamin D a day for ${round(days, 0)} days drafted: above 4000 IU, limit it to 12 weeks.`,
        `Drafted: about ${round(daily, 0)} IU a day for ${round(days, 0)} days`
      )
    : []
}

const activeRow: Row = (draft, all, facts) => {
  if (!isActive(draft) || facts.calcium?.status === 'high') return []
  const hasReason =
    [facts.kidneyDisease, facts.ckdSevere, facts.hypoparathyroidism, facts.hypocalcemiaDiagnosis].some(
      findings => (findings ?? []).length > 0
    ) ||
    (facts.boneMetabolicDisease ?? []).some(({ sets }) => sets.has('renal-osteodystrophy')) ||
    kidneyOf(facts.renal, facts.ckdSevere, facts.asOf)?.below60 === true ||
    facts.calcium?.status === 'low'
  if (hasReason) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Active vitamin D drafted, no kidney disease or hypoparathyroidism on record: cholecalciferol fits better.',
      why: own('No chronic kidney disease, hypoparathyroidism or low calcium found on record'),
      guidance: own('Simple deficiency is treated with cholecalciferol; active forms bypass the body’s control and raise calcium.'),
      proposals: [replace(draft, all, 'cholecalciferol')]
    }
  ]
}

const rows: readonly Row[] = [highRow, allergyRow, levelRow, granulomaRow, doseRow, activeRow]
