/** Facts that build on other facts. */
import { readBedRest, type BedRest } from './bed-rest.js'
import { dayNumber } from './dates.js'
import { fact, noMeasure, unlessUndefined, type ValuesOf } from './definition.js'
import { readAdult50, readLabGaps, readOralRoute, type Adult50, type LabGap, type OralRoute } from './eligibility.js'
import type { Finding } from './findings.js'
import { isUpperThoracic, type Etiology, type Fracture } from './fracture.js'
import type { recorded } from './recorded.js'
import { readRenal, type RenalFact } from './renal.js'

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

export const derived = {
  /** The fracture in scope (T4–L5 or level not recorded); undefined also when there is none. */
  fracture: fact<FractureStory, Recorded>(['conditions', 'patient'], (_view, facts) => {
    const [first, ...others] = (facts.fractures ?? []).filter(fracture => !isUpperThoracic(fracture))
    return unlessUndefined(first, index => ({ ...index, etiology: etiologyOf(index, facts), others }))
  }),
  /** The most urgent fracture in scope that is not merely suspected: bone health rests on it even while a newer one is in question. */
  confirmedFracture: fact<FractureStory, Recorded>(['conditions', 'patient'], (_view, facts) => {
    const inScope = (facts.fractures ?? []).filter(fracture => !isUpperThoracic(fracture))
    const first = inScope.find(({ status }) => status !== 'suspected')
    return unlessUndefined(first, index => ({ ...index, etiology: etiologyOf(index, facts), others: inScope.filter(other => other !== index) }))
  }),
  /** Active bed-rest orders with the days they have been in force. */
  bedRest: fact<readonly BedRest[], Recorded>(['serviceRequests', 'conditions'], (view, facts) =>
    unlessUndefined(facts.bedRestOrders, orders => readBedRest(orders, facts.fractures ?? [], view.chart.asOf))
  ),
  renal: fact<RenalFact, Recorded>(['labs', 'measurements', 'patient', 'conditions', 'medicationRequests'], (view, facts) => {
    const labs = view.measured('labs', 'creatinine', 'lab-creatinine-serum')
    const egfr = view.measured('labs', 'egfr', 'lab-egfr')
    const clearance = view.measured('labs', 'creatinineClearance', 'lab-creatinine-clearance-estimated')
    const dialysis = (facts.dialysis ?? []).length > 0
    const codedSevere = (facts.ckdSevere ?? []).length > 0
    if (facts.patient === undefined) return undefined
    if (labs === undefined && egfr === undefined && clearance === undefined && !dialysis && !codedSevere) return undefined
    return readRenal({
      patient: facts.patient,
      creatinine: labs ?? noMeasure,
      egfr: egfr ?? noMeasure,
      clearance: clearance ?? noMeasure,
      weight: facts.weight ?? noMeasure,
      codedInjury: (facts.kidneyInjury ?? []).some(({ onset }) => onset === undefined || dayNumber(view.chart.asOf) - onset.last <= 90),
      dialysis,
      codedSevere,
      mayChangeQuickly:
        (view.currentConditions('ckd') ?? []).length > 0 || (facts.diureticsTaken ?? []).length > 0 || (facts.nsaidsTaken ?? []).length > 0,
      asOf: view.chart.asOf
    })
  }),
  /** Age and menopause as B-rules ask for them. */
  adult50: fact<Adult50, Recorded>(['patient', 'conditions'], (_view, facts) => unlessUndefined(facts.patient, person => readAdult50(person, facts.postmenopausal))),
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
  labGaps: fact<readonly LabGap[], Recorded & { readonly renal: RenalFact | undefined }>(['labs', 'measurements', 'patient', 'conditions', 'medicationRequests'], (view, facts) => {
    const { renal, calcium, albumin, vitaminD } = facts
    if (renal === undefined || calcium === undefined || vitaminD === undefined) return undefined
    return readLabGaps({ renal, calcium, albumin: albumin ?? noMeasure, vitaminD, asOf: view.chart.asOf })
  })
} as const
