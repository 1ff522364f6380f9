import { calciumAge } from '../../facts/calcium.js'
import { dayNumber } from '../../facts/dates.js'
import type { Facts } from '../../facts/index.js'
import { applies, defineRule, notApplicable, type OrderId, type Proposal } from '../rule.js'
import { crclText, foreign, list, md, own, readingText, round, type Markdown } from '../text.js'
import { calciumFinding, calciumText, renalText } from './results-text.js'
import { INFUSION_CARE_AGE, treatmentGate, treatmentNeeds, unreadForTreatment, type TreatmentDue } from './treatment.js'
import { stopText, type Stop } from './treatment-stops.js'

const needs = [...treatmentNeeds, 'zoledronateDoses', 'settings'] as const
type Known = Pick<Facts, (typeof needs)[number]>

/** US label: zoledronic acid is contraindicated below CrCl 35 mL/min. */
const LEAST_CRCL = 35

/**
 * Where an oral bisphosphonate does not fit, an intravenous one or a specialist is considered; below CrCl 30 mL/min only referral.
 * Does not offer denosumab, raloxifene or anabolic agents, nor decide for a patient who already takes a bone medicine.
 */
export const bisphosphonateAlternative = defineRule({
  id: 'bisphosphonate-alternative',
  title: 'When an oral bisphosphonate does not fit',
  kind: 'guidance',
  topic: 'pharmacotherapy',
  about: 'alternatives to an oral bisphosphonate',
  version: '1.0.0',
  reviewed: '2026-11-22',
  strength: 'weak',
  source: 'ACP-2023',
  evidence: ['ACP-2023', 'DAILYMED-ZOL', 'LABEL-BP-2026', 'FDA-DENO-2024', 'ASBMR-SFP-2019'],
  signOff: [
    'calcium within 30 days and 25-OH vitamin D of 20 ng/mL before zoledronic acid are design choices; creatinine before each dose rests on a secondary source',
    'no fixed delay of the infusion after the fracture; many wait about two weeks: general knowledge',
    'referral instead of a denosumab draft, and monitoring of calcium with denosumab, are a design choice and a secondary source',
    'varices, bypass and sleeve as obstacles to tablets are general knowledge; mucosal disease is caution in the labels and leads here'
  ],
  needs,

  evaluate(facts) {
    const gate = treatmentGate(facts)
    if (gate.kind === 'decided') return gate.decision
    if (gate.route === 'oral') return notApplicable('an oral bisphosphonate is not ruled out: see osteoporosis-pharmacotherapy')
    const lacking = gate.below30 ? [] : lackingForInfusion(facts)
    const stops = [...gate.stops, ...lacking]
    const isOffered = !gate.below30 && stops.length === 0
    return applies({
      indicator: 'warning',
      summary: summaryOf(gate, facts, isOffered),
      why: [...gate.basis, ...obstaclesText(facts)],
      guidance: guidanceOf(gate, facts, isOffered),
      disagreement: [
        own(
          'ACP 2023 keeps denosumab for second line (women: moderate, men: low certainty); it lowers fracture risk, yet stopping it without a follow-on drug has led to multiple vertebral fractures.'
        )
      ],
      notChecked: [
        ...stops.map(stopText),
        ...gate.cautions,
        ...unreadForTreatment(facts),
        own('Hydration, dental plans and infusion access are not in the data')
      ],
      ifYouDisagree: own(
        gate.below30
          ? 'Enter a newer creatinine or weight if there is one. If a specialist decides otherwise, say so below.'
          : 'Correct the entry that blocks the tablets if it is out of date. If a tablet is tolerated or a specialist decides otherwise, say so below.'
      ),
      proposals: [
        ...(isOffered ? [{ kind: 'order', key: 'zoledronic-acid', order: 'zoledronic-acid' } as const] : []),
        ...asProposals([
          ...stops.flatMap(({ instead }) => instead ?? []),
          'bone-specialist-referral',
          ...(gate.below30 ? (['nephrology-referral'] as const) : [])
        ])
      ],
      overrideReasons: ['declined', 'not-appropriate', 'data-wrong', 'specialist-managing', 'prefers-other-route']
    })
  }
})

const asProposals = (orders: readonly OrderId[]): readonly Proposal[] =>
  [...new Set(orders)].map(order => ({ kind: 'order', key: order, order }))

/** What zoledronic acid asks beyond an oral agent. A test that `pre-treatment-labs` already asks for is not offered twice. */
function lackingForInfusion({ renal, calcium, vitaminD, labGaps, zoledronateDoses, unread, asOf, settings }: Known): readonly Stop[] {
  if (renal === undefined || calcium === undefined || vitaminD === undefined || asOf === undefined) return []
  // Calcium and creatinine before each infusion (clinical reference 0.8).
  const { infusionLabDays, vitaminDHold } = settings
  const ask = (item: 'creatinine' | 'calcium' | 'vitamin-d-level' | 'weight'): readonly OrderId[] =>
    labGaps?.some(gap => gap.item === item) === true ? [] : [item]
  const stops: Stop[] = []
  const { crcl, decidedBy } = renal
  // Where kidney function is grey or missing, the gate has said so.
  if (crcl === undefined && renal.band === 'acceptable')
    stops.push({ words: own('zoledronic acid needs a known CrCl'), instead: ask('weight') })
  else if (crcl !== undefined && crcl < LEAST_CRCL)
    stops.push({ words: md`${renalText(renal)}: zoledronic acid is contraindicated below ${LEAST_CRCL} (US label)` })
  if (decidedBy !== undefined && dayNumber(asOf) - decidedBy.date.first > infusionLabDays)
    stops.push({
      words: md`kidney function of ${own(decidedBy.date.text)} is older than ${infusionLabDays} days`,
      instead: ask('creatinine')
    })
  if (calcium.status === 'normal' && calciumAge(calcium, asOf) > infusionLabDays)
    stops.push({ words: md`${calciumText(calcium)} is older than ${infusionLabDays} days`, instead: ask('calcium') })
  const reading = vitaminD.reading
  if (reading === undefined) stops.push({ words: own('25-OH vitamin D is not known'), instead: ask('vitamin-d-level') })
  else if (reading.value < vitaminDHold)
    stops.push({ words: md`${readingText('25-OH vitamin D', reading)} is below ${vitaminDHold}; replete before an infusion` })
  // Acute injury shows in two results, and one of them may be among those that were not read.
  if (unread?.has('labs') === true)
    stops.push({ words: own('laboratory results were not all read: a recent rise of creatinine cannot be excluded') })
  const oncology = (zoledronateDoses ?? []).find(dose => dose.oncology && dose.active)
  if (oncology !== undefined) stops.push({ words: md`${foreign(oncology.name)} is the same substance` })
  return stops
}

const obstacleWords = {
  esophagus: 'oesophageal disease',
  bariatric: 'gastric bypass or sleeve',
  upright: 'cannot sit or stand upright 30 min',
  'bed-rest': 'bed rest, so upright 30 min not met',
  mucosa: 'upper-GI disease'
} as const

/** The order check asks for hydration and a fresh creatinine at this age, so the order is not offered by itself. */
const needsCare = ({ age }: TreatmentDue['patient']): boolean => (age?.min ?? 0) >= INFUSION_CARE_AGE

function summaryOf({ below30, underQuestion, patient }: TreatmentDue, { renal, oralRoute, calcium }: Known, isOffered: boolean): string {
  if (below30) {
    const finding =
      renal?.dialysis === true
        ? 'Dialysis'
        : renal?.crcl !== undefined
          ? `CrCl ${crclText(renal.crcl)} mL/min (${renal.decidedBy?.date.text ?? 'undated'})`
          : renal?.egfr !== undefined
            ? `eGFR ${round(renal.egfr.value)} (${renal.egfr.date.text})`
            : 'Severe kidney disease'
    return `${finding}: no bisphosphonate suggested; consider bone specialist and nephrology advice for this fracture.`
  }
  const [obstacle] = [...(oralRoute?.blocked ?? []), ...(oralRoute?.caution ?? [])]
  const because = obstacle === undefined ? '' : ` (${obstacleWords[obstacle.kind]})`
  if (underQuestion) return `Oral bisphosphonate unsuitable${because}; clear the cancer question before any bone medicine.`
  if (calcium?.status === 'low' || calcium?.status === 'high')
    return `${calciumFinding(calcium)} is ${calcium.status}: settle it before any bone medicine; oral bisphosphonate unsuitable${because}.`
  if (!isOffered) return `Oral bisphosphonate unsuitable${because}: consider specialist advice; IV option not yet clear, see why.`
  return `Oral bisphosphonate unsuitable${because}: consider IV zoledronic acid ${needsCare(patient) ? 'after fluids and a kidney check' : 'or specialist advice'}.`
}

function obstaclesText({ oralRoute }: Known): readonly Markdown[] {
  const obstacles = [...(oralRoute?.blocked ?? []), ...(oralRoute?.caution ?? [])]
  return obstacles.length === 0
    ? []
    : [
        md`Against tablets: ${list(obstacles.slice(0, 3).map(({ kind, name, finding }) => md`${foreign(name)} (${own(finding?.onset?.text ?? obstacleWords[kind])})`))}`
      ]
}

const temporary: ReadonlySet<string> = new Set(['upright', 'bed-rest'])

function guidanceOf({ below30, patient }: TreatmentDue, { oralRoute, renal }: Known, isOffered: boolean): readonly Markdown[] {
  if (below30) {
    return [
      own('US labels: oral bisphosphonates are not recommended below 30 mL/min; zoledronic acid is contraindicated below 35.'),
      own(
        'Denosumab carries a boxed warning for severe hypocalcaemia in advanced kidney disease (FDA 2024): only after a mineral and bone work-up (PTH, calcium, 25-OH and 1,25-dihydroxyvitamin D), by a specialist.'
      )
    ]
  }
  const hasUlcer = (oralRoute?.blocked ?? []).length === 0
  const isTemporary =
    (oralRoute?.blocked ?? []).length > 0 &&
    (oralRoute?.blocked ?? []).every(({ kind }) => temporary.has(kind)) &&
    (oralRoute?.caution ?? []).length === 0
  return [
    own(
      hasUlcer
        ? 'US labels: caution with upper-GI disease; a non-oral agent is preferred.'
        : 'US labels: oral bisphosphonates are contraindicated with delayed oesophageal emptying or without 30 minutes upright (ibandronate 60).'
    ),
    ...(isTemporary ? [own('Once the patient sits or stands 30 minutes, an oral agent is possible again.')] : []),
    own(
      isOffered
        ? `Zoledronic acid 5 mg once a year over at least 15 minutes is an option: ${needsCare(patient) ? `from ${String(INFUSION_CARE_AGE)} hydrate well and check kidney function before the infusion` : 'hydrate, check creatinine before each dose'}; acetaminophen for the acute-phase reaction, care with diuretics and nephrotoxic drugs.`
        : renal?.band === '30-34'
          ? 'Below CrCl 35 zoledronic acid is contraindicated (US label): a specialist weighs what remains.'
          : 'Zoledronic acid asks for CrCl of 35 or more, normal calcium and 25-OH vitamin D of 20 ng/mL or more, all recent.'
    ),
    own('Denosumab only with calcium corrected and a plan for the next dose and the exit drug; raloxifene does not suit immobility.')
  ]
}
