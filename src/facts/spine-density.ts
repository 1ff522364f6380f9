/** T-scores of the spine alone, where a fractured vertebra reads falsely dense. */
import { codings } from './fhir.js'
import { measure, type Measured } from './observations.js'
import { analytes } from './units.js'
import type { ChartView } from './view.js'

/** Of the value set `dxa-t-score`, the two LOINC codes that measure the spine. */
const spineCodes = new Set(['38267-1', '104938-6'])

export function readSpineTScore({ chart, measurements }: ChartView): Measured {
  const scores = measurements.get('dxa-t-score') ?? []
  const ofSpine = scores.filter(({ code }) => codings(code).some(coding => spineCodes.has(coding.code)))
  return measure(new Map([['dxa-t-score', ofSpine]]), ['dxa-t-score'], analytes.tScore, chart.asOf)
}
