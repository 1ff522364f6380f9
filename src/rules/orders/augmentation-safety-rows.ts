/** What forbids a drafted augmentation: infection, coagulation, a deficit, and what could not be read. Clinical reference 3.1. */
import type { Indicator } from '../../cds-hooks/response.js'
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { FactName, Facts } from '../../facts/index.js'
import { unreadAfter, within, type Measured, type Reading } from '../../facts/observations.js'
import type { ServiceOrder } from '../../facts/orders.js'
import type { ValueSetId } from '../../terminology/index.js'
import { infectionSigns, signFacts } from '../red-flags/infection-signs.js'
import { findingsText, liveFractures, someCoded, surestFirst, whenText } from '../red-flags/watched.js'
import type { OrderId, Proposal } from '../rule.js'
import { list, md, notInterpretedText, own, readingText, round, type Markdown } from '../text.js'
import { ask, keyFor, named, remove, type Objection } from './objections.js'
import { isSpineAsked } from './spine-dangers.js'
import { starting } from './stop-orders.js'

export const safetyNeeds = [
  'drafts',
  'fractures',
  'sepsis',
  'inr',
  'platelets',
  'anticoagulantsTaken',
  'caudaEquina',
  'neuroDeficit',
  'spineReferrals',
  'labOrders',
  ...signFacts
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof safetyNeeds)[number]>

/** Clinical reference 3.1 (general knowledge); platelets in 10⁹/L. */
const HIGHEST_INR = 1.5
const LOWEST_PLATELETS = 50
/** INR and platelets count for 30 days, fever and CRP for 14 (design choices; fixed, since a critical row rests on them). */
const CLOTTING_DAYS = 30
const INFECTION_DAYS = 14
/** °C, and mg/L where the laboratory states no range. The margin holds the conversion from °F only. */
const FEVER = 38 - 0.005
const RAISED_CRP = 10

/** Orders of tests that are not on their way already. */
function askUnlessOrdered(
  tests: readonly (readonly [OrderId, readonly ValueSetId[]])[],
  { labOrders, drafts, asOf, settings }: Known
): readonly Proposal[] {
  const isPending = (sets: readonly ValueSetId[], order: ServiceOrder): boolean =>
    sets.some(set => order.sets.has(set)) &&
    asOf !== undefined &&
    order.date !== undefined &&
    dayNumber(asOf) - order.date.last <= settings.pendingTestDays
  const wanted = tests.filter(
    ([, sets]) =>
      !(labOrders ?? []).some(order => isPending(sets, order)) &&
      !(drafts ?? []).some(draft => draft.service !== undefined && sets.some(set => draft.sets.has(set)))
  )
  return ask(...wanted.map(([order]) => order))
}

const lately = (measured: Measured | undefined, days: number, asOf: IsoDate | undefined): readonly Reading[] =>
  measured === undefined || asOf === undefined ? [] : measured.all.filter(reading => within(reading, days, asOf))

const isRaisedCrp = ({ value, high, interpretation }: Reading): boolean =>
  high !== undefined ? value > high : interpretation !== undefined ? interpretation.startsWith('H') : value > RAISED_CRP

const infectionWorkUp = (facts: Known): readonly Proposal[] =>
  askUnlessOrdered(
    [
      ['blood-cultures', ['lab-blood-culture']],
      ['crp', ['lab-crp']],
      ['esr', ['lab-esr']]
    ],
    facts
  )

/** A recorded infection, or fever with raised CRP, is certain; other signs of the red flag are a warning. */
export function infectionRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const { spinalInfection, bloodstreamInfection, sepsis, temperature, crp, asOf } = facts
  const infections = [...(spinalInfection ?? []), ...(bloodstreamInfection ?? []), ...(sepsis ?? [])].filter(({ suspected }) => !suspected)
  const [first] = surestFirst(infections)
  const fever = [...lately(temperature, INFECTION_DAYS, asOf)].filter(({ value }) => value >= FEVER).sort((a, b) => b.value - a.value)[0]
  const raised = lately(crp, INFECTION_DAYS, asOf).find(isRaisedCrp)
  const of = (indicator: Indicator, summary: string, why: Markdown): readonly Objection[] => [
    {
      draft,
      indicator,
      summary,
      why,
      guidance: own(
        'Infection of the body or the spine stands against cement (CIRSE and payer criteria alike). Treat it first; cultures before the first antibiotic.'
      ),
      proposals: [remove(draft, all), ...infectionWorkUp(facts)]
    }
  ]
  if (first !== undefined)
    return of(
      first.byText ? 'warning' : 'critical',
      `Infection on record (${whenText(first)}): cement augmentation is contraindicated while infected.`,
      findingsText('Infection', infections)
    )
  if (fever !== undefined && raised !== undefined) {
    return of(
      'critical',
      `Temperature ${round(fever.value)} °C on ${fever.date.text} and CRP ${round(raised.value)} mg/L: contraindicated while infected.`,
      list([readingText('temperature', fever), readingText('CRP', raised)])
    )
  }
  const [sign] = infectionSigns(facts, liveFractures(facts.fractures ?? []))
  return sign === undefined ? [] : of('warning', `${sign.short}: exclude infection before augmentation.`, sign.why)
}

/** Why coagulation is not good enough, from current values and active or drafted anticoagulants. */
function clottingProblems({ inr, platelets, anticoagulantsTaken, drafts, asOf }: Known, draft: Draft) {
  const [newestInr] = lately(inr, CLOTTING_DAYS, asOf)
  const [newestPlatelets] = lately(platelets, CLOTTING_DAYS, asOf)
  const drafted = starting(drafts).filter(other => other !== draft && other.sets.has('anticoagulants'))
  const medicines = [...(anticoagulantsTaken ?? []).map(({ medicine }) => medicine), ...drafted]
  const highInr = newestInr !== undefined && newestInr.value > HIGHEST_INR ? newestInr : undefined
  const fewPlatelets = newestPlatelets !== undefined && newestPlatelets.value < LOWEST_PLATELETS ? newestPlatelets : undefined
  const short = [
    highInr === undefined ? undefined : `INR ${round(highInr.value)} on ${highInr.date.text}`,
    fewPlatelets === undefined ? undefined : `platelets ${round(fewPlatelets.value)} on ${fewPlatelets.date.text}`,
    medicines.length === 0 ? undefined : 'anticoagulant not held'
  ].filter(words => words !== undefined)
  const why = [
    highInr === undefined ? undefined : readingText('INR', highInr),
    fewPlatelets === undefined ? undefined : readingText('platelets', fewPlatelets),
    medicines.length === 0 ? undefined : md`anticoagulant active or drafted: ${named(medicines.map(({ name }) => name))}`
  ].filter(words => words !== undefined)
  const isCertain = highInr !== undefined || fewPlatelets !== undefined || medicines.some(({ byText }) => !byText)
  return { short, why, isCertain, drafted }
}

export function coagulationRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const { short, why, isCertain, drafted } = clottingProblems(facts, draft)
  if (short.length === 0) return []
  const summary = `${short.slice(0, 3).join(', ')}: correct coagulation before any augmentation.`
  return [
    {
      draft,
      indicator: isCertain ? 'critical' : 'warning',
      summary: summary.charAt(0).toUpperCase() + summary.slice(1),
      why: list(why, '; '),
      guidance: own(
        'Usual limits before the procedure: INR 1.5 or less, platelets 50 ×10⁹/L or more, anticoagulant paused with a plan. Hold the procedure until then; do not stop an anticoagulant without weighing why it is given.'
      ),
      proposals: [remove(draft, all)],
      partners: drafted
    }
  ]
}

/** No usable value: nothing is normal because it was not looked for. */
export function unknownCoagulationRow(draft: Draft, facts: Known): readonly Objection[] {
  const { inr, platelets, asOf, anticoagulantsTaken } = facts
  const tests = [
    { name: 'INR', measured: inr, order: 'inr', sets: ['lab-inr'] },
    { name: 'platelets', measured: platelets, order: 'blood-count', sets: ['lab-cbc-panel', 'lab-platelets'] }
  ] as const
  const missing = tests.filter(
    ({ measured }) =>
      lately(measured, CLOTTING_DAYS, asOf).length === 0 ||
      (measured !== undefined && unreadAfter(measured, measured.latest?.date) !== undefined)
  )
  if (missing.length === 0) return []
  const names = missing.map(({ name }) => name).join(' and ')
  const lasts = missing.flatMap(({ name, measured }) => {
    const unread = measured === undefined ? undefined : unreadAfter(measured, measured.latest?.date)
    if (unread !== undefined) return [notInterpretedText(unread)]
    return measured?.latest === undefined ? [own(`no ${name} found`)] : [md`last ${readingText(name, measured.latest)}`]
  })
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Cannot confirm coagulation: no usable ${names} of the last ${String(CLOTTING_DAYS)} days. Check before augmentation.`,
      why: list(lasts, '; '),
      ...(anticoagulantsTaken === undefined ? { notChecked: own('Whether an anticoagulant is taken is not known') } : {}),
      proposals: askUnlessOrdered(
        missing.map(({ order, sets }) => [order, sets] as const),
        facts
      )
    }
  ]
}

/** Cord, nerve or cauda equina: decompression is the question, not cement. */
export function deficitRow(draft: Draft, all: readonly Draft[], facts: Known): readonly Objection[] {
  const found = surestFirst([...(facts.caudaEquina ?? []), ...(facts.neuroDeficit ?? [])])
  const [first] = found
  if (first === undefined) return []
  const note = 'Emergency: vertebral fracture with possible cord or cauda equina compression.'
  const review: Proposal = {
    kind: 'replace',
    key: keyFor('replace-spine-surgery-referral', draft, all),
    draft,
    order: 'spine-surgery-referral',
    note
  }
  return [
    {
      draft,
      indicator: someCoded(found) ? 'critical' : 'warning',
      summary: `Neurological deficit on record (${whenText(first)}): assess for surgical decompression now, not cement.`,
      why: findingsText('Found', found),
      guidance: own(
        'With cord or cauda equina compression, or bone pushed back with a deficit, cement is contraindicated and may worsen the compression; imaging and a surgical opinion are urgent.'
      ),
      proposals: [isSpineAsked(facts) ? remove(draft, all) : review]
    }
  ]
}

export function unreadRow(draft: Draft, { caudaEquina, neuroDeficit, spinalInfection }: Known): readonly Objection[] {
  if (caudaEquina !== undefined && neuroDeficit !== undefined && spinalInfection !== undefined) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Cannot confirm that there is no infection or deficit: the problem list was read in part.',
      why: own('The problem list could not be read completely'),
      proposals: ask('neurological-exam')
    }
  ]
}
