/** How cards write kidney function and calcium: values, units, dates. */
import type { CalciumFact } from '../../facts/calcium.js'
import type { RenalFact } from '../../facts/renal.js'
import { crclText, list, md, own, readingText, round, type Markdown } from '../text.js'

export const renalText = (renal: RenalFact): Markdown => {
  if (renal.dialysis) return own('On dialysis')
  if (renal.crcl !== undefined && renal.creatinine !== undefined) {
    if (renal.creatinine.unit === 'mL/min') return readingText('measured creatinine clearance', renal.creatinine)
    const weight = renal.weight === undefined ? own('') : md`, ${readingText('weight', renal.weight)}`
    return md`CrCl ${own(crclText(renal.crcl))} mL/min by Cockcroft–Gault (${readingText('creatinine', renal.creatinine, 2)}${weight})`
  }
  if (renal.egfr !== undefined) return readingText('eGFR', renal.egfr)
  return renal.creatinine === undefined ? own('no creatinine found') : readingText('creatinine', renal.creatinine, 2)
}

export function calciumText(calcium: CalciumFact): Markdown {
  if (calcium.ionized !== undefined && calcium.decidedBy === calcium.ionized) return readingText('ionised calcium', calcium.ionized, 2)
  const parts: Markdown[] = []
  if (calcium.total !== undefined) parts.push(readingText('calcium', calcium.total))
  if (calcium.albumin !== undefined) parts.push(readingText('albumin', calcium.albumin))
  if (calcium.corrected !== undefined) parts.push(own(`corrected ${round(calcium.corrected)} mg/dL`))
  return parts.length === 0 ? own('no calcium found') : list(parts)
}

/** "Corrected calcium 11 mg/dL on 2026-11-10": for summaries, the value that lies outside its range. */
export function calciumFinding({ status, decidedBy, ionized, highest, corrected, total }: CalciumFact): string {
  const on = ` on ${decidedBy?.date.text ?? 'an unknown date'}`
  if (decidedBy !== undefined && decidedBy === ionized) return `Ionised calcium ${round(ionized.value, 2)} ${ionized.unit}${on}`
  const value = status === 'high' ? highest : (corrected ?? total?.value)
  return `${value !== total?.value ? 'Corrected calcium' : 'Calcium'} ${round(value ?? 0)} mg/dL${on}`
}
