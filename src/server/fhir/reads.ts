/** The reads of one call: a key's template page by page, and single Medications. CDS Hooks 2.0.1, "FHIR Resource Access". */
import type { FhirResource } from '../../cds-hooks/response.js'
import type { ChartPart } from '../../facts/chart.js'
import { isResource } from '../../facts/fhir.js'
import { prefetchTemplates, resourceTypeOf, type PrefetchKey } from '../../facts/prefetch.js'
import { readValue, type Collected, type Medications, type Reading } from './bundle.js'
import type { OpenAccess } from './access.js'
import { underBase } from './base.js'
import type { FhirClient } from './client.js'
import { joined, leftOut, noResources, partOf } from './part.js'

export interface FhirReads {
  readonly base: string
  /** Reads a key from its first page, or from the link that a sent first page gave. */
  key(key: PrefetchKey, next: string | undefined, collected: Collected, medications: Medications): Promise<ChartPart>
  /** Undefined when it may not, or could not, be read. */
  medication(id: string): Promise<FhirResource | undefined>
}

const PAGE_LIMIT = 20

/** The template as a relative URL; some servers refuse a bare `|`. */
const relativeUrl = (key: PrefetchKey, patientId: string): string =>
  prefetchTemplates[key].replaceAll('{{context.patientId}}', encodeURIComponent(patientId)).replaceAll('|', '%7C')

/** A search must be answered with a Bundle, a read with the very Patient. */
function readAnswer(body: unknown, key: PrefetchKey, patientId: string, collected: Collected, medications: Medications): Reading {
  const isBundle = isResource(body) && body.resourceType === 'Bundle'
  const isOutcome = isResource(body) && body.resourceType === 'OperationOutcome'
  if (key !== 'patient' && !isBundle && !isOutcome) return { kind: 'unusable', reason: 'not a Bundle' }
  const reading = readValue(body, { type: resourceTypeOf(key), patientId }, collected, medications)
  const isAnother = key === 'patient' && reading.kind === 'read' && collected.resources.length === 0
  return isAnother ? { kind: 'unusable', reason: 'the Patient read is another one' } : reading
}

export function fhirReads(client: FhirClient, access: OpenAccess, patientId: string, signal: AbortSignal): FhirReads {
  const { base, token } = access

  async function key(key: PrefetchKey, next: string | undefined, collected: Collected, medications: Medications): Promise<ChartPart> {
    const seen = new Set<string>()
    let isPart = next !== undefined
    const stopped = (why: string): ChartPart => {
      const reason = joined(why, leftOut(collected.foreign))
      return isPart ? { state: 'truncated', resources: collected.resources, reason } : { state: 'failed', resources: noResources, reason }
    }
    let link = next ?? `${base}/${relativeUrl(key, patientId)}`
    for (;;) {
      const url = underBase(link, base)
      if (url === undefined) return stopped('the next page lies outside fhirServer')
      if (seen.has(url)) return stopped('the pages run in a circle')
      if (seen.size === PAGE_LIMIT) return stopped(`more than ${String(PAGE_LIMIT)} pages`)
      seen.add(url)
      const result = await client.get(url, token, signal)
      if (!result.ok) return stopped(result.reason)
      const reading = readAnswer(result.body, key, patientId, collected, medications)
      if (reading.kind !== 'read') return stopped(reading.reason)
      if (reading.next === undefined) return partOf(collected, 'fetched')
      isPart = true
      link = reading.next
    }
  }

  async function medication(id: string): Promise<FhirResource | undefined> {
    if (access.grant('Medication', 'read') === 'none') return undefined
    const result = await client.get(`${base}/Medication/${id}`, token, signal)
    if (!result.ok || !isResource(result.body)) return undefined
    return result.body.resourceType === 'Medication' && result.body.id === id ? result.body : undefined
  }

  return { base, key, medication }
}
