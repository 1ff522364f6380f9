import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import { windowText } from '../../facts/settings.js'
import { renalText } from '../bone-health/treatment.js'
import { unreadText } from '../fracture-text.js'
import { defineRule } from '../rule.js'
import { md, own, round } from '../text.js'
import { calciumFinding, highCalciumRows } from './calcium-rows.js'
import { elementalCalcium } from './doses.js'
import { kidneyOf } from './kidney.js'
import { allergyRows } from './patient-rows.js'
import { alongside, ask, judge, keyFor, named, objectionsAmong, replace, type Objection } from './objections.js'

const needs = [
  'drafts',
  'asOf',
  'renal',
  'ckdSevere',
  'calcium',
  'hypercalcemiaDiagnosis',
  'kidneyStones',
  'bariatricSurgery',
  'achlorhydria',
  'acidSuppressionTaken',
  'phosphateBinderTaken',
  'digoxinTaken',
  'calciumSensitiveTaken',
  'allergies',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof needs)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

/** Elemental calcium, mg: what one dose absorbs well, and the most a supplement should bring in a day. */
const MOST_PER_DOSE = 600
const MOST_PER_DAY = 1200

const isCalcium = ({ sets }: Draft): boolean =>
  (['calcium-supplements', 'calcium-products', 'calcium-with-vitamin-d', 'calcium-carbonate', 'calcium-citrate'] as const).some(set =>
    sets.has(set)
  )
const isCarbonate = ({ sets, name }: Draft): boolean => sets.has('calcium-carbonate') || /calcium carbonate/i.test(name)
const isCitrate = ({ sets, name }: Draft): boolean => sets.has('calcium-citrate') || /calcium citrate/i.test(name)

/**
 * A drafted calcium supplement is checked against high calcium, allergy, stones, kidney function and its dose in elemental
 * calcium, and tells what to keep it apart from. A missing laboratory value alone never warns.
 * Does not sum up diet, which no order tells, nor several calcium products.
 */
export const orderCalcium = defineRule({
  id: 'order-calcium',
  title: 'Calcium: safety check',
  kind: 'order-check',
  topic: 'supplements',
  about: 'safety of the drafted calcium',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'consensus',
  source: 'BHOF-2022',
  evidence: ['BHOF-2022', 'IOM-2011', 'CALC-CORR'],
  signOff: [
    'citrate for stones and with acid suppression rests on a secondary source',
    'at most 600 mg elemental per dose rests on a secondary source; 1200 mg a day from supplements is a design choice',
    'carbonate 40 % and citrate 21 % elemental; other salts are not judged',
    'spacing from levothyroxine, quinolones, tetracyclines and iron rests on general knowledge'
  ],
  needs,
  concerns: isCalcium,

  evaluate(facts) {
    const { subjects, objections } = objectionsAmong(facts.drafts, isCalcium, (draft, all) => rows.flatMap(row => row(draft, all, facts)))
    return judge(subjects, objections, {
      none: 'no calcium among the drafts',
      clear: 'the drafted calcium meets no objection',
      ifYouDisagree: own('Keep the order and state the reason; intake from food is not in the data.'),
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'dose-intended', 'specialist-managing'],
      notChecked: [
        facts.calcium === undefined || facts.calcium.status === 'not-found'
          ? own(`No serum calcium in the last ${windowText(facts.settings.calciumDays)}`)
          : undefined,
        own('Calcium from food is not in the data; it counts towards the daily total'),
        unreadText(facts.unread, ['labs', 'allergies', 'medicationRequests', 'medicationStatements', 'procedures'])
      ],
      ordered: { orders: facts.labOrders, drafts: facts.drafts, asOf: facts.asOf }
    })
  }
})

const highRow: Row = (draft, all, facts) =>
  highCalciumRows(draft, all, facts, { drug: 'calcium', verdict: 'do not add calcium before it is explained' })

const stoneRow: Row = (draft, all, { kidneyStones }) => {
  const names = (kidneyStones ?? []).map(({ name }) => name)
  if (names.length === 0) return []
  const why = md`On record: ${named(names, 2)}`
  const guidance = own(
    'Prefer calcium from food. Where a supplement is still needed, citrate with meals is the usual choice; a 24-hour urine calcium may help.'
  )
  if (isCitrate(draft))
    return [
      {
        draft,
        indicator: 'info',
        summary: 'Kidney stones or hypercalciuria on record: diet first; take citrate with meals.',
        why,
        guidance
      }
    ]
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Kidney stones or hypercalciuria on record: diet first; if calcium is needed, citrate with meals.',
      why,
      guidance,
      proposals: [replace(draft, all, 'calcium-citrate'), ...ask('dietitian-referral')]
    }
  ]
}

const absorptionRow: Row = (draft, all, { drafts, acidSuppressionTaken, bariatricSurgery, achlorhydria }) => {
  if (!isCarbonate(draft)) return []
  const { names, drafted } = alongside(draft, drafts, [acidSuppressionTaken], 'proton-pump-inhibitors', 'h2-blockers')
  const surgery = (bariatricSurgery ?? []).map(({ name }) => name)
  const acidless = (achlorhydria ?? []).map(({ name }) => name)
  if (names.length + surgery.length + acidless.length === 0) return []
  return [
    {
      draft,
      indicator: 'info',
      summary:
        surgery.length > 0
          ? 'Calcium carbonate after bariatric surgery: citrate is absorbed better.'
          : `Calcium carbonate with ${acidless.length > 0 ? 'achlorhydria' : 'acid suppression'}: citrate is absorbed better.`,
      why: md`On record or drafted: ${named([...surgery, ...acidless, ...names])}`,
      guidance: own('Carbonate needs stomach acid; citrate does not.'),
      proposals: [replace(draft, all, 'calcium-citrate')],
      // Surgery stands without a partner; a partner makes the pair count.
      partners: drafted
    }
  ]
}

/** Judged only where salt, strength and dose are known. */
const doseRow: Row = (draft, all) => {
  const perDose = elementalCalcium(draft)
  if (perDose === undefined) return []
  const { perDay } = draft.dosing
  const daily = perDay === undefined ? undefined : perDose * perDay
  const isLarge = perDose > MOST_PER_DOSE + 0.5
  const isMuch = daily !== undefined && daily > MOST_PER_DAY + 0.5
  if (!isLarge && !isMuch) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: isMuch
        ? `About ${round(daily, 0)} mg elemental calcium a day drafted: at most 1200 mg from supplements, diet included in the target.`
        : `About ${round(perDose, 0)} mg elemental calcium per dose drafted: give at most 500-600 mg at a time.`,
      why: md`Drafted: about ${own(round(perDose, 0))} mg elemental calcium per dose${own(daily === undefined ? '' : `, ${round(daily, 0)} mg a day`)} (carbonate counted as 40 %, citrate as 21 %)`,
      guidance: own(
        'BHOF 2022 and IOM 2011: the daily 1000 to 1200 mg is the total of food and supplements. Larger single doses are absorbed poorly.'
      ),
      proposals: [{ kind: 'change', key: keyFor('calcium-500-daily', draft, all), draft, change: 'calcium-500-daily' }]
    }
  ]
}

const kidneyRow: Row = (draft, _all, { renal, ckdSevere, calcium, drafts, phosphateBinderTaken, digoxinTaken, asOf }) => {
  const found: Objection[] = []
  const kidney = kidneyOf(renal, ckdSevere, asOf)
  const referral = ask('nephrology-referral')
  const guidance = own('In advanced kidney disease calcium is part of the mineral and bone plan: let nephrology lead.')
  if (kidney?.below30 === true && renal !== undefined)
    found.push({
      draft,
      indicator: 'warning',
      summary: `${kidney.text}: calcium load needs nephrology advice.`,
      why: renalText(renal),
      guidance,
      proposals: referral
    })
  const binders = alongside(draft, drafts, [phosphateBinderTaken], 'phosphate-binder-calcium')
  if (binders.names.length > 0)
    found.push({
      draft,
      indicator: 'warning',
      summary: 'A calcium phosphate binder is active or drafted: a supplement adds to its calcium load.',
      why: md`Active or drafted: ${named(binders.names, 2)}`,
      guidance,
      proposals: referral,
      partners: binders.drafted
    })
  const digoxin = alongside(draft, drafts, [digoxinTaken], 'digoxin')
  if (digoxin.names.length > 0 && calcium?.status === 'high') {
    found.push({
      draft,
      indicator: 'warning',
      summary: 'Digoxin with high calcium: rhythm risk. Do not add calcium.',
      why: md`${named(digoxin.names, 2)} with ${own(calciumFinding(calcium, 'high').replace('Calcium', 'calcium'))}`,
      guidance: own('High calcium makes digoxin toxicity more likely.'),
      partners: digoxin.drafted
    })
  }
  return found
}

const spacingRow: Row = (draft, _all, { drafts, calciumSensitiveTaken }) => {
  const { names, drafted } = alongside(
    draft,
    drafts,
    [calciumSensitiveTaken],
    'levothyroxine',
    'quinolones',
    'tetracyclines',
    'oral-iron',
    'bisphosphonates-oral'
  )
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'info',
      summary: 'Calcium hinders the absorption of another medicine here: keep them apart.',
      why: md`Active or drafted: ${named(names)}`,
      guidance: own(
        'Bisphosphonate first, then calcium after 30 minutes or more (ibandronate 60). Levothyroxine: 4 hours apart. Quinolones, tetracyclines, iron: 2 hours.'
      ),
      partners: drafted
    }
  ]
}

/** Of carbonate and citrate only the one that is drafted: the other is no cross-reaction. */
const allergyRow: Row = (draft, all, { allergies }) =>
  allergyRows(
    draft,
    all,
    allergies,
    [isCarbonate(draft) ? 'calcium-carbonate' : isCitrate(draft) ? 'calcium-citrate' : 'calcium-supplements'],
    {
      allergen: 'this calcium product',
      verdict: 'do not give it',
      guidance: own('A supplement is never worth an allergic reaction; calcium from food is the alternative.')
    }
  )

const rows: readonly Row[] = [highRow, allergyRow, stoneRow, kidneyRow, doseRow, absorptionRow, spacingRow]
