/** How medicines are recognised beside their enumerated codes: by ATC class prefix, and by name where no code decides. */
import type { ValueSetId } from './value-set-ids.js'

export interface MedicationClass {
  readonly atcPrefixes: readonly string[]
  /** Lower-case ingredient stems and brands. */
  readonly names: readonly string[]
}

export const medicationClasses: Readonly<Partial<Record<ValueSetId, MedicationClass>>> = {}
