/** Request → Chart: what was sent, else FHIR reads in parallel within the deadline, and the ledger of both. Design section 5. */
import { setMaxListeners } from 'node:events'
import type { HookRequest } from '../cds-hooks/request.js'
import type { Chart, ChartPart, Jurisdiction } from '../facts/chart.js'
import type { IsoDate } from '../facts/dates.js'
import { draftResources } from '../facts/drafts.js'
import { requiredKeys, resourceTypeOf, type PrefetchKey } from '../facts/prefetch.js'
import type { Service } from '../service.js'
import { isOtherPatients, keepMedications, nothingCollected, readValue, type Collected, type Medications } from './fhir/bundle.js'
import type { AllowedBases } from './caller.js'
import { selectionsOf } from './drafts.js'
import { CdsError } from './errors.js'
import { fhirAccess, type FhirAccess } from './fhir/access.js'
import type { FhirClient } from './fhir/client.js'
import { fhirReads, type FhirReads } from './fhir/reads.js'
import { readMissingMedications } from './fhir/medications.js'
import { joined, leftOut, noResources, partOf } from './fhir/part.js'
import { timed, type Timed } from './timed.js'

export interface Surroundings {
  readonly client: FhirClient
  readonly fhirServers: AllowedBases
  /** Milliseconds for all reads together. */
  readonly budgetMs: number
  readonly asOf: IsoDate
  readonly jurisdiction: Jurisdiction
}

/** One key that was read from the FHIR server, and when. */
export interface KeyRead extends Timed {
  readonly key: PrefetchKey
  readonly state: ChartPart['state']
}

export interface Gathered {
  readonly chart: Chart
  readonly reads: readonly KeyRead[]
  /** Resources of another patient that were left out. */
  readonly foreign: number
}

/** A key that is not settled by what was sent. */
interface Open {
  readonly key: PrefetchKey
  /** Why what was sent does not do; undefined when nothing was sent. */
  readonly reason: string | undefined
  /** A first page was sent, and this is the link to the next. */
  readonly next: string | undefined
  readonly collected: Collected
}

interface Call {
  readonly patientId: string
  readonly access: FhirAccess
  readonly medications: Medications
  readonly reads: KeyRead[]
  foreign: number
}

/** What was sent under a key: a settled part, or what is still open. */
function sent(key: PrefetchKey, value: unknown, call: Call): ChartPart | Open {
  const collected = nothingCollected()
  const open = (reason?: string, next?: string): Open => ({ key, reason, next, collected })
  if (value === undefined) return open()
  if (value === null) return { state: 'known-empty', resources: noResources }
  const reading = readValue(value, { type: resourceTypeOf(key), patientId: call.patientId }, collected, call.medications)
  call.foreign += collected.foreign
  if (reading.kind === 'failed') return { state: 'failed', resources: noResources, reason: reading.reason }
  if (reading.kind === 'unusable') return open(`what was sent cannot be used: ${reading.reason}`)
  if (key === 'patient' && collected.foreign > 0 && collected.resources.length === 0)
    return { ...open('the Patient sent is another one'), collected: nothingCollected() }
  return reading.next === undefined ? partOf(collected, 'sent') : open('more pages exist', reading.next)
}

const isOpen = (part: ChartPart | Open): part is Open => 'collected' in part

/** What is left of an open key when the FHIR server may not be asked. */
function unread({ reason, next, collected }: Open, state: 'absent' | 'not-permitted', why: string): ChartPart {
  if (next !== undefined)
    return { state: 'truncated', resources: collected.resources, reason: joined(reason, leftOut(collected.foreign), why) }
  return { state, resources: noResources, reason: joined(reason ?? 'not sent', why) }
}

async function fetched(open: Open, call: Call, reads: FhirReads | undefined): Promise<ChartPart> {
  const { access } = call
  if (!access.open) return unread(open, access.state, access.reason)
  const type = resourceTypeOf(open.key)
  const grant = access.grant(type, open.key === 'patient' ? 'read' : 'search')
  if (grant === 'none' || reads === undefined)
    return unread(open, 'not-permitted', `the scope of the access token does not include ${type}`)
  const before = open.collected.foreign
  const from = performance.now()
  const part = await reads.key(open.key, open.next, open.collected, call.medications)
  call.reads.push({ key: open.key, state: part.state, ...timed(from) })
  call.foreign += open.collected.foreign - before
  const isNarrowed = grant === 'part' && (part.state === 'fetched' || part.state === 'known-empty')
  return isNarrowed
    ? { ...part, state: 'truncated', reason: joined(part.reason, `the scope of the access token covers ${type} in part`) }
    : part
}

const usable = (part: ChartPart | undefined): boolean =>
  part !== undefined && part.state !== 'absent' && part.state !== 'failed' && part.state !== 'not-permitted'

const missingOf = (parts: Chart['parts']): readonly PrefetchKey[] => requiredKeys.filter(key => !usable(parts[key]))

/** 412 names each required key and why it was not there. CDS Hooks 2.0.1, "HTTP Status Codes". */
export function requireData({ parts }: Chart): void {
  const missing = missingOf(parts)
  if (missing.length === 0) return
  throw new CdsError(
    'CDS_ERR_DATA_UNOBTAINABLE',
    missing.map(key => ({ field: key, sentence: `${key} could not be obtained: ${parts[key]?.reason ?? 'not sent'}.` }))
  )
}

/** One signal ends every read: the budget, or the end of the token if that is sooner. */
async function withReads<T>(
  access: FhirAccess,
  patientId: string,
  { client, budgetMs }: Surroundings,
  use: (reads: FhirReads | undefined) => Promise<T>
): Promise<T> {
  if (!access.open) return use(undefined)
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  const ms = Math.max(0, Math.min(budgetMs, access.lifetimeMs))
  const timer = setTimeout(() => controller.abort(), ms)
  const limit = { signal: controller.signal, until: performance.now() + ms }
  try {
    return await use(fhirReads(client, access, patientId, limit))
  } finally {
    clearTimeout(timer)
    controller.abort()
  }
}

/** Never throws: what could not be obtained stands in the ledger. */
export async function gather(service: Service, request: HookRequest, surroundings: Surroundings): Promise<Gathered> {
  const { patientId } = request.context
  const call: Call = { patientId, access: fhirAccess(request, surroundings.fhirServers), medications: new Map(), reads: [], foreign: 0 }
  const parts: Partial<Record<PrefetchKey, ChartPart>> = {}
  const open: Open[] = []
  for (const key of service.keys) {
    const part = sent(key, request.prefetch?.[key], call)
    if (isOpen(part)) open.push(part)
    // Set in any case, so that the ledger keeps the order of the keys.
    parts[key] = isOpen(part) ? { state: 'absent', resources: noResources } : part
  }
  keepMedications(request.context.draftOrders, call.medications)
  const drafts = draftResources(request.context.draftOrders)
  const draftOrders = drafts.filter(draft => !isOtherPatients(draft, patientId))
  call.foreign += drafts.length - draftOrders.length
  await withReads(call.access, patientId, surroundings, async reads => {
    await Promise.all(
      open.map(async unsettled => {
        parts[unsettled.key] = await fetched(unsettled, call, reads)
      })
    )
    if (reads !== undefined && missingOf(parts).length === 0) await readMissingMedications(draftOrders, parts, call.medications, reads)
  })
  const { asOf, jurisdiction } = surroundings
  const selections = selectionsOf(request, draftOrders)
  return {
    chart: {
      asOf,
      hook: service.hook,
      patientId,
      parts,
      medications: call.medications,
      draftOrders,
      selections,
      jurisdiction,
      site: service.site
    },
    reads: call.reads,
    foreign: call.foreign
  }
}
