/** A line of the ledger with what it stands for. Design section 5. */
import type { FhirResource } from '../../cds-hooks/response.js'
import type { ChartPart } from '../../facts/chart.js'
import type { Collected } from './bundle.js'

export const noResources: readonly FhirResource[] = []

/** Reasons side by side, those that do not exist left out. */
export const joined = (...reasons: readonly (string | undefined)[]): string => reasons.filter(reason => reason !== undefined).join('; ')

export const leftOut = (foreign: number): string | undefined =>
  foreign === 0 ? undefined : `${String(foreign)} ${foreign === 1 ? 'resource' : 'resources'} of another patient left out`

/** The part of a key whose every page has been read. Where all was another patient's, nothing is concluded from what is not there. */
export function partOf(collected: Collected, state: 'sent' | 'fetched'): ChartPart {
  const { resources, matches, foreign, total } = collected
  const short = total !== undefined && total > matches ? 'fewer resources came than the server counted' : undefined
  const gap = collected.gap ?? short
  const reason = joined(gap, leftOut(foreign))
  const isWhole = gap === undefined && (foreign === 0 || resources.length > 0)
  const known = resources.length === 0 ? 'known-empty' : state
  return { state: isWhole ? known : 'truncated', resources, ...(reason === '' ? {} : { reason }) }
}
