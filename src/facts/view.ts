/** One chart, indexed at most once per part, whatever number of facts read it. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { ValueSetId } from '../terminology/index.js'
import { inOrder, isComplete, resourcesOf, type Chart } from './chart.js'
import { isStop, readDraft, type Draft } from './drafts.js'
import { resourceKey, statusCode } from './fhir.js'
import { conditionFinding, indexFindings, inSets, procedureFinding, type Finding, type FindingIndex } from './findings.js'
import { medicationRecord, type MedicationRecord } from './medications.js'
import { indexObservations, measure, type Measured, type ObservationIndex } from './observations.js'
import { serviceOrder, type ServiceOrder } from './orders.js'
import { readPregnancyObserved, type PregnancyObserved } from './pregnancy.js'
import { positiveOn } from './pregnancy-test.js'
import type { PrefetchKey } from './prefetch.js'
import { defaultSettings, type Settings } from './settings.js'
import { inOurCodes } from './site-codes.js'
import { analytes, type AnalyteName } from './units.js'

const present = <T>(value: T | undefined): value is T => value !== undefined

export class ChartView {
  readonly chart: Chart
  readonly settings: Settings
  /** The drafts as they were sent, where the chart holds them in our codes. */
  readonly #sent: readonly FhirResource[]
  #conditions: FindingIndex | undefined
  #procedures: FindingIndex | undefined
  #labs: ObservationIndex | undefined
  #measurements: ObservationIndex | undefined
  /** Several facts ask for the same analyte. */
  #measured = new Map<string, Measured>()
  #pregnancy: PregnancyObserved | undefined
  #medications: readonly MedicationRecord[] | undefined
  #services: readonly ServiceOrder[] | undefined
  #drafts: readonly Draft[] | undefined
  /** How often the drafts were looked at: tells which facts depend on them. */
  draftReads = 0

  constructor(chart: Chart, isOrdered = false) {
    this.chart = isOrdered ? chart : inOurCodes(inOrder(chart))
    this.settings = chart.site?.settings ?? defaultSettings
    this.#sent = chart.draftOrders
  }

  /** The same chart with other drafts: the indexes are shared. */
  withDrafts(drafts: readonly Draft[]): ChartView {
    const view = new ChartView(this.chart, true)
    view.#conditions = this.#conditions
    view.#procedures = this.#procedures
    view.#labs = this.#labs
    view.#measurements = this.#measurements
    view.#measured = this.#measured
    view.#pregnancy = this.#pregnancy
    view.#medications = this.#medications
    view.#services = this.#services
    view.#drafts = drafts
    return view
  }

  /** A list is known when its sources are complete, or when something was found in what is there. */
  list<T>(keys: readonly PrefetchKey[], found: readonly T[]): readonly T[] | undefined {
    return found.length > 0 || keys.every(key => isComplete(this.chart, key)) ? found : undefined
  }

  get conditions(): FindingIndex {
    return (this.#conditions ??= indexFindings(
      resourcesOf(this.chart, 'conditions').map(condition => conditionFinding(condition, this.chart.asOf))
    ))
  }

  get procedures(): FindingIndex {
    return (this.#procedures ??= indexFindings(resourcesOf(this.chart, 'procedures').map(procedureFinding)))
  }

  /** Conditions of the sets that are not known to be over. */
  currentConditions(...sets: readonly ValueSetId[]): readonly Finding[] | undefined {
    return this.list(
      ['conditions'],
      inSets(this.conditions, sets).filter(({ active, suspected }) => active && !suspected)
    )
  }

  /** Conditions of the sets at any time of life. */
  everConditions(...sets: readonly ValueSetId[]): readonly Finding[] | undefined {
    return this.list(
      ['conditions'],
      inSets(this.conditions, sets).filter(({ suspected }) => !suspected)
    )
  }

  /** Procedures that were done; a Condition may record them too. */
  everProcedures(...sets: readonly ValueSetId[]): readonly Finding[] | undefined {
    const found = [...inSets(this.conditions, sets), ...inSets(this.procedures, sets)].filter(({ suspected }) => !suspected)
    return this.list(['conditions', 'procedures'], found)
  }

  get labs(): ObservationIndex {
    return (this.#labs ??= indexObservations(resourcesOf(this.chart, 'labs')))
  }

  get measurements(): ObservationIndex {
    return (this.#measurements ??= indexObservations(resourcesOf(this.chart, 'measurements')))
  }

  measured(part: 'labs' | 'measurements', analyte: AnalyteName, ...sets: readonly ValueSetId[]): Measured | undefined {
    const key = `${part} ${analyte} ${sets.join(' ')}`
    let measured = this.#measured.get(key)
    if (measured === undefined) {
      measured = measure(this[part], sets, analytes[analyte], this.chart.asOf)
      this.#measured.set(key, measured)
    }
    return measured.latest !== undefined || isComplete(this.chart, part) ? measured : undefined
  }

  /** Dates of tests of the sets that were reported positive within so many days. */
  positiveTests(days: number, ...sets: readonly ValueSetId[]): readonly string[] {
    return sets
      .flatMap(set => this.labs.get(set) ?? [])
      .map(observation => positiveOn(observation, days, this.chart.asOf))
      .filter(present)
  }

  get pregnancyObserved(): PregnancyObserved {
    return (this.#pregnancy ??= readPregnancyObserved(this.measurements.get('pregnancy-observations') ?? [], this.chart.asOf))
  }

  /** Every medication order and reported medicine of the chart, the drafts left out. */
  get medications(): readonly MedicationRecord[] {
    return (this.#medications ??= [...resourcesOf(this.chart, 'medicationRequests'), ...resourcesOf(this.chart, 'medicationStatements')]
      .map(resource => medicationRecord(this.#asDrafted(resource), this.chart.medications, this.chart.asOf))
      .filter(present)
      .filter(({ status }) => status !== 'draft'))
  }

  /** Medicines of the sets; known from the orders alone, since many clients keep no statements (`unread` tells). */
  medicines(select: (record: MedicationRecord) => boolean, ...sets: readonly ValueSetId[]): readonly MedicationRecord[] | undefined {
    const found = this.medications.filter(record => sets.some(set => record.medicine.sets.has(set)) && select(record))
    return this.list(['medicationRequests'], found)
  }

  /** Orders of the chart; a proposal or an option is nobody's order yet. */
  get services(): readonly ServiceOrder[] {
    return (this.#services ??= resourcesOf(this.chart, 'serviceRequests')
      .filter(({ intent }) => intent !== 'proposal' && intent !== 'option')
      .map(resource => serviceOrder(this.#asDrafted(resource), this.chart.asOf))
      .filter(present))
  }

  /** An order on the chart that a draft of the session stops or holds has the status of that draft. */
  #asDrafted(resource: FhirResource): FhirResource {
    const key = resourceKey(resource)
    const stop = this.chart.draftOrders.find(draft => key !== undefined && resourceKey(draft) === key && isStop({ resource: draft }))
    return stop === undefined ? resource : { ...resource, status: statusCode(stop['status']) }
  }

  get drafts(): readonly Draft[] {
    this.draftReads++
    return (this.#drafts ??= this.chart.draftOrders
      .map((resource, index) => {
        const draft = readDraft(resource, this.chart.selections, this.chart.medications, this.chart.asOf)
        const sent = this.#sent[index]
        return draft === undefined || sent === undefined || sent === resource ? draft : { ...draft, sent }
      })
      .filter(present))
  }
}
