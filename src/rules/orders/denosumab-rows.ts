/** What may stand against drafted denosumab, or against stopping it: the rows of the clinical reference 3.2, with B22 and 0.5. */
import type { BoneAgent } from '../../facts/bone-therapy.js'
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'
import { foreign, md, own, readingText, round, spanText } from '../text.js'
import { boneDrugNeeds, boneDrugRows, jawAndFemurRows } from './bone-drug-rows.js'
import { lowCalciumRows } from './calcium-rows.js'
import { productName } from './doses.js'
import { kidneyOf, noKidneyValue } from './kidney.js'
import { ask, named, remove, type Objection } from './objections.js'
import { isEnded, isStop } from './stop-orders.js'

export const denosumabNeeds = [
  ...boneDrugNeeds,
  'drafts',
  'asOf',
  'fracture',
  'renal',
  'ckdSevere',
  'calcium',
  'hypocalcemiaDiagnosis',
  'vitaminD',
  'boneTherapies',
  'romosozumabTaken',
  'romosozumabDoses',
  'malabsorption',
  'bariatricSurgery',
  'hypoparathyroidism',
  'thyroidSurgery',
  'jawNecrosis',
  'atypicalFemurFracture',
  'labOrders',
  'unread',
  'settings'
] as const
type Known = Pick<Facts, (typeof denosumabNeeds)[number]>
type Row = (draft: Draft, all: readonly Draft[], facts: Known) => readonly Objection[]

export const isDenosumab = ({ sets }: Draft): boolean => sets.has('denosumab')
/** The 120 mg product, given monthly for malignancy: its label has no boxed warning, and its courses end otherwise. */
const isOncology = (draft: Draft): boolean =>
  /xgeva|wyost|xbryk|osenvelt|bomyntra|denosumab 70 mg\/ml|\b120 ?mg\b/i.test(productName(draft))

const calciumRow: Row = (draft, all, facts) =>
  lowCalciumRows(draft, all, facts, {
    drug: 'denosumab',
    verdict: 'denosumab is contraindicated per US label until corrected',
    guidance: own('US label: contraindicated in hypocalcaemia; correct it before each dose.'),
    window: facts.settings.infusionLabDays
  })

/** eGFR, not CrCl: the boxed warning of 2024 speaks of eGFR. CrCl stands in where no eGFR is there. */
const kidneyRow: Row = (draft, all, { renal, ckdSevere, asOf }) => {
  const guidance = own(
    'FDA 2024, boxed warning: severe hypocalcaemia below eGFR 30 and on dialysis. Such patients first have mineral and bone disorder of kidney disease assessed by a specialist.'
  )
  const kidney = kidneyOf(renal, ckdSevere, asOf)
  if (kidney === undefined) {
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm kidney function: check creatinine and eGFR before denosumab.',
        why: noKidneyValue(renal),
        guidance,
        proposals: ask('creatinine')
      }
    ]
  }
  if (kidney.below30) {
    return [
      {
        draft,
        indicator: isOncology(draft) ? 'warning' : 'critical',
        summary: `${kidney.text}: severe hypocalcaemia risk with denosumab (US boxed warning).`,
        why: own(kidney.text),
        guidance,
        proposals: [remove(draft, all), ...ask('nephrology-referral', 'pth', 'calcium', 'phosphate', 'vitamin-d-level', 'calcitriol-level')]
      }
    ]
  }
  return kidney.below60
    ? [
        {
          draft,
          indicator: 'warning',
          summary: `${kidney.text}: check calcium, magnesium and phosphate, and calcium again 10-14 days after denosumab.`,
          why: own(kidney.text),
          guidance: monitoring,
          proposals: ask('calcium', 'magnesium', 'phosphate')
        }
      ]
    : []
}

const monitoring = own(
  'US label: where hypocalcaemia is likelier, watch calcium, magnesium and phosphate within 14 days of the injection, with enough calcium and vitamin D.'
)

const absorptionRow: Row = (draft, _all, { malabsorption, bariatricSurgery, hypoparathyroidism, thyroidSurgery }) => {
  const lowering = [...(malabsorption ?? []), ...(bariatricSurgery ?? []), ...(hypoparathyroidism ?? [])]
  const names = [...lowering, ...(thyroidSurgery ?? [])].map(({ name }) => name)
  const what = lowering.length > 0 ? 'Malabsorption or hypoparathyroidism' : 'Thyroid or parathyroid surgery'
  if (names.length === 0) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${what} on record: check calcium, magnesium and phosphate around denosumab.`,
      why: md`On record: ${named(names, 2)}`,
      guidance: monitoring,
      proposals: ask('calcium', 'magnesium', 'phosphate')
    }
  ]
}

const vitaminDRow: Row = (draft, _all, { vitaminD, settings }) => {
  const hold = settings.vitaminDHold
  const guidance = own(`Consensus: hold denosumab until 25-OH vitamin D is ${String(hold)} ng/mL or more; below that it may lower calcium.`)
  const reading = vitaminD?.reading
  if (reading === undefined) {
    const stale = vitaminD?.stale
    const why = stale === undefined ? own('No 25-OH vitamin D found') : md`Out of its window: ${readingText('25-OH vitamin D', stale)}`
    return [
      {
        draft,
        indicator: 'warning',
        summary: 'Cannot confirm vitamin D: check 25-OH vitamin D before denosumab.',
        why,
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
      summary: `25-OH vitamin D ${round(reading.value)} ng/mL on ${reading.date.text}: hold denosumab and replete first (hypocalcaemia risk).`,
      why: readingText('25-OH vitamin D', reading),
      guidance,
      proposals: ask('cholecalciferol-weekly', 'vitamin-d-level')
    }
  ]
}

const bisphosphonateSets: readonly ValueSetId[] = ['bisphosphonates', 'bisphosphonates-oral', 'bisphosphonates-iv', 'zoledronic-acid']

const isBisphosphonate = (agent: BoneAgent): boolean => /bisphosphonate|zoledronic/.test(agent)
/** US label: a course of romosozumab is twelve doses. */
const ROMOSOZUMAB_DOSES = 12

/** A bisphosphonate in force or drafted: what keeps bone after denosumab. */
const hasFollowOn = ({ drafts, boneTherapies }: Known): boolean =>
  (drafts ?? []).some(other => bisphosphonateSets.some(set => other.sets.has(set)) && !isStop(other)) ||
  (boneTherapies ?? []).some(({ agent, state }) => state === 'current' && isBisphosphonate(agent) && !isEnded(agent, drafts))

const rebound = own(
  'FDA and the US label: several vertebral fractures may follow within months of a missed or last dose. Book the next dose, or change to a bisphosphonate.'
)
const specialist = ({ fracture }: Known) =>
  ask(fracture?.status === 'current' ? 'bone-specialist-referral-urgent' : 'bone-specialist-referral')

/** The last dose is more than seven months ago and nothing followed. */
const lapseRow: Row = (draft, _all, facts) => {
  const therapy = facts.boneTherapies?.find(({ agent }) => agent === 'denosumab')
  if (therapy?.state !== 'lapsed' || therapy.last === undefined || facts.asOf === undefined || isOncology(draft) || hasFollowOn(facts))
    return []
  const days = dayNumber(facts.asOf) - therapy.last.last
  const isCurrent = facts.fracture?.status === 'current'
  return [
    {
      draft,
      indicator: 'warning',
      summary: `Denosumab overdue, last ${therapy.last.text}${isCurrent ? ', with a current fracture' : ''}: possible rebound vertebral fractures.`,
      why: md`${foreign(therapy.name)} last given or ordered on ${own(therapy.last.text)}, ${own(spanText(days))} ago; no bisphosphonate since`,
      guidance: rebound,
      proposals: specialist(facts)
    }
  ]
}

/** Beside a bisphosphonate in force, or in the middle of a romosozumab course. */
const sequenceRow: Row = (draft, _all, { drafts, boneTherapies, romosozumabTaken, romosozumabDoses }) => {
  if (isOncology(draft)) return []
  const bisphosphonates = (boneTherapies ?? []).filter(
    ({ agent, state }) => state === 'current' && isBisphosphonate(agent) && !isEnded(agent, drafts)
  )
  const isMidCourse = (romosozumabDoses?.counted ?? 0) < ROMOSOZUMAB_DOSES
  const names = [
    ...bisphosphonates.map(({ name }) => name),
    ...(isMidCourse ? (romosozumabTaken ?? []) : []).map(({ medicine }) => medicine.name)
  ]
  if (names.length === 0) return []
  const what = bisphosphonates.length > 0 ? 'A bisphosphonate' : 'Romosozumab'
  return [
    {
      draft,
      indicator: 'warning',
      summary: `${what} is in force beside the drafted denosumab: confirm that this is a planned change, and end the other.`,
      why: md`In force: ${named(names, 2)}`,
      guidance: own('Guidelines use bone agents one after another, not together: low calcium and oversuppression of bone become likelier.')
    }
  ]
}

const stopRow: Row = (draft, all, facts) => {
  if (isOncology(draft) || hasFollowOn(facts)) return []
  return [
    {
      draft,
      indicator: 'warning',
      summary: 'Stopping denosumab, no bisphosphonate to follow: rebound vertebral fractures possible. Bridge, or keep it.',
      why: md`Drafted to stop or hold: ${foreign(draft.name)}; no bisphosphonate active or drafted`,
      guidance: rebound,
      proposals: [remove(draft, all), ...specialist(facts)]
    }
  ]
}

const patientRow: Row = (draft, all, facts) => [
  ...boneDrugRows(draft, all, facts, {
    drug: 'denosumab',
    sets: ['denosumab'],
    pregnancy: { indicator: 'critical', guidance: own('US label: contraindicated in pregnancy; denosumab may harm the fetus.') },
    child: 'warning'
  }),
  ...jawAndFemurRows(draft, facts, 'denosumab')
]

const rows: readonly Row[] = [calciumRow, kidneyRow, patientRow, lapseRow, sequenceRow, vitaminDRow, absorptionRow]

export const denosumabRows: Row = (draft, all, facts) =>
  isStop(draft) ? stopRow(draft, all, facts) : rows.flatMap(row => row(draft, all, facts))
