/** Facts that build on other facts, and those with a reader of their own. */
import type { ValueSetId } from '../terminology/index.js'
import { readBedRest, type BedRest } from './bed-rest.js'
import { readBoneCourses, type BoneCourse } from './bone-course.js'
import { isBoneReferral, isDensityOrder, isFallsOrder } from './care-orders.js'
import { isComplete } from './chart.js'
import { dayNumber } from './dates.js'
import { readDeformity, type Deformity } from './deformity.js'
import { fact, noMeasure, unlessUndefined, type ValuesOf } from './definition.js'
import { readAdult50, readLabGaps, readOralRoute, type Adult50, type LabGap, type OralRoute } from './eligibility.js'
import { distinctFractures, isSameFracture, STILL_HEALING_DAYS, type FractureEvent } from './distinct-fractures.js'
import { beganWithin, inSets, type Finding } from './findings.js'
import { isUpperThoracic, type Etiology, type Fracture } from './fracture.js'
import { readFrax } from './frax.js'
import { readGlucocorticoidDose, type GlucocorticoidDose } from './glucocorticoid-dose.js'
import { readLabDates, type LabDates } from './lab-dates.js'
import type { Measured, NotInterpreted } from './observations.js'
import type { ServiceOrder } from './orders.js'
import type { recorded } from './recorded.js'
import { readPainCourse, type PainCourse } from './pain.js'
import { medicineKeys } from './readings.js'
import { readRenal, type RenalFact } from './renal.js'
import { readRomosozumabDoses, type RomosozumabDoses } from './romosozumab-doses.js'
import { readSpineTScore } from './spine-density.js'
import { readUnreadResults } from './unread-results.js'

/** What a secondary-cause work-up orders. */
const workUpSets: readonly ValueSetId[] = [
  'lab-cbc-panel',
  'lab-hemoglobin',
  'lab-calcium-total',
  'lab-calcium-corrected',
  'lab-calcium-ionized',
  'lab-creatinine-serum',
  'lab-egfr',
  'lab-alp',
  'lab-tsh',
  'lab-pth',
  'lab-phosphate',
  'lab-25oh-vitamin-d',
  'lab-esr',
  'lab-crp',
  'lab-spep',
  'lab-free-light-chains'
]

type Recorded = ValuesOf<typeof recorded>

/** The fracture the advice is about, with its cause and the other fractures in scope. */
export interface FractureStory extends Fracture {
  readonly etiology: Etiology
  readonly others: readonly Fracture[]
}

function etiologyOf(fracture: Fracture, facts: Recorded): Etiology {
  const neoplastic = fracture.sets.has('vertebral-fracture-neoplastic') || (facts.spinalMalignancy ?? []).length > 0
  if (neoplastic) return 'neoplastic'
  if ((facts.spinalInfection ?? []).some(({ active }) => active)) return 'infectious'
  if ((facts.highEnergyTrauma ?? []).some(event => sameEvent(event, fracture)) || fracture.seventh === 'B') return 'high-energy'
  if (fracture.sets.has('vertebral-fracture-osteoporotic')) return 'osteoporotic'
  const age = facts.patient?.age
  return age !== undefined && age.min < 50 ? 'indeterminate' : 'presumed-fragility'
}

/** A trauma belongs to a fracture when their dates lie within two weeks, or when either has none; one on record long before does not. */
function sameEvent(event: Finding, fracture: Fracture): boolean {
  if (fracture.onset === undefined) return true
  if (event.onset !== undefined) return Math.abs(event.onset.first - fracture.onset.first) <= 14
  return event.recorded === undefined || event.recorded.last >= fracture.onset.first - 14
}

/**
 * The most urgent fracture; where its entry has no onset and another entry of the same fracture has one, that entry.
 * A dated fracture that should have healed does not answer for an undated entry: that may be a new one.
 */
function datedEntry(inScope: readonly Fracture[]): Fracture | undefined {
  const [first] = inScope
  if (first === undefined || first.onsetProblem !== 'missing') return first
  const dated = inScope.find(
    other =>
      other.status === first.status &&
      other.onsetProblem === undefined &&
      other.age.max <= STILL_HEALING_DAYS &&
      isSameFracture(first, other)
  )
  return dated ?? first
}

export const derived = {
  /** The fracture in scope (T4–L5 or level not recorded); undefined also when there is none. */
  fracture: fact<FractureStory, Recorded>(['conditions', 'patient'], (_view, facts) => {
    const inScope = (facts.fractures ?? []).filter(fracture => !isUpperThoracic(fracture))
    const first = datedEntry(inScope)
    return unlessUndefined(first, index => ({
      ...index,
      etiology: etiologyOf(index, facts),
      others: inScope.filter(other => other !== index)
    }))
  }),
  /** The most urgent fracture in scope that is not merely suspected: bone health rests on it even while a newer one is in question. */
  confirmedFracture: fact<FractureStory, Recorded>(['conditions', 'patient'], (_view, facts) => {
    const inScope = (facts.fractures ?? []).filter(fracture => !isUpperThoracic(fracture))
    const first = inScope.find(({ status }) => status !== 'suspected')
    return unlessUndefined(first, index => ({
      ...index,
      etiology: etiologyOf(index, facts),
      others: inScope.filter(other => other !== index)
    }))
  }),
  /** Confirmed fractures T4–L5 of no tumour, infection or high energy, each counted once however often it is written down. */
  distinctFractures: fact<readonly FractureEvent[], Recorded>(['conditions', 'patient'], (_view, facts) =>
    unlessUndefined(facts.fractures, found => {
      const otherCause: readonly Etiology[] = ['neoplastic', 'infectious', 'high-energy']
      return distinctFractures(
        found.filter(
          fracture => fracture.status !== 'suspected' && !isUpperThoracic(fracture) && !otherCause.includes(etiologyOf(fracture, facts))
        )
      )
    })
  ),
  /** Active bed-rest orders with the days they have been in force. */
  bedRest: fact<readonly BedRest[], Recorded>(['serviceRequests', 'conditions'], (view, facts) =>
    unlessUndefined(facts.bedRestOrders, orders => readBedRest(orders, facts.fractures ?? [], view.chart.asOf))
  ),
  renal: fact<RenalFact, Recorded>(['labs', 'measurements', 'patient', 'conditions', ...medicineKeys], (view, facts) => {
    const labs = view.measured('labs', 'creatinine', 'lab-creatinine-serum')
    const egfr = view.measured('labs', 'egfr', 'lab-egfr')
    const clearance = view.measured('labs', 'creatinineClearance', 'lab-creatinine-clearance-estimated')
    const dialysis = (facts.dialysis ?? []).length > 0
    const codedSevere = (facts.ckdSevere ?? []).length > 0
    const saidSevere = (facts.kidneySaid ?? []).some(({ sets }) => sets.has('ckd-stage-4-5-esrd'))
    if (facts.patient === undefined) return undefined
    if (labs === undefined && egfr === undefined && clearance === undefined && !dialysis && !codedSevere && !saidSevere) return undefined
    return readRenal({
      patient: facts.patient,
      creatinine: labs ?? noMeasure,
      egfr: egfr ?? noMeasure,
      clearance: clearance ?? noMeasure,
      weight: facts.weight ?? noMeasure,
      codedInjury: (facts.kidneyInjury ?? []).some(({ onset }) => onset === undefined || dayNumber(view.chart.asOf) - onset.last <= 90),
      dialysis,
      codedSevere,
      saidSevere,
      mayChangeQuickly:
        (view.currentConditions('ckd') ?? []).length > 0 || (facts.diureticsTaken ?? []).length > 0 || (facts.nsaidsTaken ?? []).length > 0,
      asOf: view.chart.asOf,
      settings: view.settings
    })
  }),
  /** Pain since the fracture: the score that counts, and whether it became worse or better. */
  painCourse: fact<PainCourse, Recorded & { readonly fracture: FractureStory | undefined }>(
    ['measurements', 'conditions', 'patient'],
    (view, { pain, fracture }) =>
      unlessUndefined(pain, scores => readPainCourse(scores, fracture?.age ?? { min: 0, max: Infinity }, view.chart.asOf, view.settings))
  ),
  /** Height lost and kyphosis since the fracture; undefined when there is no fracture in scope. */
  deformity: fact<Deformity, Recorded & { readonly fracture: FractureStory | undefined }>(
    ['measurements', 'conditions', 'patient'],
    (view, { height, kyphosis, fracture }) =>
      unlessUndefined(fracture, index => readDeformity(height ?? noMeasure, kyphosis ?? [], index, view.chart.asOf))
  ),
  /** Age and menopause as B-rules ask for them. */
  adult50: fact<Adult50, Recorded>(['patient', 'conditions'], (view, facts) =>
    unlessUndefined(facts.patient, person => readAdult50(person, facts.postmenopausal, view.settings.menopauseAge))
  ),
  /** What stands against an oral bisphosphonate; undefined when the lists it is read from are not known. */
  oralRoute: fact<OralRoute, Recorded>(['conditions', 'procedures', 'serviceRequests'], (_view, facts) => {
    const route = readOralRoute({
      esophagusBlocked: facts.esophagusBlocked,
      esophagusDiseased: facts.esophagusDiseased,
      bariatricSurgery: facts.bariatricSurgery,
      uprightIntolerance: facts.uprightIntolerance,
      bedRestOrders: facts.bedRestOrders,
      drafts: facts.drafts ?? []
    })
    const known = [facts.esophagusBlocked, facts.uprightIntolerance].every(list => list !== undefined)
    return known || route.blocked.length > 0 ? route : undefined
  }),
  /** What is not measured, or too long ago, for an oral bone drug. */
  labGaps: fact<readonly LabGap[], Recorded & { readonly renal: RenalFact | undefined }>(
    ['labs', 'measurements', 'patient', 'conditions', ...medicineKeys],
    (view, facts) => {
      const { renal, calcium, albumin, vitaminD } = facts
      if (renal === undefined || calcium === undefined || vitaminD === undefined) return undefined
      return readLabGaps({
        renal,
        calcium,
        albumin: albumin ?? noMeasure,
        vitaminD,
        asOf: view.chart.asOf,
        calciumDays: view.settings.calciumDays
      })
    }
  ),
  /** Results that could not be interpreted and may say something else than those that could. */
  unreadResults: fact<readonly NotInterpreted[], Recorded & { readonly renal: RenalFact | undefined }>(
    ['labs', 'measurements', 'patient', 'conditions', ...medicineKeys],
    (view, { calcium, renal, vitaminD }) =>
      view.list(['labs', 'measurements'], readUnreadResults({ calcium, renal, vitaminD }, view.chart.asOf))
  ),
  /** Falls of the last twelve months; undated ones count while they are active. */
  recentFalls: fact<readonly Finding[]>(['conditions'], view =>
    unlessUndefined(view.everConditions('fall-risk-history', 'low-energy-fall', 'fall-event-unspecified'), found =>
      found.filter(finding => beganWithin(finding, 365, view.chart.asOf, finding.active))
    )
  ),
  /** When each laboratory test was last done, whatever its unit. */
  labDates: fact<LabDates>(['labs'], view => {
    const dates = readLabDates(view)
    return dates.size > 0 || isComplete(view.chart, 'labs') ? dates : undefined
  }),
  spineTScore: fact<Measured>(['measurements'], view =>
    unlessUndefined(view.measured('measurements', 'tScore', 'dxa-t-score'), () => readSpineTScore(view))
  ),
  fraxMajor: fact<Measured>(['measurements'], view => readFrax(view, 'major')),
  fraxHip: fact<Measured>(['measurements'], view => readFrax(view, 'hip')),
  /** Unbroken courses of bone medicine, with what they began as. */
  boneCourses: fact<readonly BoneCourse[]>([...medicineKeys, 'procedures'], view =>
    view.list(
      ['medicationRequests'],
      readBoneCourses(
        view.medications,
        inSets(view.procedures, ['bone-drug-administration-hcpcs', 'bisphosphonates-iv', 'denosumab', 'romosozumab']),
        view.chart.asOf,
        view.settings
      )
    )
  ),
  romosozumabDoses: fact<RomosozumabDoses>([...medicineKeys, 'procedures'], view => {
    const records = view.medications.filter(({ medicine }) => medicine.sets.has('romosozumab'))
    const given = inSets(view.procedures, ['romosozumab'])
    return unlessUndefined(view.list(['medicationRequests', 'procedures'], [...records, ...given]), () =>
      readRomosozumabDoses(records, given)
    )
  }),
  glucocorticoidDoses: fact<readonly GlucocorticoidDose[]>(medicineKeys, view =>
    unlessUndefined(
      view.medicines(({ active }) => active, 'systemic-glucocorticoids'),
      records => records.map(record => readGlucocorticoidDose(record, view.chart.asOf))
    )
  ),
  /** Referrals for bone health, falls and bone density, whatever their status; by code, or by words where no code decides. */
  boneReferrals: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(['serviceRequests'], view.services.filter(isBoneReferral))
  ),
  fallsOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(['serviceRequests'], view.services.filter(isFallsOrder))
  ),
  densityOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(['serviceRequests'], view.services.filter(isDensityOrder))
  ),
  /** Orders of the secondary-cause work-up, whatever their status. */
  workUpOrders: fact<readonly ServiceOrder[]>(['serviceRequests'], view =>
    view.list(
      ['serviceRequests'],
      view.services.filter(({ sets }) => workUpSets.some(set => sets.has(set)))
    )
  )
} as const
