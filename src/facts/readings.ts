/** The common ways in which a fact is read from the chart. */
import type { ValueSetId } from '../terminology/index.js'
import { resourcesOf } from './chart.js'
import { fact, type FactDefinition } from './definition.js'
import { beganWithin, inSets, procedureFinding, type Finding } from './findings.js'
import type { MedicationRecord } from './medications.js'
import type { Measured } from './observations.js'
import { type ServiceOrder } from './orders.js'
import type { ThresholdName } from './settings.js'
import type { ChartView } from './view.js'

export const current = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions'], view => view.currentConditions(...sets))
export const ever = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions'], view => view.everConditions(...sets))
export const done = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions', 'procedures'], view => view.everProcedures(...sets))
/** Where medicines are on record: orders, and what the patient is reported to take (clinical reference 0.7). */
export const medicineKeys = ['medicationRequests', 'medicationStatements'] as const
/** The same, and procedures that no code decides, by their words. */
export const doneByWords = (words: RegExp, ...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions', 'procedures'], view => {
    const named = resourcesOf(view.chart, 'procedures')
      .map(procedureFinding)
      .filter(procedure => procedure?.sets.size === 0 && words.test(procedure.name))
    return view.list(
      ['conditions', 'procedures'],
      [...(view.everProcedures(...sets) ?? []), ...named].filter(finding => finding !== undefined)
    )
  })
export const taking = (...sets: readonly ValueSetId[]): FactDefinition<readonly MedicationRecord[]> =>
  fact(medicineKeys, view => view.medicines(({ active }) => active, ...sets))
const notDone: ReadonlySet<string> = new Set(['on-hold', 'stopped', 'cancelled'])
/** Active orders and reports, held, stopped and cancelled ones too: rules name such an order instead of counting it as done. */
export const ordered = (...sets: readonly ValueSetId[]): FactDefinition<readonly MedicationRecord[]> =>
  fact(medicineKeys, view => view.medicines(({ status, active }) => active || notDone.has(status), ...sets))
export const lab = (
  ...args: Parameters<ChartView['measured']> extends ['labs' | 'measurements', ...infer Rest] ? Rest : never
): FactDefinition<Measured> => fact(['labs'], view => view.measured('labs', ...args))
export const measurement = (
  ...args: Parameters<ChartView['measured']> extends ['labs' | 'measurements', ...infer Rest] ? Rest : never
): FactDefinition<Measured> => fact(['measurements'], view => view.measured('measurements', ...args))
/** Findings that began lately, or that are current without any date; the days are fixed, or a setting. */
export const recent = (days: number | ThresholdName, ...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions'], view => {
    const within = typeof days === 'number' ? days : view.settings[days]
    return view.list(
      ['conditions'],
      inSets(view.conditions, sets).filter(finding => finding.active && beganWithin(finding, within, view.chart.asOf, true))
    )
  })
/** Only what a code tells. */
export const byCode = ({ from, read }: FactDefinition<readonly Finding[]>): FactDefinition<readonly Finding[]> =>
  fact(from, (view, others) => read(view, others)?.filter(({ byText }) => !byText))
export const services = (...sets: readonly ValueSetId[]): FactDefinition<readonly ServiceOrder[]> =>
  fact(['serviceRequests'], view =>
    view.list(
      ['serviceRequests'],
      view.services.filter(order => sets.some(set => order.sets.has(set)))
    )
  )

/** Non-melanoma skin cancer is no cancer here. */
export const notSkin = (finding: Finding): boolean => !finding.sets.has('non-melanoma-skin-cancer')

/** Working diagnoses of the sets, not known to be over. */
export const suspected = (...sets: readonly ValueSetId[]): FactDefinition<readonly Finding[]> =>
  fact(['conditions'], view =>
    view.list(
      ['conditions'],
      inSets(view.conditions, sets).filter(finding => finding.suspected && finding.active && notSkin(finding))
    )
  )
