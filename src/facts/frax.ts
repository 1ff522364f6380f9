/** Ten-year probabilities of fracture by FRAX, each under its own code. */
import { isComplete } from './chart.js'
import { codings } from './fhir.js'
import { measure, type Measured } from './observations.js'
import { analytes } from './units.js'
import type { ChartView } from './view.js'

/** Of the value set `frax`; the hip code rests on one secondary source (`terminology/SOURCES.md`). */
const fraxCodes = { major: '90265-0', hip: '90266-8' } as const

/** Undefined when measurements are not known and none was found. */
export function readFrax({ chart, measurements }: ChartView, kind: keyof typeof fraxCodes): Measured | undefined {
  const found = (measurements.get('frax') ?? []).filter(({ code }) => codings(code).some(coding => coding.code === fraxCodes[kind]))
  const measured = measure(new Map([['frax', found]]), ['frax'], analytes.frax, chart.asOf)
  return measured.latest !== undefined || isComplete(chart, 'measurements') ? measured : undefined
}
