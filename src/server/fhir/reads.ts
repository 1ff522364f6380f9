/** The reads of one call: a key's template page by page, and single Medications. CDS Hooks 2.0.1, "FHIR Resource Access". */
import type { FhirResource } from '../../cds-hooks/response.js'
import type { ChartPart } from '../../facts/chart.js'
import { isResource } from '../../facts/fhir.js'
import { prefetchTemplates, resourceTypeOf, type PrefetchKey } from '../../facts/prefetch.js'
import { readValue, type Collected, type Medications, type Reading } from './bundle.js'
import type { OpenAccess } from './access.js'
import type { TimeLimit } from './attempt.js'
import { underBase } from './base.js'
import type { FhirClient, FhirResult } from './client.js'
import { joined, leftOut, noResources, partOf } from './part.js'

export interface FhirReads {
  readonly base: string
  /** Reads a key from its first page, or from the link that a sent first page gave. */
  key(key: PrefetchKey, next: string | undefined, collected: Collected, medications: Medications): Promise<ChartPart>
  /** Undefined when it may not, or could not, be read. */
  medication(id: string): Promise<FhirResource | undefined>
}

const PAGE_LIMIT = 20
/** Of one key; a server may ignore `_count`. */
const ENTRY_LIMIT = 10_000
/** Characters of JSON for one call, all keys together: what a process can hold of many calls at once. */
const SIZE_LIMIT = 32 * 1024 * 1024
/** Some servers and proxies refuse longer URLs; a longer search travels in a body. */
const URL_LIMIT = 1_900

/** The template as a relative URL; some servers refuse a bare `|`. */
const relativeUrl = (key: PrefetchKey, patientId: string): string =>
  prefetchTemplates[key].replaceAll('{{context.patientId}}', encodeURIComponent(patientId)).replaceAll('|', '%7C')

/** A search must be answered with a Bundle, a read with the very Patient. */
function readAnswer(body: unknown, key: PrefetchKey, patientId: string, collected: Collected, medications: Medications): Reading {
  const isBundle = isResource(body) && body.resourceType === 'Bundle'
  const isOutcome = isResource(body) && body.resourceType === 'OperationOutcome'
  if (key !== 'patient' && !isBundle && !isOutcome) return { kind: 'unusable', reason: 'not a Bundle' }
  const reading = readValue(body, { type: resourceTypeOf(key), patientId }, collected, medications)
  const isTheOne = key !== 'patient' || reading.kind !== 'read' || collected.resources.some(({ id }) => id === patientId)
  return !isTheOne ? { kind: 'unusable', reason: 'the Patient read is another one' } : reading
}

export function fhirReads(client: FhirClient, access: OpenAccess, patientId: string, limit: TimeLimit): FhirReads {
  const { base } = access.server
  const call = { server: access.server, token: access.token, room: { left: SIZE_LIMIT }, ...limit }

  /** A first page by whichever method suits its URL. */
  function ask(url: string): Promise<FhirResult> {
    const query = url.indexOf('?')
    const isSearch = query > base.length && url.length > URL_LIMIT
    return isSearch ? client.search(`${url.slice(0, query)}/_search`, url.slice(query + 1), call) : client.get(url, call)
  }

  async function key(key: PrefetchKey, next: string | undefined, collected: Collected, medications: Medications): Promise<ChartPart> {
    const seen = new Set<string>()
    let isPart = next !== undefined
    let isFirst = next === undefined
    const stopped = (why: string): ChartPart => {
      const reason = joined(why, leftOut(collected.foreign))
      return isPart ? { state: 'truncated', resources: collected.resources, reason } : { state: 'failed', resources: noResources, reason }
    }
    let link = next ?? `${base}/${relativeUrl(key, patientId)}`
    for (;;) {
      const url = underBase(link, base)
      if (url === undefined) return stopped(isFirst ? 'the patient id cannot stand in a URL' : 'the next page lies outside fhirServer')
      if (seen.has(url)) return stopped('the pages run in a circle')
      if (seen.size === PAGE_LIMIT) return stopped(`more than ${String(PAGE_LIMIT)} pages`)
      seen.add(url)
      const result = isFirst ? await ask(url) : await client.get(url, call)
      if (!result.ok) return stopped(result.reason)
      isFirst = false
      const reading = readAnswer(result.body, key, patientId, collected, medications)
      if (reading.kind !== 'read') return stopped(reading.reason)
      isPart = true
      if (collected.matches > ENTRY_LIMIT) {
        collected.resources.splice(ENTRY_LIMIT)
        return stopped(`more than ${String(ENTRY_LIMIT)} resources`)
      }
      if (reading.next === undefined) return partOf(collected, 'fetched')
      link = reading.next
    }
  }

  async function medication(id: string): Promise<FhirResource | undefined> {
    if (access.grant('Medication', 'read') === 'none') return undefined
    const url = underBase(`Medication/${id}`, base)
    if (url === undefined) return undefined
    const result = await client.get(url, call)
    if (!result.ok || !isResource(result.body)) return undefined
    return result.body.resourceType === 'Medication' && result.body.id === id ? result.body : undefined
  }

  return { base, key, medication }
}
