/** How many romosozumab doses are on record: the label ends the course after twelve. */
import type { DayInterval } from './dates.js'
import type { Finding } from './findings.js'
import type { MedicationRecord } from './medications.js'

export interface RomosozumabDoses {
  /** Dated administrations and orders on different days: at least so many doses. */
  readonly counted: number
  /** The earliest of them; undefined when none is dated. */
  readonly since: DayInterval | undefined
}

/** Orders that never led to a dose, or wait. */
const neverGiven = new Set(['cancelled', 'revoked', 'draft', 'unknown', 'intended', 'on-hold', 'not-taken'])

export function readRomosozumabDoses(records: readonly MedicationRecord[], administrations: readonly Finding[]): RomosozumabDoses {
  const ordered = records
    .filter(({ medicine, status }) => medicine.sets.has('romosozumab') && !neverGiven.has(status))
    .map(({ start }) => start)
  const given = administrations.filter(({ sets }) => sets.has('romosozumab')).map(({ onset }) => onset)
  const dates = [...ordered, ...given].filter(date => date !== undefined).sort((a, b) => a.first - b.first)
  return { counted: new Set(dates.map(({ text }) => text)).size, since: dates[0] }
}
